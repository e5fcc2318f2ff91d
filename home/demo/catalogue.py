"""The demo site's contents: who, which albums, which photographs. Data only; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterator

from home.demo.albums import (
    aurora,
    close,
    drafts,
    dunes,
    facades,
    neon,
    ridges,
    river,
    sea,
    snow,
    still_life,
    window_light,
    woods,
)
from home.demo.model import DemoAlbum, DemoPerson, DemoPhoto, Drawing
from home.demo.people import PEOPLE

__all__ = ["ALBUMS", "PEOPLE", "DemoAlbum", "DemoPerson", "DemoPhoto", "Drawing", "all_photos", "artist_of"]

ALBUMS: tuple[DemoAlbum, ...] = (
    ridges.ALBUM,
    sea.ALBUM,
    still_life.ALBUM,
    aurora.ALBUM,
    neon.ALBUM,
    woods.ALBUM,
    facades.ALBUM,
    dunes.ALBUM,
    close.ALBUM,
    snow.ALBUM,
    window_light.ALBUM,
    river.ALBUM,
    drafts.UNFINISHED,
    drafts.FOR_PARENTS,
)


def all_photos() -> Iterator[DemoPhoto]:
    """Every photograph, album by album."""
    for album in ALBUMS:
        yield from album.photos


def artist_of(photo: DemoPhoto) -> str:
    """The name of the person in whose album the photograph is."""
    names = {person.username: person.display_name_en for person in PEOPLE}
    return next(names[album.owner] for album in ALBUMS if photo.name in {one.name for one in album.photos})
