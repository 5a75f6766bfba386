"""saved searches: with a name and what each has found, out of what people follow."""

import base64
import secrets
from urllib.parse import parse_qsl

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LONGEST_NAME = 100
FOLLOW = sa.table(
    "follow",
    *(sa.column(name) for name in ("person_id", "kind", "key", "level")),
    sa.column("created_at", MOMENT),
)
SAVED = sa.table(
    "saved_search",
    *(sa.column(name) for name in ("public_id", "person_id", "query", "name", "often")),
    sa.column("created_at", MOMENT),
    sa.column("seen_at", MOMENT),
)
PREFERENCE = sa.table(
    "notification_preference", *(sa.column(name) for name in ("person_id", "kind", "how"))
)
DAILY = ("now", "daily")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "saved_search",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "often",
            sa.Enum("daily", "weekly", "never", name="often", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__saved_search__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__saved_search")),
        sa.UniqueConstraint("person_id", "query", name=op.f("uq__saved_search__person_id_query")),
        sa.UniqueConstraint("public_id", name=op.f("uq__saved_search__public_id")),
    )
    op.create_table(
        "search_match",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_search.id"],
            name=op.f("fk__search_match__search_id__saved_search"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__search_match__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__search_match")),
        sa.UniqueConstraint(
            "search_id", "practice_id", name=op.f("uq__search_match__search_id_practice_id")
        ),
    )
    with op.batch_alter_table("search_match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__search_match__practice_id"), ["practice_id"])
    _take_over()


def _take_over() -> None:
    """Make what was followed as a search a saved one, told as often as its owner wanted mail."""
    database = op.get_bind()
    told = PREFERENCE.c.kind == "search-match"
    chosen = {
        row.person_id: row.how for row in database.execute(sa.select(PREFERENCE).where(told)).all()
    }
    followed = database.execute(sa.select(FOLLOW).where(FOLLOW.c.kind == "search")).all()
    rows = [
        {
            "public_id": base64.b32encode(secrets.token_bytes(8)).decode()[:12].lower(),
            "person_id": row.person_id,
            "query": row.key,
            "name": " · ".join(value for _name, value in parse_qsl(row.key))[:LONGEST_NAME],
            "often": _often(row.level, chosen.get(row.person_id)),
            "created_at": row.created_at,
            "seen_at": row.created_at,
        }
        for row in followed
    ]
    if rows:
        database.execute(sa.insert(SAVED), rows)
    database.execute(sa.delete(FOLLOW).where(FOLLOW.c.kind == "search"))
    database.execute(sa.delete(PREFERENCE).where(told, PREFERENCE.c.how != "never"))


def _often(level: str, how: str | None) -> str:
    if level == "mute":
        return "never"
    return "daily" if how in DAILY else "weekly"


def downgrade() -> None:
    """Undo; names and counts are lost."""
    database = op.get_bind()
    rows = [
        {
            "person_id": row.person_id,
            "kind": "search",
            "key": row.query,
            "level": "mute" if row.often == "never" else "all",
            "created_at": row.created_at,
        }
        for row in database.execute(sa.select(SAVED)).all()
    ]
    if rows:
        database.execute(sa.insert(FOLLOW), rows)
    database.execute(
        sa.delete(PREFERENCE).where(PREFERENCE.c.kind == "search-match", PREFERENCE.c.how == "each")
    )
    op.drop_table("search_match")
    op.drop_table("saved_search")
