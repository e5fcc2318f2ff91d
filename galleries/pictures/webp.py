"""WebP without decoding: its RIFF chunks. Rules: WebP Container Specification, RFC 9649."""

from .errors import PictureRefused
from .layout import Layout, Reader

METADATA = {b"EXIF", b"XMP ", b"ICCP"}
# Chunks of the pixels and their canvas; all others may go.
NEEDED = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
ALPHA_FLAG, EXIF_FLAG, XMP_FLAG = 0x10, 0x08, 0x04


def read(data: bytes) -> Layout:
    """Take a WebP apart. `decodable` is without EXIF, XMP and unknown chunks."""
    size = int.from_bytes(data[4:8], "little")
    if size + 8 > len(data):
        raise PictureRefused("truncated")
    chunks = _chunks(data, size + 8)
    first_kind, first = chunks[0] if chunks else (b"", b"")
    width, height, has_alpha = _canvas(first_kind, first)
    for kind, body in chunks:  # a still picture may not be larger than its canvas
        if kind in (b"VP8 ", b"VP8L") and _canvas(kind, body)[:2] != (width, height):
            raise PictureRefused("damaged")
    bodies = dict(reversed(chunks))
    frames = sum(kind == b"ANMF" for kind, _ in chunks)
    if not frames and not {b"VP8 ", b"VP8L"} & bodies.keys():
        raise PictureRefused("damaged")
    return Layout(
        format="webp",
        width=width,
        height=height,
        decodable=_without_extras(chunks),
        frames=max(1, frames),
        has_alpha=has_alpha,
        metadata_bytes=sum(len(body) for kind, body in chunks if kind in METADATA or kind not in NEEDED),
        exif=bodies.get(b"EXIF"),
        channels=4 if has_alpha else 3,
    )


def _chunks(data: bytes, end: int) -> list[tuple[bytes, bytes]]:
    reader, found = Reader(data, 12, end), []
    while reader.left >= 8:
        kind = reader.take(4)
        length = int.from_bytes(reader.take(4), "little")
        found.append((kind, reader.take(length)))
        if length % 2 and reader.left:
            reader.skip(1)
    return found


def _canvas(kind: bytes, body: bytes) -> tuple[int, int, bool]:
    """Width, height, alpha of the first chunk, which tells the canvas."""
    reader = Reader(body)
    if kind == b"VP8X":
        flags = reader.number(1)
        reader.skip(3)
        width, high_width, height, high_height = reader.unpack("<HBHB")
        return (high_width << 16 | width) + 1, (high_height << 16 | height) + 1, bool(flags & ALPHA_FLAG)
    if kind == b"VP8 ":  # RFC 6386, 9.1: frame tag, start code, 14 bits a side
        reader.skip(3)
        if reader.take(3) == b"\x9d\x01\x2a":
            width, height = reader.unpack("<HH")
            if width & 0x3FFF and height & 0x3FFF:
                return width & 0x3FFF, height & 0x3FFF, False
    if kind == b"VP8L" and reader.number(1) == 0x2F:
        (bits,) = reader.unpack("<I")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    raise PictureRefused("damaged")


def _without_extras(chunks: list[tuple[bytes, bytes]]) -> bytes:
    parts = []
    for kind, body in chunks:
        if kind == b"VP8X":
            body = bytes([body[0] & ~(EXIF_FLAG | XMP_FLAG)]) + body[1:]
        if kind in NEEDED and kind not in (b"EXIF", b"XMP "):
            parts.append(kind + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2))
    content = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(content).to_bytes(4, "little") + content
