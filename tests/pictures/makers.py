"""Pictures for the tests, drawn and, where no encoder makes such a thing, put together by hand."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

register_heif_opener()

FORMATS = ("jpeg", "png", "gif", "webp", "avif", "heic")
SECRETS = (b"SERIAL-0815", b"Jane Secret", b"xmp-secret", b"iptc-secret", b"comment-secret")
DISPLAY_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
SRGB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(width: int = 320, height: int = 240, seed: int = 1) -> Image.Image:
    """Soft colours with some grain."""
    rng = np.random.default_rng(seed)
    patches = rng.integers(0, 256, (height // 40 + 2, width // 40 + 2, 3), dtype=np.uint8)
    smooth = np.asarray(Image.fromarray(patches).resize((width, height), Image.Resampling.BICUBIC))
    grain = rng.normal(0, 5, (height, width, 1))
    return Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8))


def corners(width: int = 64, height: int = 40) -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right: shows every turn."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    image.paste((0, 0, 255), (0, height // 2, width // 2, height))
    return image


def encoded(image: Image.Image, picture_format: str = "jpeg", **options: Any) -> bytes:
    """The file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, {"heic": "HEIF"}.get(picture_format, picture_format.upper()), **options)
    return buffer.getvalue()


def exif_with_secrets(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Canon", "Canon EOS R5", orientation
    exif[0x013B] = "Jane Secret"
    details = exif.get_ifd(0x8769)
    details[0xA431] = "SERIAL-0815"
    details[0x9003], details[0x9011] = "2024:05:06 07:08:09", "+08:00"
    details[0x829A], details[0x829D], details[0x8827] = 0.005, 2.8, 400
    details[0x920A], details[0xA405], details[0xA434] = 35.0, 52, "RF35mm F1.8"
    places = exif.get_ifd(0x8825)
    places[1], places[2], places[3], places[4] = "N", (39.0, 54.0, 15.0), "E", (116.0, 23.0, 30.0)
    return exif


def segment(marker: int, body: bytes) -> bytes:
    """A JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def after_soi(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def after_ihdr(png: bytes, *chunks: bytes) -> bytes:
    return png[:33] + b"".join(chunks) + png[33:]


def png_bomb(side: int) -> bytes:
    """A small file that says it holds side x side black pixels."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    compressor = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    data = b"".join(compressor.compress(row * 64) for _ in range(side // 64)) + compressor.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def many_scans(scans: int, image: Image.Image | None = None) -> bytes:
    """A progressive JPEG in which the last scan is repeated."""
    jpeg = encoded(image or photo(64, 64), "jpeg", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[last:-2] * scans + b"\xff\xd9"


def gif_with_frames(frames: int) -> bytes:
    """A GIF that repeats a frame of 1x1 pixel."""
    gif = encoded(Image.new("P", (1, 1)), "gif")
    image = gif.index(b"\x2c", 13)
    return gif[:image] + gif[image:-1] * frames + b"\x3b"


def with_all_metadata(picture_format: str) -> bytes:
    """A file that tells all it can: EXIF with GPS and serial number, XMP, IPTC, comments, ICC."""
    exif, xmp = exif_with_secrets().tobytes(), b"<x:xmpmeta>xmp-secret</x:xmpmeta>"
    options: dict[str, Any] = {"icc_profile": SRGB_PROFILE}
    if picture_format == "gif":
        return encoded(photo(), "gif", comment=b"comment-secret")
    if picture_format in ("jpeg", "webp", "avif", "heic", "png"):
        options["exif"] = exif
    if picture_format in ("webp", "avif", "heic"):
        options["xmp"] = xmp
    data = encoded(photo(), picture_format, **options)
    if picture_format == "jpeg":
        extras = (
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + xmp),
            segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04iptc-secret"),
            segment(0xFE, b"comment-secret"),
        )
        return (
            after_soi(data, *extras) + encoded(photo(80, 60), "jpeg", exif=exif) + b"PK\x03\x04 Jane Secret"
        )
    if picture_format == "png":
        return (
            after_ihdr(data, chunk(b"tEXt", b"Comment\x00comment-secret"), chunk(b"iTXt", b"a" + xmp)) + b"PK"
        )
    return data
