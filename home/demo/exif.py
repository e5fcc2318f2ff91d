"""What a camera writes into a file, for photographs that never saw one."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from home.demo.model import DemoPhoto, Place

ZONES = ((100.0, 126.0, "+08:00"), (126.0, 150.0, "+09:00"))  # by longitude; otherwise Central Europe


def exif_for(photo: DemoPhoto, artist: str) -> Image.Exif:
    """The photograph's EXIF block, with position where it has one."""
    exif, base = Image.Exif(), ExifTags.Base
    stamp = photo.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    exif[base.Make], exif[base.Model] = photo.camera_make, photo.camera_model
    exif[base.Orientation] = photo.orientation
    exif[base.DateTime], exif[base.Artist] = stamp, artist
    exif[base.Copyright] = f"© {photo.taken_at.year} {artist}".encode()
    exif[base.Software] = "Vitrine demo"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[base.ExposureTime] = _rational(photo.exposure)
    details[base.FNumber] = IFDRational(round(photo.aperture * 10), 10)
    details[base.ISOSpeedRatings] = photo.iso
    details[base.SensitivityType] = 2
    details[base.ExifVersion] = b"0232"
    details[base.DateTimeOriginal] = details[base.DateTimeDigitized] = stamp
    details[base.OffsetTimeOriginal] = details[base.OffsetTimeDigitized] = _offset(photo.gps, photo.taken_at)
    details[base.FocalLength] = IFDRational(round(photo.focal_length * 10), 10)
    details[base.LensModel] = photo.lens
    upright = photo.orientation in (6, 8)
    w, h = photo.size
    details[base.ExifImageWidth], details[base.ExifImageHeight] = (h, w) if upright else (w, h)
    if photo.gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_position(photo.gps))
    return exif


def _rational(exposure: str) -> IFDRational:
    value = Fraction(exposure)
    return IFDRational(value.numerator, value.denominator)


def _offset(gps: Place | None, at: datetime) -> str:
    longitude = gps[1] if gps else 121.0
    for west, east, zone in ZONES:
        if west <= longitude < east:
            return zone
    # the last Sundays of March and October are near enough for photographs
    return "+02:00" if (3, 30) <= (at.month, at.day) < (10, 26) else "+01:00"


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    minutes, degrees = abs(value) % 1 * 60, int(abs(value))
    seconds = round(minutes % 1 * 60 * 100)
    return IFDRational(degrees), IFDRational(int(minutes)), IFDRational(seconds, 100)


def _position(gps: Place) -> dict[int, object]:
    tag = ExifTags.GPS
    return {
        tag.GPSVersionID: b"\x02\x03\x00\x00",
        tag.GPSLatitudeRef: "N" if gps[0] >= 0 else "S",
        tag.GPSLatitude: _degrees(gps[0]),
        tag.GPSLongitudeRef: "E" if gps[1] >= 0 else "W",
        tag.GPSLongitude: _degrees(gps[1]),
        tag.GPSMapDatum: "WGS-84",
    }
