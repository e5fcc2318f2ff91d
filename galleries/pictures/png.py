"""PNG without decoding. Rules: PNG Third Edition (W3C 2025), chapters 5 and 11.

The checksum of every chunk is verified here, because Pillow skips the one of IDAT.
"""

import zlib

from .errors import PictureRefused
from .layout import Layout, Reader

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}  # by colour type
NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
# Animation is not decoded: the first frame is the one that every viewer can show.
ANIMATION = {b"acTL", b"fcTL", b"fdAT"}


def read(data: bytes, max_metadata_bytes: int) -> Layout:
    """Take a PNG apart. `decodable` holds the chunks of the pixels alone; text is never decompressed."""
    chunks = _chunks(data)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise PictureRefused("damaged")
    width, height, depth, colour, _, _, interlace = Reader(chunks[0][1]).unpack(">IIBBBBB")
    if not width or not height or depth not in DEPTHS.get(colour, ()) or interlace > 1:
        raise PictureRefused("damaged")
    kinds = [kind for kind, _ in chunks]
    if b"IDAT" not in kinds or kinds.count(b"IHDR") > 1 or (colour == 3 and b"PLTE" not in kinds):
        raise PictureRefused("damaged")
    extras = {kind: body for kind, body in chunks if kind in (b"eXIf", b"iCCP")}
    icc = _inflate_profile(extras.get(b"iCCP"), max_metadata_bytes)
    ancillary = sum(len(body) for kind, body in chunks if kind not in NEEDED | ANIMATION)
    return Layout(
        format="png",
        width=width,
        height=height,
        decodable=SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks if chunk[0] in NEEDED),
        frames=max(1, kinds.count(b"fcTL")),
        has_alpha=colour in (4, 6) or b"tRNS" in kinds,
        metadata_bytes=ancillary + len(icc or b""),
        exif=extras.get(b"eXIf"),
        icc=icc,
        channels={0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour],
    )


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """All chunks up to IEND as (kind, body); what follows IEND is not looked at."""
    reader, found = Reader(data, len(SIGNATURE)), []
    while True:
        length = reader.number(4)
        kind, body = reader.take(4), reader.take(length)
        if reader.number(4) != zlib.crc32(body, zlib.crc32(kind)):
            raise PictureRefused("damaged")
        found.append((kind, body))
        if kind == b"IEND":
            return found


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(body, zlib.crc32(kind)).to_bytes(4, "big")


def _inflate_profile(body: bytes | None, limit: int) -> bytes | None:
    """The ICC profile of an iCCP chunk (name, 0, method, deflated data); None when it cannot be read."""
    if body is None:
        return None
    _, _, rest = body.partition(b"\x00")
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(rest[1:], limit + 1)
    except zlib.error:
        return None
    if len(profile) > limit:
        raise PictureRefused("too_much_metadata", bytes=len(profile), limit=limit)
    return profile or None
