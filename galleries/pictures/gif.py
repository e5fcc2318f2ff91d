"""GIF without decoding: its blocks, counted. Rules: GIF89a specification (CompuServe 1990)."""

from .errors import PictureRefused
from .layout import Layout, Reader

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
GRAPHIC_CONTROL = 0xF9


def read(data: bytes) -> Layout:
    """Take a GIF apart. Width and height cover the first frame also where it sticks out of the screen."""
    reader = Reader(data, 6)
    width, height, flags, _, _ = reader.unpack("<HHBBB")
    _skip_colours(reader, flags)
    frames = metadata = 0
    transparent = False
    while reader.left:  # a missing trailer is common and harmless
        kind = reader.number(1)
        if kind == TRAILER:
            break
        if kind == IMAGE:
            frames += 1
            right, bottom = _skip_image(reader)
            if frames == 1:
                width, height = max(width, right), max(height, bottom)
        elif kind == EXTENSION:
            label, start = reader.number(1), reader.position
            size = _skip_blocks(reader)
            if label != GRAPHIC_CONTROL:
                metadata += size
            elif not frames and size:
                transparent |= bool(data[start + 1] & 1)
        else:
            raise PictureRefused("damaged")
    if not frames:
        raise PictureRefused("truncated")
    if not width or not height:
        raise PictureRefused("damaged")
    return Layout("gif", width, height, data, frames, transparent, metadata, channels=1)


def _skip_colours(reader: Reader, flags: int) -> None:
    if flags & 0x80:
        reader.skip(3 << ((flags & 7) + 1))


def _skip_image(reader: Reader) -> tuple[int, int]:
    """Step over an image; answers its right and bottom edge in pixels."""
    left, top, width, height, flags = reader.unpack("<HHHHB")
    _skip_colours(reader, flags)
    reader.skip(1)  # LZW minimum code size
    _skip_blocks(reader)
    return left + width, top + height


def _skip_blocks(reader: Reader) -> int:
    """Step over sub-blocks to their terminator; answers their bytes."""
    total = 0
    while size := reader.number(1):
        reader.skip(size)
        total += size
    return total
