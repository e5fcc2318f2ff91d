"""What the parsers of the single formats find out about a file without decoding a pixel."""

import struct
from dataclasses import dataclass

from .errors import PictureRefused

MIMES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A file taken apart.

    `width` and `height` are pixels as stored (EXIF orientation is not applied). `decodable` is the file
    without what a decoder does not need, where the format makes that easy, else the file as it came.
    """

    format: str
    width: int
    height: int
    decodable: bytes
    frames: int = 1
    has_alpha: bool = False
    metadata_bytes: int = 0
    exif: bytes | None = None
    icc: bytes | None = None
    channels: int = 3
    scans: int = 1
    # All coefficients of a JPEG in bytes, and whether libjpeg holds them until the last scan has arrived.
    coefficient_bytes: int = 0
    held_to_the_end: bool = False


class Reader:
    """Reads numbers from bytes; the end of the data is a refusal, not an exception of another kind."""

    def __init__(self, data: bytes, position: int = 0, end: int | None = None) -> None:
        self.data = data
        self.position = position
        self.end = len(data) if end is None else min(end, len(data))

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        start, self.position = self.position, self.position + count
        if count < 0 or self.position > self.end:
            raise PictureRefused("truncated")
        return self.data[start : self.position]

    def skip(self, count: int) -> None:
        """Step over `count` bytes."""
        self.position += count
        if count < 0 or self.position > self.end:
            raise PictureRefused("truncated")

    def number(self, count: int) -> int:
        """The next `count` bytes as a big-endian unsigned number (0 bytes are 0, as BMFF has it)."""
        return int.from_bytes(self.take(count), "big")

    def unpack(self, layout: str) -> tuple[int, ...]:
        """The next values by a `struct` layout."""
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    @property
    def left(self) -> int:
        """Bytes not yet read."""
        return self.end - self.position
