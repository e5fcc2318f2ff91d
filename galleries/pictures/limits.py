"""How much a picture may ask of us."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one picture. Everything but `seconds` and `memory_bytes` is checked before decoding."""

    max_bytes: int = 10 * MEBIBYTE
    max_pixels: int = 50_000_000
    max_side: int = 20_000
    max_frames: int = 500
    max_jpeg_scans: int = 100
    # Passes times pixels: 0.6 ns each even if a pass is empty. Cameras and editors use 10 passes, mozjpeg 15.
    max_scanned_pixels: int = 1_200_000_000
    # EXIF, XMP, IPTC, ICC, text and thumbnails together; Lightroom's XMP with masks comes close to 1 MiB.
    max_metadata_bytes: int = 2 * MEBIBYTE
    # Processor seconds of one job; the wall clock may show more on a busy machine (see sandbox.py).
    seconds: float = 10
    # Resident memory of the process that decodes, its code included.
    memory_bytes: int = 380 * MEBIBYTE


DEFAULT_LIMITS = Limits()
