"""The middle of a picture as small squares, for a person's avatar."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from .colour import profile_of, to_srgb
from .errors import PictureRefused
from .master import decoder_trouble
from .renditions import working_mode
from .scaling import reduced

SIDES = (96, 256)
ENCODER = {"quality": 82, "method": 4}


def squares(master: Path, target_folder: Path, sides: Sequence[int] = SIDES) -> None:
    """Write `<side>.webp` for every side: sRGB, without metadata. Enlarges small pictures. Raises PictureRefused."""
    with decoder_trouble():
        picture = _middle(master, max(sides))
    for side in sides:
        small = picture.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        small.info = {}
        try:
            small.save(target_folder / f"{side}.webp", "WEBP", **ENCODER)
        except MemoryError:
            raise PictureRefused("too_much_memory") from None


def _middle(master: Path, side: int) -> Image.Image:
    """The largest square in the middle, in sRGB, already small when the picture is large."""
    with Image.open(master, formats=("JPEG", "PNG")) as image:
        profile = profile_of(image)
        # A JPEG is decoded at a fraction of its size where that is enough.
        image.draft(None, _covering(image.size, 2 * side))
        image.load()
        picture = reduced(image, _covering(image.size, side)[0], working_mode(image, profile))
    shorter = min(picture.size)
    left, top = (picture.width - shorter) // 2, (picture.height - shorter) // 2
    return to_srgb(picture.crop((left, top, left + shorter, top + shorter)), profile)


def _covering(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size of the same shape whose shorter side is `side`."""
    shorter = min(size)
    return side * size[0] // shorter, side * size[1] // shorter
