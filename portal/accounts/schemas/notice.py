"""Which privacy notice is in force: whoever has read an older one is told so.

The notice is `content/pages/privacy` and the list of what is kept how long; a test notices when
either changes and this does not.
"""

VERSION = "2026-11-30"
