"""The provinces as tiles of a map."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.core.charts import Tile, tile_map
from portal.regions.queries import RegionView, directory


@dataclass(frozen=True)
class MapTile:
    """A province on the tile map."""

    tile: Tile
    name: str
    url: str


def province_tiles(
    *, count: Callable[[RegionView], int], address: Callable[[RegionView], str]
) -> list[MapTile]:
    """Return a tile for each province, with what `count` says and where `address` leads."""
    provinces = [(place, place.tile) for place in directory().provinces() if place.tile]
    tiles = tile_map(
        [(place.code, place.abbr or place.code, spot, count(place)) for place, spot in provinces]
    )
    return [
        MapTile(tile, place.name, address(place))
        for tile, (place, _spot) in zip(tiles, provinces, strict=True)
    ]
