"""A disk that loses what was not synced: what `disk.c` wrote down, played until the power is cut.

What a file held at its last sync is there. Of what was written to it since, each sector is there or
not, as chance has it. Of what was done to the names in a folder since that was last synced, a
part from the beginning is there.
"""

import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).with_name("disk.c")
HEAD = struct.Struct("<cQQII")
SECTOR = 512
LOST_ANYWAY = "-shm"  # memory that processes share: SQLite makes it anew


def built(folder: Path) -> Path:
    """Build the library that writes down what is done, and return where it is."""
    library = folder / "disk.so"
    command = ["gcc", "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"]
    subprocess.run(command, check=True)
    return library


@dataclass(eq=False)
class File:
    """A file: what is on the disk, and what was written since the last sync."""

    body: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)  # None cuts it off there

    def sync(self) -> None:
        """Bring everything to the disk."""
        for place, body in self.since:
            _put(self.body, place, body)
        self.since.clear()

    def after_a_cut(self, rng: random.Random, share: float) -> bytes:
        """Return what is there when the power comes back."""
        found = bytearray(self.body)
        for place, body in self.since:
            if body is None:
                if rng.random() < share:
                    _put(found, place, None)
                continue
            for start, end in _sectors(place, len(body)):
                if rng.random() < share:
                    _put(found, start, body[start - place : end - place])
        return bytes(found)


def _put(target: bytearray, place: int, body: bytes | None) -> None:
    if body is None:
        del target[place:]
    missing = place + len(body or b"") - len(target)
    target.extend(bytes(max(0, missing)))
    if body is not None:
        target[place : place + len(body)] = body


def _sectors(place: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield where the sectors begin and end over which something is written."""
    start, last = place, place + length
    while start < last:
        end = min(last, start - start % SECTOR + SECTOR)
        yield start, end
        start = end


@dataclass(eq=False)
class Folder:
    """A folder: the names on the disk, those of the moment, and what was done since its sync."""

    names: dict[str, "Node"] = field(default_factory=dict)
    kept: dict[str, "Node"] = field(default_factory=dict)
    since: list["Change"] = field(default_factory=list)

    def sync(self) -> None:
        """Bring all names to the disk."""
        for change in self.since:
            change.keep()
        self.since.clear()


Node = File | Folder


@dataclass(eq=False)
class Change:
    """A name that came, went or moved; `old` is the folder that it left."""

    folder: Folder
    name: str
    node: Node | None
    old: tuple[Folder, str] | None = None
    done: bool = False

    def keep(self) -> None:
        """Bring it to the disk, once."""
        if self.done:
            return
        self.done = True
        if self.old is not None:
            self.old[0].kept.pop(self.old[1], None)
        if self.node is None:
            self.folder.kept.pop(self.name, None)
        else:
            self.folder.kept[self.name] = self.node


class Disk:
    """The disk below a folder, as it was and as entries change it."""

    def __init__(self, place: Path) -> None:
        """Begin with what is there now, all of it synced."""
        self._place = place
        self._nodes: dict[int, Node] = {}
        self._root = self._read(place)

    def _read(self, path: Path) -> Folder:
        made = Folder()
        self._nodes[path.stat().st_ino] = made
        for child in path.iterdir():
            found: Node = (
                self._read(child) if child.is_dir() else File(bytearray(child.read_bytes()))
            )
            made.names[child.name] = made.kept[child.name] = found
            self._nodes[child.stat().st_ino] = found
        return made

    def _at(self, path: str) -> tuple[Folder, str]:
        *above, name = Path(path).relative_to(self._place).parts
        folder = self._root
        for part in above:
            found = folder.names[part]
            assert isinstance(found, Folder), path
            folder = found
        return folder, name

    def play(self, what: bytes, number: int, place: int, first: bytes, second: bytes) -> None:
        """Do what an entry says."""
        if what in b"wts":
            self._to_file(what, self._nodes.get(number), place, first)
            return
        folder, name = self._at(os.fsdecode(first))
        if what in b"cd":
            node = folder.names.get(name)
            if node is None:
                node = self._nodes[number] = Folder() if what == b"d" else File()
                self._change(folder, name, node)
        elif what == b"u":
            if folder.names.pop(name, None) is not None:
                folder.since.append(Change(folder, name, None))
        else:
            target, new = self._at(os.fsdecode(second))
            node = folder.names.pop(name) if what == b"r" else folder.names[name]
            self._change(target, new, node, old=(folder, name) if what == b"r" else None)

    def _change(
        self, folder: Folder, name: str, node: Node, old: tuple[Folder, str] | None = None
    ) -> None:
        folder.names[name] = node
        change = Change(folder, name, node, old)
        folder.since.append(change)
        if old is not None and old[0] is not folder:
            old[0].since.append(change)

    def _to_file(self, what: bytes, node: Node | None, place: int, body: bytes) -> None:
        if node is None:
            return  # it was taken away while it was open
        if what == b"s":
            node.sync()
        elif isinstance(node, File):
            node.since.append((place, body if what == b"w" else None))

    def cut(self, target: Path, rng: random.Random) -> None:
        """Write to `target` what is there when the power comes back."""
        share = rng.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        kept = _Kept(rng, share)
        kept.write(self._root, target)


class _Kept:
    """What one cut leaves; the disk itself stays as it was."""

    def __init__(self, rng: random.Random, share: float) -> None:
        self._rng, self._share = rng, share
        self._moved: dict[Change, bool] = {}
        self._written: dict[File, Path] = {}

    def _names(self, folder: Folder) -> dict[str, Node]:
        """Return the names of a folder that outlast the cut."""
        names = dict(folder.kept)
        most = sum(self._rng.random() < self._share for _change in folder.since)
        for number, change in enumerate(folder.since):
            there = change.done or self._moved.setdefault(change, number < most)
            if not there:
                continue
            if change.old is not None and change.old[0] is folder:
                names.pop(change.old[1], None)
            if change.folder is folder:
                if change.node is None:
                    names.pop(change.name, None)
                else:
                    names[change.name] = change.node
        return names

    def write(self, folder: Folder, target: Path) -> None:
        target.mkdir(mode=0o700)
        for name, node in self._names(folder).items():
            path = target / name
            if isinstance(node, Folder):
                self.write(node, path)
            elif name.endswith(LOST_ANYWAY):
                continue
            elif node in self._written:
                os.link(self._written[node], path)
            else:
                path.write_bytes(node.after_a_cut(self._rng, self._share))
                self._written[node] = path


def entries(log: Path) -> Iterator[tuple[int, tuple[bytes, int, int, bytes, bytes]]]:
    """Yield where each whole entry of a log ends, and what it says."""
    with log.open("rb") as file:
        while len(head := file.read(HEAD.size)) == HEAD.size:
            what, number, place, one, two = HEAD.unpack(head)
            first, second = file.read(one), file.read(two)
            if len(second) < two or len(first) < one:
                return
            yield file.tell(), (what, number, place, first, second)


def emptied(folder: Path) -> None:
    """Take a folder away."""
    shutil.rmtree(folder, ignore_errors=True)
