"""JPEG without decoding: its segments, and a copy that keeps the pixels and drops the rest.

Rules: ITU-T T.81 Annex B (markers), JFIF 1.02 (APP0), ICC.1:2022 Annex B.4 (APP2), Adobe TN 5116 (APP14).
"""

import re
from dataclasses import dataclass, field

from .errors import PictureRefused
from .layout import Layout, Reader

SOI, EOI, SOS, DNL = 0xD8, 0xD9, 0xDA, 0xDC
BASELINE, EXTENDED, PROGRESSIVE = 0xC0, 0xC1, 0xC2
# Lossless, hierarchical and arithmetic coding: no browser shows them.
OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
TABLES = {0xC4, 0xDB, 0xDD}  # Huffman, quantisation, restart interval
COM = 0xFE
# In entropy-coded data 0xFF is followed by 0 (stuffing) or a restart marker; anything else ends the scan.
END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
EXIF_HEADER, ICC_HEADER = b"Exif\x00\x00", b"ICC_PROFILE\x00"


@dataclass
class _Walk:
    """What has been seen so far, from SOI to EOI."""

    kept: list[bytes] = field(default_factory=lambda: [b"\xff\xd8"])
    frame: tuple[int, bytes] | None = None
    scans: int = 0
    first_scan_components: int = 0
    dropped_bytes: int = 0
    icc_bytes: int = 0
    icc_is_profile: bool = False
    exif: bytes | None = None


def read(data: bytes) -> Layout:
    """Take a JPEG apart. `decodable` is the same picture, bit for bit, without its metadata."""
    walk = _walk(data)
    if walk.frame is None or not walk.scans:
        raise PictureRefused("damaged")
    marker, body = walk.frame
    frame = Reader(body)
    precision, height, width, channels = frame.unpack(">BHHB")
    if marker in OTHER_FRAMES or precision != 8:
        raise PictureRefused("unknown_type")
    if not width or not height or channels not in (1, 3, 4):
        raise PictureRefused("damaged")
    return Layout(
        format="jpeg",
        width=width,
        height=height,
        decodable=b"".join(walk.kept),
        channels=channels,
        scans=walk.scans,
        exif=walk.exif,
        metadata_bytes=walk.dropped_bytes + walk.icc_bytes,
        coefficient_bytes=_coefficient_bytes(frame, width, height, channels),
        held_to_the_end=marker == PROGRESSIVE or walk.first_scan_components < channels,
    )


def _walk(data: bytes) -> _Walk:
    """Go through the segments up to the first EOI; what follows it (MPF pictures, zip files) is not ours."""
    walk, reader = _Walk(), Reader(data, 2)
    while True:
        if reader.number(1) != 0xFF:
            raise PictureRefused("damaged")
        while (marker := reader.number(1)) == 0xFF:  # fill bytes
            pass
        if marker == EOI:
            walk.kept.append(b"\xff\xd9")
            return walk
        if marker < 0xC0 or 0xD0 <= marker <= SOI:
            raise PictureRefused("damaged")
        body = reader.take(reader.number(2) - 2)
        _segment(walk, marker, body)
        if marker == SOS:
            start, reader.position = reader.position, _end_of_scan(data, reader.position)
            walk.kept.append(data[start : reader.position])


def _segment(walk: _Walk, marker: int, body: bytes) -> None:
    """Keep, note or drop one segment."""
    if marker in (BASELINE, EXTENDED, PROGRESSIVE) or marker in OTHER_FRAMES:
        if walk.frame is not None:
            raise PictureRefused("damaged")
        walk.frame = (marker, body)
        _keep(walk, marker, body)
    elif marker == SOS:
        walk.scans += 1
        walk.first_scan_components = walk.first_scan_components or (body[0] if body else 0)
        _keep(walk, marker, body)
    elif marker in TABLES or marker == DNL:
        _keep(walk, marker, body)
    elif 0xE0 <= marker <= 0xEF or marker == COM:
        _application_data(walk, marker, body)
    else:
        raise PictureRefused("damaged")


def _application_data(walk: _Walk, marker: int, body: bytes) -> None:
    """Of the APPn and comments only what the colours depend on stays; thumbnails inside it go."""
    if marker == 0xE0 and body.startswith(b"JFIF\x00") and len(body) >= 14:
        _keep(walk, marker, body[:12] + b"\x00\x00")
        walk.dropped_bytes += len(body) - 14
    elif marker == 0xE2 and body.startswith(ICC_HEADER):
        walk.icc_bytes += len(body)
        if body[12:13] == b"\x01":
            walk.icc_is_profile = body[14 + 36 : 14 + 40] == b"acsp"
        if walk.icc_is_profile:
            _keep(walk, marker, body)
    elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
        _keep(walk, marker, body[:12])
        walk.dropped_bytes += len(body) - 12
    else:
        walk.dropped_bytes += len(body)
        if marker == 0xE1 and body.startswith(EXIF_HEADER) and walk.exif is None:
            walk.exif = body[len(EXIF_HEADER) :]


def _keep(walk: _Walk, marker: int, body: bytes) -> None:
    walk.kept.append(b"\xff" + bytes([marker]) + (len(body) + 2).to_bytes(2, "big") + body)


def _end_of_scan(data: bytes, start: int) -> int:
    found = END_OF_SCAN.search(data, start)
    if found is None:
        raise PictureRefused("truncated")
    return found.start()


def _coefficient_bytes(frame: Reader, width: int, height: int, channels: int) -> int:
    """Memory of libjpeg's virtual arrays: 64 coefficients of 2 bytes a block (jdcoefct.c), all components."""
    factors = []
    for _ in range(channels):
        frame.skip(1)
        sampling = frame.number(1)
        frame.skip(1)
        factors.append((sampling >> 4, sampling & 15))
    widest, highest = max(h for h, _ in factors), max(v for _, v in factors)
    if not all(1 <= h <= 4 and 1 <= v <= 4 for h, v in factors):
        raise PictureRefused("damaged")
    across, down = -(-width // (8 * widest)), -(-height // (8 * highest))
    return sum(across * h * down * v for h, v in factors) * 128
