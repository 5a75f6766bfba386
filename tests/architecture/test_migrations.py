"""The migrations make what the models say, up and down, with data in the tables."""

from pathlib import Path

import alembic.autogenerate
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from config import ROOT
from portal.core import content
from portal.core.db import db
from portal.core.health import is_migrated
from portal.core.uow import unit_of_work
from tests.architecture.tree import imports

MIGRATIONS = ROOT / "migrations"
VERSIONS = MIGRATIONS / "versions"


def _revisions() -> list[str]:
    """Return the revisions, newest first."""
    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


def _told(part: object) -> str:
    """Return a part of a table in words, the conditions of its indexes as well."""
    if isinstance(part, dict):
        return repr({name: _told(value) for name, value in part.items()})
    return part.text if isinstance(part, sa.TextClause) else repr(part)


def _schema() -> dict[str, object]:
    """Return what the database says of its tables."""
    with db.engine.connect() as connection:
        inspector = sa.inspect(connection)
        return {
            name: [
                sorted(map(_told, parts))
                for parts in (
                    inspector.get_columns(name),
                    inspector.get_foreign_keys(name),
                    inspector.get_unique_constraints(name),
                    inspector.get_check_constraints(name),
                    inspector.get_indexes(name),
                    inspector.get_pk_constraint(name).items(),
                )
            ]
            for name in inspector.get_table_names()
        }


def test_there_is_one_newest_migration_and_names_count() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    numbers = [path.name[:4] for path in sorted(VERSIONS.glob("*.py"))]

    assert len(script.get_heads()) == 1
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert [revision[:4] for revision in reversed(_revisions())] == numbers


def test_migrations_know_no_portal_code() -> None:
    knowing = [
        path.name
        for path in VERSIONS.glob("*.py")
        if any(name.split(".")[0] in {"portal", "config"} for name in imports(path))
    ]

    assert knowing == []


def test_migrations_make_what_the_models_say(empty_app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differing = alembic.autogenerate.compare_metadata(context, db.metadata)

    assert differing == []


def test_a_database_of_a_newer_release_is_refused(empty_app: Flask) -> None:
    with unit_of_work() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999_newer'"))

    told = [
        empty_app.test_cli_runner().invoke(args=[*words])
        for words in (("serve",), ("worker", "--once"), ("doctor",))
    ]

    assert [result.exit_code for result in told] == [1, 1, 1]
    assert all("migrated by a newer release" in result.output for result in told)


def test_each_migration_goes_down_and_up_again_with_data(app: Flask) -> None:
    whole = _schema()

    for _revision in _revisions():  # of which the database stands at the newest that is left
        before = _schema()
        downgrade(revision="-1")
        assert not is_migrated()
        upgrade(revision="+1")
        assert _schema() == before
        downgrade(revision="-1")

    upgrade()
    assert _schema() == whole
    assert is_migrated()
    assert sum(content.load(Path(ROOT / "content")).values())
