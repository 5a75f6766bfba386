"""Tables of the regions."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity

FIRST_CITY = 71
INVENTED = "99"


class RegionKind(StrEnum):
    """The level of a region; the values stand in addresses."""

    PROVINCE = "provinsi"
    REGENCY = "kabupaten"
    CITY = "kota"


def kind_of(code: str) -> RegionKind:
    """Return the kind that the digits of a code tell: PP, PP.01-69 or PP.71-99.

    Source: Permendagri 58/2021. Names do not decide: Kabupaten Lima Puluh Kota is a regency.
    """
    if "." not in code:
        return RegionKind.PROVINCE
    return RegionKind.CITY if int(code.split(".")[1]) >= FIRST_CITY else RegionKind.REGENCY


def is_invented(code: str) -> bool:
    """Tell whether a code is of the demonstration's regions, whose number no province has."""
    return code.split(".", maxsplit=1)[0] == INVENTED


class Region(Entity):
    """A region; `code` is today's Kemendagri code, `name` carries the level ("Kab. Banyuwangi").

    `role_mailbox` is the address of an office, which outlives the people in it. The four traits are
    codes of terms, None where nobody has said; `zone` is WIB, WITA or WIT. `shows_self` lets
    everybody read what the region says of itself.
    """

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[RegionKind]
    parent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    is_autonomous: Mapped[bool]
    abbr: Mapped[str | None]
    tile_row: Mapped[int | None]
    tile_col: Mapped[int | None]
    role_mailbox: Mapped[str | None]
    population_band: Mapped[str | None]
    terrain: Mapped[str | None]
    connectivity: Mapped[str | None]
    fiscal_band: Mapped[str | None]
    zone: Mapped[str | None]
    shows_self: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class RegionAlias(Entity):
    """A name that people use: Jogja, Tangsel, KBB."""

    __tablename__ = "region_alias"
    __table_args__ = (sa.UniqueConstraint("region_id", "alias"),)

    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="CASCADE"))
    alias: Mapped[str]


class FormerCode(Entity):
    """A code that a region had before; old addresses lead to the new one."""

    __tablename__ = "former_code"

    region_id: Mapped[int] = mapped_column(
        sa.ForeignKey("region.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(unique=True)
    until: Mapped[str | None]


class RegionBadge(Entity):
    """Dated evidence that a region is worth learning from; no law certifies a champion.

    `date` is a year, a month or a day in ISO form, as exact as the source; `text` says what the
    region was named for; `source` is the title of the page at `url`.
    """

    __tablename__ = "region_badge"
    __table_args__ = (sa.UniqueConstraint("region_id", "kind_id", "date", "url"),)

    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="CASCADE"))
    kind_id: Mapped[int] = mapped_column(sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True)
    date: Mapped[str]
    text: Mapped[dict[str, Any]]
    source: Mapped[str]
    publisher: Mapped[str]
    url: Mapped[str]
