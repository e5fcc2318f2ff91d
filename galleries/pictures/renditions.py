"""The sizes that pages show, made ahead of time from a master.

The master is decoded once, a JPEG at a fraction of its size where that is enough; each width is made from
the next bigger one. Nearly all of the time goes into encoding, so the settings below decide: STACK.md 11.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from .colour import on_white, profile_of, to_srgb
from .errors import PictureRefused
from .master import decoder_trouble
from .measures import Measures
from .scaling import reduced

WIDTHS = (320, 640, 1280, 1920)
FORMATS = ("avif", "webp", "jpeg")
EXTENSIONS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
MEASURED_WIDTH = 512
# WebP cannot be higher; and a long screenshot must not cost more than a large photo.
MAX_HEIGHT = 16_383
MAX_PIXELS = 12_000_000
ENCODERS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 62, "speed": 9, "max_threads": 1},
    "webp": {"quality": 80, "method": 2},
    "jpeg": {"quality": 82, "progressive": False, "optimize": False},
}


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file to show: sRGB, without metadata, `width` x `height` pixels."""

    format: str
    width: int
    height: int
    path: Path
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "path": str(self.path)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Rendition":
        """The reverse of `as_dict`."""
        return cls(**{**values, "path": Path(values["path"])})


@dataclass(frozen=True, slots=True)
class Prepared:
    """All renditions, by format and then from the narrowest to the widest, and the measures."""

    renditions: list[Rendition]
    measures: Measures

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"renditions": [one.as_dict() for one in self.renditions], "measures": self.measures.as_dict()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Prepared":
        """The reverse of `as_dict`, also after a way through JSON."""
        renditions = [Rendition.from_dict(one) for one in values["renditions"]]
        return cls(renditions, Measures.from_dict(values["measures"]))


def prepare(
    master: Path,
    target_folder: Path,
    widths: Sequence[int] = WIDTHS,
    formats: Sequence[str] = FORMATS,
) -> Prepared:
    """Write `<width>.<extension>` for every width and format. Never enlarges. Raises PictureRefused."""
    from .measuring import measure  # brings numpy, which who only reads a `Prepared` can do without

    with decoder_trouble():
        pictures = _pictures(master, widths)
    renditions = [
        _write(picture, picture_format, target_folder)
        for picture_format in formats
        for picture in reversed(pictures)
    ]
    nearest = min(pictures, key=lambda picture: (picture.width < MEASURED_WIDTH, picture.width))
    return Prepared(renditions, measure(on_white(nearest)))


def sizes_for(width: int, height: int, widths: Sequence[int]) -> list[tuple[int, int]]:
    """The sizes to make, widest first: each width up to the picture's own, and its own if it is narrower than
    the widest. Very high pictures come out narrower than asked for."""
    wanted = {each for each in widths if each <= width}
    if width < max(widths):
        wanted.add(width)
    ratio = height / width
    return sorted({_size(each, ratio, width, height) for each in wanted}, reverse=True)


def _size(wanted: int, ratio: float, width: int, height: int) -> tuple[int, int]:
    fitting = min(wanted, int(MAX_HEIGHT / ratio), int((MAX_PIXELS / ratio) ** 0.5))
    if fitting >= width:
        return width, height
    fitting = max(1, fitting)
    return fitting, min(max(1, round(fitting * ratio)), MAX_HEIGHT)


def _pictures(master: Path, widths: Sequence[int]) -> list[Image.Image]:
    """The decoded picture in all sizes, widest first, in sRGB (RGB or RGBA)."""
    with Image.open(master, formats=("JPEG", "PNG")) as image:
        sizes = sizes_for(image.width, image.height, widths)
        profile = profile_of(image)
        image.draft(None, sizes[0])
        image.load()
        mode = working_mode(image, profile)
        picture = reduced(image, sizes[0][0], mode)
        pictures: list[Image.Image] = []
        for size in sizes:
            if picture.size != size:
                picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
            if not pictures:
                picture = to_srgb(picture, profile)
            pictures.append(picture)
    return pictures


def working_mode(image: Image.Image, profile: bytes | None) -> str:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        return "RGBA"
    return "L" if image.mode == "L" and profile else "RGB"


def _write(picture: Image.Image, picture_format: str, folder: Path) -> Rendition:
    path = folder / f"{picture.width}.{EXTENSIONS[picture_format]}"
    shown = on_white(picture) if picture_format == "jpeg" else picture
    shown.info = {}
    try:
        shown.save(path, picture_format.upper(), **ENCODERS[picture_format])
    except MemoryError:
        raise PictureRefused("too_much_memory") from None
    return Rendition(picture_format, picture.width, picture.height, path, path.stat().st_size)
