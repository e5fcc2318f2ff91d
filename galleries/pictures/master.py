"""From whatever was uploaded to a clean, upright JPEG or PNG.

The file is decoded to the last byte, so damage is found here and not by a visitor. Of its metadata only
the ICC profile stays in the master; what EXIF told that is worth keeping is answered as `Exif`.
"""

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, JpegImagePlugin

from . import header, jpeg_warnings
from .colour import profile_of, to_srgb
from .errors import PictureRefused
from .exif import Exif, parse
from .layout import MIMES, Layout
from .limits import DEFAULT_LIMITS, Limits
from .scaling import SWAPPING, TURNS, converted, upright

JPEG_QUALITY = 92
PNG_LEVEL = 2  # of 9; 6 takes four times as long for a tenth less
# Pillow tries these and no others; HEIF is registered on first use.
PILLOW_FORMATS = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF", "heic": "HEIF"}
PLAIN_PNG_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
# Upright before anything else: these decoders apply the file's own rotation, EXIF's is only a copy of it.
TURNED_BY_DECODER = {"heic"}

listen_to_libjpeg = False  # set by the sandbox's child, see jpeg_warnings.py


@dataclass(frozen=True, slots=True)
class Master:
    """A clean master: `width` and `height` are upright pixels, the digests are hex of the source's bytes."""

    path: Path
    format: str
    mime: str
    width: int
    height: int
    bytes: int
    exif: Exif
    source_format: str
    sha256: str
    md5: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "path": str(self.path), "exif": self.exif.as_dict()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Master":
        """The reverse of `as_dict`, also after a way through JSON."""
        return cls(**{**values, "path": Path(values["path"]), "exif": Exif.from_dict(values["exif"])})


def make_master(source: Path, target_folder: Path, limits: Limits = DEFAULT_LIMITS) -> Master:
    """Check and decode `source`, write `master.jpg` or `.png` into the folder. Raises PictureRefused."""
    data = header.read_bytes(source, limits)
    sha256 = hashlib.sha256(data).hexdigest()
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    layout = header.take_apart(data, limits)
    del data
    if layout.format == "jpeg":
        path, size, exif = _from_jpeg(layout, target_folder, limits)
    else:
        path, size, exif = _from_other(layout, target_folder, limits)
    master_format = "jpeg" if path.suffix == ".jpg" else "png"
    return Master(
        path=path,
        format=master_format,
        mime=MIMES[master_format],
        width=size[0],
        height=size[1],
        bytes=path.stat().st_size,
        exif=exif,
        source_format=layout.format,
        sha256=sha256,
        md5=md5,
    )


@contextmanager
def decoder_trouble() -> Iterator[None]:
    """Turn whatever a decoder raises into a refusal; trouble of the system (disk full) stays what it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PictureRefused:
        raise
    except MemoryError:
        raise PictureRefused("too_much_memory") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise PictureRefused("truncated" if "truncated" in str(error) else "damaged") from error
    except Exception as error:  # plugins raise nearly everything
        raise PictureRefused("damaged") from error


def open_picture(data: bytes, picture_format: str) -> Image.Image:
    """Open, lazily, with the one decoder that is meant."""
    if picture_format == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return Image.open(io.BytesIO(data), formats=(PILLOW_FORMATS[picture_format],))


def _from_jpeg(layout: Layout, folder: Path, limits: Limits) -> tuple[Path, tuple[int, int], Exif]:
    """Upright RGB and grey keep their very coefficients; the rest is decoded and encoded again."""
    exif = parse(layout.exif)
    path = folder / "master.jpg"
    turn = TURNS.get(exif.orientation)
    as_it_is = turn is None and layout.channels in (1, 3)
    with decoder_trouble():
        _verify_jpeg(layout, limits)
    if as_it_is:
        path.write_bytes(layout.decodable)
        return path, (layout.width, layout.height), exif
    held = layout.coefficient_bytes * layout.held_to_the_end
    if header.PROCESS_BYTES + held + 4.2 * layout.width * layout.height > limits.memory_bytes:
        raise PictureRefused("too_much_memory")
    with decoder_trouble():
        image = open_picture(layout.decodable, "jpeg")
        sampling = JpegImagePlugin.get_sampling(image)
        image.load()
        _write_jpeg(image, path, exif.orientation, folder, max(sampling, 0))
    size = (layout.height, layout.width) if turn in SWAPPING else (layout.width, layout.height)
    return path, size, exif


def _verify_jpeg(layout: Layout, limits: Limits) -> None:
    """Decode at an eighth: only the transform is shortened, the whole entropy-coded stream is still read."""
    image = open_picture(layout.decodable, "jpeg")
    image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()
    affordable = header.PROCESS_BYTES + layout.coefficient_bytes <= limits.memory_bytes
    if listen_to_libjpeg and affordable and not jpeg_warnings.is_whole(layout.decodable):
        raise PictureRefused("damaged")


def _write_jpeg(image: Image.Image, path: Path, orientation: int, folder: Path, subsampling: int) -> None:
    """Encode without metadata other than ICC; CMYK becomes sRGB."""
    profile = profile_of(image)
    if image.mode == "CMYK":
        cmyk_profile, profile = profile, None
        image = converted(image, lambda part: to_srgb(part, cmyk_profile), folder)
    image = upright(image, orientation, folder)
    image.info = {}
    image.save(path, "JPEG", quality=JPEG_QUALITY, subsampling=subsampling, icc_profile=profile)


def _from_other(layout: Layout, folder: Path, limits: Limits) -> tuple[Path, tuple[int, int], Exif]:
    """PNG and GIF become PNG; WebP, AVIF and HEIC become JPEG, or PNG if something shines through."""
    with decoder_trouble():
        image = open_picture(layout.decodable, layout.format)
        _check_size(image, layout)
        raw = layout.exif or image.info.get("exif")
        if raw and len(raw) > limits.max_metadata_bytes:
            raise PictureRefused("too_much_metadata", bytes=len(raw), limit=limits.max_metadata_bytes)
        exif = parse(raw)
        if layout.icc:
            image.info["icc_profile"] = layout.icc
        image.load()
        orientation = 1 if layout.format in TURNED_BY_DECODER else exif.orientation
        if layout.format in ("png", "gif") or _shines_through(image):
            path = folder / "master.png"
            size = _write_png(image, path, orientation, folder)
        else:
            path = folder / "master.jpg"
            rgb = image if image.mode in ("RGB", "L") else _without_alpha(image, folder)
            size = image.size if TURNS.get(orientation) not in SWAPPING else image.size[::-1]
            _write_jpeg(rgb, path, orientation, folder, 2 if layout.format == "heic" else 0)
    return path, size, exif


def _check_size(image: Image.Image, layout: Layout) -> None:
    """What the decoder is about to make must not be more than what the limits were asked about."""
    if image.width * image.height > layout.width * layout.height:
        raise PictureRefused("damaged")


def _shines_through(image: Image.Image) -> bool:
    if image.mode not in ("RGBA", "LA"):
        return False
    least, _ = image.getchannel("A").getextrema()
    return isinstance(least, (int, float)) and least < 255


def _without_alpha(image: Image.Image, folder: Path) -> Image.Image:
    profile = profile_of(image)
    rgb = converted(image, lambda part: part.convert("RGB"), folder)
    rgb.info["icc_profile"] = profile
    return rgb


def _write_png(image: Image.Image, path: Path, orientation: int, folder: Path) -> tuple[int, int]:
    """Save the pixels, the palette, the transparent colour and the ICC profile, nothing else."""
    profile, transparency = profile_of(image), image.info.get("transparency")
    if image.mode.startswith("I"):  # 16 bits of grey
        image, transparency = image.point(lambda value: value * (1 / 257)).convert("L"), None
    elif image.mode not in PLAIN_PNG_MODES:
        image, transparency = image.convert("RGBA"), None
    image = upright(image, orientation, folder)
    image.info = {} if transparency is None else {"transparency": transparency}
    image.save(path, "PNG", compress_level=PNG_LEVEL, icc_profile=profile)
    return image.size
