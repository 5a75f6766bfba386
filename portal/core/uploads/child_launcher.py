"""Sets the limits of this process, then runs the script that is named: seconds, MB, script, …."""

import resource
import runpy
import sys

MEGABYTE = 1_000_000
LARGEST_FILE = 30 * MEGABYTE
MOST_OPEN = 64
OWN = 15 * MEGABYTE  # what Python itself takes


def main() -> None:
    """Run the script; the system kills this process when it uses more than it may."""
    seconds, megabytes, script, *args = sys.argv[1:]
    memory = int(megabytes) * MEGABYTE + OWN
    for kind, most in (
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, MOST_OPEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    sys.argv = [script, *args]
    runpy.run_path(script, run_name="__main__")


main()
