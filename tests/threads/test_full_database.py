"""A PostgreSQL server without room: told as such, with what was typed, and nothing is lost."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from portal.core.db import Entity, db, end_transaction
from portal.threads.models import Post
from tests.databases import ON_POSTGRESQL
from tests.factories.threads import asked
from tests.small_disk import SmallDisk, small_disk
from tests.threads.conftest import DEWI, Talkers


@ON_POSTGRESQL
def test_a_database_without_room_says_so_and_keeps_what_it_has(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    long = " ".join(sha256(str(number).encode()).hexdigest() for number in range(100))
    with _rows_on_a_small_disk(Post) as disk:
        assert talkers.write(DEWI, key, "Sebelumnya.")[0] == 303
        disk.fill()
        status, refused = talkers.write(DEWI, key, long)
        page = talkers.read(f"/threads/{key}")
        disk.empty()
        again = talkers.write(DEWI, key, long)[0]

    assert (status, again) == (507, 303)
    assert "Penyimpanan penuh" in refused
    assert long in refused
    assert "Sebelumnya." in page
    assert talkers.read(f"/threads/{key}").count(long) == 1


@contextmanager
def _rows_on_a_small_disk(kind: type[Entity]) -> Iterator[SmallDisk]:
    """Let PostgreSQL keep the rows of a table on a disk of their own, and bring them back."""
    from tests.postgres import ACCOUNT  # noqa: PLC0415  # the driver may be missing

    moved = f"ALTER TABLE {kind.__tablename__} SET TABLESPACE"
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder, "disk"), 8) as disk:
        place = disk.directory / "rows"
        place.mkdir()
        Path(folder).chmod(0o711)  # the server is no root, and comes through here
        shutil.chown(place, ACCOUNT)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"CREATE TABLESPACE small LOCATION '{place}'")
            connection.exec_driver_sql(f"{moved} small")
            try:
                yield disk
            finally:
                end_transaction()
                connection.exec_driver_sql(f"{moved} pg_default")
                connection.exec_driver_sql("DROP TABLESPACE small")
