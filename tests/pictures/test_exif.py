import struct
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from galleries.pictures.exif import Exif, parse, read_exif

from . import makers


def exif_of(main=None, details=None, places=None) -> Exif:
    exif = Image.Exif()
    for tag, value in (main or {}).items():
        exif[tag] = value
    exif.get_ifd(0x8769).update(details or {})
    exif.get_ifd(0x8825).update(places or {})
    return parse(exif.tobytes())


def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\x00")[:4]


def tiff(*entries: bytes, tail: bytes = b"") -> bytes:
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4) + tail


def test_everything_that_may_leave_is_typed():
    assert parse(makers.exif_with_secrets(6).tobytes()) == Exif(
        camera_make="Canon",
        camera_model="EOS R5",
        lens="RF35mm F1.8",
        focal_length=35.0,
        focal_length_35mm=52.0,
        aperture=2.8,
        exposure_time=0.005,
        iso=400,
        taken_at=datetime(2024, 5, 6, 7, 8, 9),
        utc_offset_minutes=480,
        gps=(39.9041667, 116.3916667),
        orientation=6,
    )


def test_an_opened_image_is_read_too(put):
    with Image.open(put(makers.encoded(makers.photo(), exif=makers.exif_with_secrets()))) as image:
        assert read_exif(image).iso == 400


def test_nothing_gives_nothing():
    assert parse(None) == parse(b"") == parse(b"Exif\x00\x00") == Exif()


def test_zero_denominators_give_none():
    rational = tiff(entry(0x8769, 4, 1, struct.pack("<I", 26)), tail=b"")
    details = (
        struct.pack("<H", 2)
        + entry(0x829A, 5, 1, struct.pack("<I", 100))
        + entry(0x829D, 5, 1, struct.pack("<I", 108))
    )
    raw = (rational + details).ljust(100, b"\x00") + struct.pack("<IIII", 1, 0, 0, 0)
    exif = parse(raw)
    assert exif.exposure_time is None and exif.aperture is None


@pytest.mark.parametrize(
    "details",
    [
        {0x9003: "0000:00:00 00:00:00"},
        {0x9003: "2024:13:40 25:61:61"},
        {0x9003: "9999:01:01 00:00:00"},
        {0x9003: "    :  :     :  :  "},
        {0x9003: "1700:01:01 00:00:00"},
        {0x9003: b"\xff\xfe\x00\x00"},
    ],
)
def test_impossible_dates_give_none(details):
    assert exif_of(details=details).taken_at is None


def test_the_changing_date_serves_when_there_is_no_other():
    assert exif_of({0x0132: "2020-02-03 04:05:06"}).taken_at == datetime(2020, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("text", "minutes"), [("+08:00", 480), ("-03:30", -210), ("Z", 0), ("+99:00", None), ("8", None)]
)
def test_offsets(text, minutes):
    details = {0x9003: "2024:05:06 07:08:09", 0x9011: text}
    assert exif_of(details=details).utc_offset_minutes == minutes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("x" * 5000, "x" * 100),
        ("a\x00hidden", "a"),
        ("\u202eevil\u2066 \u200bname\x07", "evil name"),
        ("e\u0301", "é"),
        ("  two   spaces \n lines ", "two spaces lines"),
        ("\x01\x02", None),
    ],
)
def test_text_is_clean(written, read):
    raw = written.encode()
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA434] = "#" * len(raw)
    assert parse(exif.tobytes().replace(b"#" * len(raw), raw)).lens == read


def test_latin_1_is_read_where_it_is_not_utf_8():
    assert exif_of({0x010F: "Caf#"}).camera_make == "Caf#"
    exif = Image.Exif()
    exif[0x010F] = "Caf#"
    assert parse(exif.tobytes().replace(b"Caf#", b"Caf\xe9")).camera_make == "Café"


@pytest.mark.parametrize(
    ("make", "model", "tidy"),
    [
        ("NIKON CORPORATION", "NIKON D850", ("NIKON", "D850")),
        ("Canon", "Canon EOS R5", ("Canon", "EOS R5")),
        ("Apple", "iPhone 15 Pro", ("Apple", "iPhone 15 Pro")),
        ("OLYMPUS OPTICAL CO.,LTD", "C960Z", ("OLYMPUS", "C960Z")),
        ("Canon", "Canon", ("Canon", "Canon")),
    ],
)
def test_make_and_model_are_tidy(make, model, tidy):
    exif = exif_of({0x010F: make, 0x0110: model})
    assert (exif.camera_make, exif.camera_model) == tidy


@pytest.mark.parametrize(
    "places",
    [
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)},
        {1: "X", 2: (10.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (10.0,), 3: "E", 4: (10.0, 0.0, 0.0)},
        {2: (10.0, 0.0, 0.0), 4: (10.0, 0.0, 0.0)},
    ],
)
def test_impossible_places_give_none(places):
    assert exif_of(places=places).gps is None


def test_south_and_west_are_negative():
    places = {1: "S", 2: (33.0, 30.0, 0.0), 3: "W", 4: (70.0, 15.0, 0.0)}
    assert exif_of(places=places).gps == (-33.5, -70.25)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_other_orientations_are_upright(value):
    assert exif_of({0x0112: value}).orientation == 1


def test_apex_values_serve_when_the_plain_ones_are_missing():
    exif = exif_of(details={0x9201: 7.0, 0x9202: 4.0})
    assert exif.exposure_time == pytest.approx(1 / 128, rel=1e-3) and exif.aperture == pytest.approx(4.0)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(noise):
    parse(noise)
    parse(b"II*\x00\x08\x00\x00\x00" + noise)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_makes_it_raise(data):
    raw = bytearray(makers.exif_with_secrets().tobytes())
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(8, len(raw) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(parse(bytes(raw)).as_dict(), dict)
