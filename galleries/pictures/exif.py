"""EXIF, read as one reads a letter from a stranger.

Rules: CIPA DC-008 (Exif 3.0). Only the fields below leave this module, each with the type it should
have; whatever is wrong with a field makes it None. Nothing here raises.
"""

import contextlib
import math
import re
import unicodedata
import warnings
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from PIL import Image

MAX_TEXT = 100
MAKE, MODEL, ORIENTATION, DATE_TIME = 0x010F, 0x0110, 0x0112, 0x0132
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
EXPOSURE_TIME, F_NUMBER, ISO, ISO_SPEED = 0x829A, 0x829D, 0x8827, 0x8833
SHUTTER_SPEED_APEX, APERTURE_APEX = 0x9201, 0x9202
FOCAL_LENGTH, FOCAL_LENGTH_35MM = 0x920A, 0xA405
LENS_MODEL = 0xA434
# Taken, digitised, changed: the time and the offset that goes with it.
TIMES = ((0x9003, 0x9011), (0x9004, 0x9012), (DATE_TIME, 0x9010))
TIME = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)")
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)|Z")
FIRST_PHOTOGRAPH = 1826
COMPANY = re.compile(r"[ ,]+(corporation|corp\.?|co\.?|ltd\.?|inc\.?|gmbh|company|optical)$", re.I)


@dataclass(frozen=True, slots=True)
class Exif:
    """What a picture tells about its making.

    Lengths in mm, exposure in seconds, `taken_at` local and naive, `gps` latitude and longitude in degrees.
    """

    camera_make: str | None = None
    camera_model: str | None = None
    lens: str | None = None
    focal_length: float | None = None
    focal_length_35mm: float | None = None
    aperture: float | None = None
    exposure_time: float | None = None
    iso: int | None = None
    taken_at: datetime | None = None
    utc_offset_minutes: int | None = None
    gps: tuple[float, float] | None = None
    orientation: int = 1

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "taken_at": self.taken_at and self.taken_at.isoformat()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Exif":
        """The reverse of `as_dict`, also after a way through JSON."""
        taken_at, gps = values["taken_at"], values["gps"]
        return cls(
            **{
                **values,
                "taken_at": taken_at and datetime.fromisoformat(taken_at),
                "gps": gps and (gps[0], gps[1]),
            }
        )


def read_exif(image: Image.Image) -> Exif:
    """The EXIF of an opened Pillow image."""
    raw = image.info.get("exif")
    return parse(raw if isinstance(raw, bytes) else None)


def parse(raw: bytes | None) -> Exif:
    """The EXIF in these bytes (a TIFF structure, with or without `Exif\\0\\0` before it)."""
    main, details, places = _directories(raw)
    taken_at, offset = _taken_at({**main, **details})
    make = _make(main.get(MAKE))
    return Exif(
        camera_make=make,
        camera_model=_model(make, main.get(MODEL)),
        lens=_text(details.get(LENS_MODEL)),
        focal_length=_number(details.get(FOCAL_LENGTH), 0.1, 10_000),
        focal_length_35mm=_number(details.get(FOCAL_LENGTH_35MM), 1, 10_000),
        aperture=_number(details.get(F_NUMBER), 0.1, 1000) or _apex(details.get(APERTURE_APEX), math.sqrt(2)),
        exposure_time=_number(details.get(EXPOSURE_TIME), 1e-7, 1e6)
        or _apex(details.get(SHUTTER_SPEED_APEX), 0.5),
        iso=_iso(details),
        taken_at=taken_at,
        utc_offset_minutes=offset,
        gps=_gps(places),
        orientation=_orientation(main.get(ORIENTATION)),
    )


def _directories(raw: bytes | None) -> tuple[dict[int, Any], dict[int, Any], dict[int, Any]]:
    """Main, Exif and GPS directory as plain dicts; what cannot be read is empty."""
    found: list[dict[int, Any]] = [{}, {}, {}]
    if not raw:
        return found[0], found[1], found[2]
    exif = Image.Exif()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Exception):
            exif.load(raw)
            found[0] = _readable(exif)
        for place, number in ((1, EXIF_IFD), (2, GPS_IFD)):
            with contextlib.suppress(Exception):
                found[place] = _readable(exif.get_ifd(number))
    return found[0], found[1], found[2]


def _readable(directory: Any) -> dict[int, Any]:
    values = {}
    for tag in list(directory):
        with contextlib.suppress(Exception):
            values[tag] = directory[tag]
    return values


def _text(value: Any) -> str | None:
    """One clean line of at most 100 characters, in NFC, without control, format and bidi characters."""
    if isinstance(value, bytes):
        value = value[: 8 * MAX_TEXT].decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    with contextlib.suppress(
        UnicodeError
    ):  # Pillow reads Latin-1; what is UTF-8 is hardly ever anything else
        value = value[: 8 * MAX_TEXT].encode("latin-1").decode("utf-8")
    text = unicodedata.normalize("NFC", value[: 8 * MAX_TEXT].split("\x00")[0])
    # C*: control, format (bidi, zero width), surrogate, private use, unassigned. Z*: separators.
    kept = "".join(" " if unicodedata.category(c)[0] == "Z" or c in "\t\r\n" else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c)[0] != "C" and c != "\ufffd")
    return " ".join(kept.split())[:MAX_TEXT].strip() or None


def _make(value: Any) -> str | None:
    """The maker without the words of the company register."""
    make = _text(value)
    while make and (shorter := COMPANY.sub("", make)) != make:
        make = shorter
    return make


def _model(make: str | None, value: Any) -> str | None:
    """The model without the maker's name before it: 'Canon', 'Canon EOS R5' gives 'EOS R5'."""
    model = _text(value)
    if model and make and model.casefold().startswith(make.casefold() + " "):
        return model[len(make) :].strip(" -") or model
    return model


def _number(value: Any, least: float, most: float) -> float | None:
    """A finite number within the bounds; of several values the first."""
    if isinstance(value, (tuple, list)):
        value = value[0] if value else None
    if value is None or isinstance(value, (str, bytes, bool)):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return number if math.isfinite(number) and least <= number <= most else None


def _apex(value: Any, base: float) -> float | None:
    """APEX values are logarithms: aperture is sqrt(2)**Av, exposure time 2**-Tv (Exif 3.0, annex C)."""
    number = _number(value, -30, 30)
    return None if number is None else round(base**number, 7) or None


def _iso(details: dict[int, Any]) -> int | None:
    number = _number(details.get(ISO), 1, 10_000_000)
    if number in (None, 65535):  # 65535 says: look at ISOSpeed
        number = _number(details.get(ISO_SPEED), 1, 10_000_000) or number
    return None if number in (None, 65535) else int(number or 0)


def _orientation(value: Any) -> int:
    number = _number(value, 1, 8)
    return int(number) if number is not None and number == int(number) else 1


def _taken_at(values: dict[int, Any]) -> tuple[datetime | None, int | None]:
    """The earliest of the three times that is a date, as a naive local time, and its offset from UTC."""
    for time_tag, offset_tag in TIMES:
        found = TIME.match(_text(values.get(time_tag)) or "")
        with contextlib.suppress(ValueError):
            if found:
                moment = datetime(*map(int, found.groups()))  # type: ignore[arg-type]
                if FIRST_PHOTOGRAPH <= moment.year <= datetime.now(UTC).year + 1:
                    return moment, _offset(values.get(offset_tag))
    return None, None


def _offset(value: Any) -> int | None:
    found = OFFSET.fullmatch(_text(value) or "")
    if not found:
        return None
    sign, hours, minutes = found.groups(default="0")
    total = int(hours) * 60 + int(minutes)
    if total > 14 * 60 or int(minutes) > 59:
        return None
    return -total if sign == "-" else total


def _gps(places: dict[int, Any]) -> tuple[float, float] | None:
    """Latitude and longitude; None also for 0, 0, which receivers without a fix write."""
    latitude = _angle(places.get(2), places.get(1), "N", "S", 90)
    longitude = _angle(places.get(4), places.get(3), "E", "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return latitude, longitude


def _angle(value: Any, reference: Any, positive: str, negative: str, most: int) -> float | None:
    letter = (_text(reference) or "").upper()
    if letter not in (positive, negative) or not isinstance(value, (tuple, list)) or len(value) != 3:
        return None
    parts = [_number(part, 0, bound) for part, bound in zip(value, (most, 60, 60), strict=True)]
    if any(part is None for part in parts):
        return None
    degrees, minutes, seconds = (part or 0.0 for part in parts)
    angle = round(degrees + minutes / 60 + seconds / 3600, 7)
    if angle > most:
        return None
    return -angle if letter == negative else angle
