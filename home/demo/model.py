"""What the demo catalogue is made of: people, albums, photographs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

Place = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True)
class Drawing:
    """How to draw a picture: the scene's key, its seed, and what differs from its defaults."""

    key: str
    seed: int
    settings: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class DemoPerson:
    username: str
    display_name: str
    display_name_en: str
    bio: str
    bio_en: str
    location: str


@dataclass(frozen=True)
class DemoPhoto:
    name: str
    scene: Drawing
    size: tuple[int, int]
    title: str
    title_en: str
    caption: str
    caption_en: str
    alt: str
    alt_en: str
    camera_make: str
    camera_model: str
    lens: str
    focal_length: float
    aperture: float
    exposure: str
    iso: int
    taken_at: datetime
    gps: Place | None
    tags: tuple[tuple[str, str], ...]
    orientation: int = 1
    """The EXIF value under which the file is stored: 6 and 8 are pictures from a camera held upright."""


@dataclass(frozen=True)
class DemoAlbum:
    slug: str
    title: str
    title_en: str
    intro: str
    intro_en: str
    place: str
    place_en: str
    date_from: date
    date_to: date
    owner: str
    visibility: str
    download: str
    cover: str
    tags: tuple[tuple[str, str], ...]
    photos: tuple[DemoPhoto, ...]
