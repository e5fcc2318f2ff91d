"""What a file is and how much it asks for, before any decoder sees it.

Pure Python on bounded bytes: `examine` is safe in a web process. The first bytes decide the format,
never the name or the declared type. A file that is a picture and something else besides (a zip at the
end, HTML in a comment) is taken as the picture: what is kept is rewritten without the rest.
"""

from dataclasses import dataclass
from pathlib import Path

from . import gif, heif, jpeg, png, webp
from .errors import PictureRefused
from .layout import MIMES, Layout
from .limits import DEFAULT_LIMITS, Limits

# Bytes a pixel that decoding takes at its peak, measured with Pillow 13 and pillow-heif 1.8 at 50 Mpx
# (libwebp's animation decoder holds two canvases, Pillow a copy and the picture itself).
DECODING_BYTES = {"png": 4.2, "gif": 4.2, "webp": 15.5, "avif": 9.0, "heic": 7.3}
ALPHA_BYTES = {"avif": 3.0, "heic": 3.0}
PROCESS_BYTES = 28 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """A picture as its header describes it: pixels as stored, before any rotation."""

    format: str
    mime: str
    width: int
    height: int
    frames: int
    has_alpha: bool


def examine(path: Path, limits: Limits = DEFAULT_LIMITS) -> Header:
    """Look at the file without decoding it. Raises PictureRefused."""
    layout = take_apart(read_bytes(path, limits), limits)
    mime = MIMES[layout.format]
    return Header(layout.format, mime, layout.width, layout.height, layout.frames, layout.has_alpha)


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The whole file, if it is neither empty nor too big."""
    with path.open("rb") as file:
        data = file.read(limits.max_bytes + 1)
        if len(data) > limits.max_bytes:
            raise PictureRefused("too_many_bytes", bytes=path.stat().st_size, limit=limits.max_bytes)
    if not data:
        raise PictureRefused("empty")
    return data


def take_apart(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Layout:
    """The layout of a picture that keeps every limit. Raises PictureRefused."""
    layout = _parse(data, limits)
    _check(layout, limits)
    return layout


def _parse(data: bytes, limits: Limits) -> Layout:
    if data.startswith(b"\xff\xd8\xff"):
        return jpeg.read(data)
    if data.startswith(png.SIGNATURE):
        return png.read(data, limits.max_metadata_bytes)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return gif.read(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return webp.read(data)
    if data[4:8] == b"ftyp":
        return heif.read(data, limits)
    raise PictureRefused("unknown_type")


def _check(layout: Layout, limits: Limits) -> None:
    side, pixels = max(layout.width, layout.height), layout.width * layout.height
    if side > limits.max_side:
        raise PictureRefused("too_long_side", side=side, limit=limits.max_side)
    if pixels > limits.max_pixels:
        raise PictureRefused("too_many_pixels", pixels=pixels, limit=limits.max_pixels)
    if layout.frames > limits.max_frames:
        raise PictureRefused("too_many_frames", frames=layout.frames, limit=limits.max_frames)
    scans = min(limits.max_jpeg_scans, limits.max_scanned_pixels // pixels)
    if layout.scans > scans:
        raise PictureRefused("too_many_scans", scans=layout.scans, limit=scans)
    if layout.metadata_bytes > limits.max_metadata_bytes:
        raise PictureRefused(
            "too_much_metadata", bytes=layout.metadata_bytes, limit=limits.max_metadata_bytes
        )
    if PROCESS_BYTES + _decoding_bytes(layout) > limits.memory_bytes:
        raise PictureRefused("too_much_memory")


def _decoding_bytes(layout: Layout) -> float:
    """Memory that a decoder will take. A JPEG is read at an eighth unless it has to be turned."""
    if layout.format == "jpeg":
        return layout.coefficient_bytes * layout.held_to_the_end
    a_pixel = DECODING_BYTES[layout.format] + ALPHA_BYTES.get(layout.format, 0) * layout.has_alpha
    return a_pixel * layout.width * layout.height
