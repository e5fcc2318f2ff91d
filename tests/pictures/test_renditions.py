import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from galleries.pictures import Prepared
from galleries.pictures.renditions import sizes_for

from . import makers


def test_every_width_in_every_format(prepared):
    result = prepared(makers.encoded(makers.photo(2400, 1600)))
    made = [(one.format, one.width, one.height) for one in result.renditions]
    sizes = [(320, 213), (640, 427), (1280, 853), (1920, 1280)]
    assert made == [(kind, *size) for kind in ("avif", "webp", "jpeg") for size in sizes]
    for one in result.renditions:
        assert one.bytes == one.path.stat().st_size
        with Image.open(one.path) as image:
            assert (image.format.lower(), image.size) == (one.format, (one.width, one.height))


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((2000, 1000), [320, 640, 1280, 1920]),
        ((1920, 1000), [320, 640, 1280, 1920]),
        ((900, 600), [320, 640, 900]),
        ((640, 480), [320, 640]),
        ((100, 80), [100]),
        ((1, 1), [1]),
    ],
)
def test_nothing_is_enlarged(size, widths):
    assert [width for width, _ in reversed(sizes_for(*size, (320, 640, 1280, 1920)))] == widths


@pytest.mark.parametrize(
    "size", [(1, 1), (2, 3), (10_000, 3), (3, 10_000), (1, 20_000), (20_000, 1), (400, 20_000)]
)
def test_odd_shapes_are_served_too(prepared, size):
    result = prepared(makers.encoded(Image.new("RGB", size, "teal"), "png"))
    for one in result.renditions:
        assert 1 <= one.width <= size[0] and 1 <= one.height <= min(size[1], 16_383)
        with Image.open(one.path) as image:
            assert image.size == (one.width, one.height)
    assert Prepared.from_dict(result.as_dict()) == result


@pytest.mark.parametrize("picture_format", makers.FORMATS)
def test_renditions_carry_no_metadata(prepared, picture_format):
    result = prepared(makers.with_all_metadata(picture_format))
    for one in result.renditions:
        data = one.path.read_bytes()
        assert not [secret for secret in makers.SECRETS if secret in data]
        for trace in (b"Exif", b"EXIF", b"XMP ", b"xmpmeta", b"Photoshop", b"Canon", b"ICC_PROFILE", b"ICCP"):
            assert trace not in data
        with Image.open(one.path) as image:
            assert not image.getexif() and "icc_profile" not in image.info


def test_colours_become_srgb(prepared):
    """A profile with red and blue exchanged shows whether it is applied."""
    srgb = bytearray(makers.SRGB_PROFILE)
    red, blue = srgb.index(b"rXYZ"), srgb.index(b"bXYZ")
    srgb[red : red + 4], srgb[blue : blue + 4] = b"bXYZ", b"rXYZ"
    name = (
        bytes(srgb).replace("sRGB".encode("utf-16-be"), "odd!".encode("utf-16-be")).replace(b"sRGB", b"odd!")
    )
    assert "sRGB" not in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(name)))
    data = makers.encoded(Image.new("RGB", (400, 300), (250, 10, 10)), "png", icc_profile=name)
    for one in prepared(data, widths=(320,)).renditions:
        with Image.open(one.path) as image:
            red, _, blue = image.convert("RGB").getpixel((100, 100))
            assert blue > 200 > 60 > red


def test_alpha_stays_where_it_can_and_is_white_in_jpeg(prepared):
    image = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 200, 300))
    for one in prepared(makers.encoded(image, "png")).renditions:
        with Image.open(one.path) as shown:
            if one.format == "jpeg":
                assert shown.getpixel((one.width - 5, 5)) == pytest.approx((255, 255, 255), abs=6)
            else:
                assert shown.mode == "RGBA" and shown.getpixel((one.width - 5, 5))[3] < 6
            assert shown.convert("RGB").getpixel((5, 5)) == pytest.approx((0, 0, 255), abs=12)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_png_looks_like_itself(prepared, mode):
    image = makers.photo(700, 500).convert(mode)
    result = prepared(makers.encoded(image, "png"), widths=(700,))
    for one in result.renditions:
        with Image.open(one.path) as shown:
            expected = np.asarray(image.convert("RGB")).astype(int)
            assert np.abs(np.asarray(shown.convert("RGB")) - expected).mean() < (40 if mode in "1P" else 12)


def test_large_pictures_shrink_the_same_way_in_strips(monkeypatch, prepared):
    image = makers.photo(1400, 1100)
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    prepared_whole = [
        one.path.read_bytes() for one in prepared(makers.encoded(image, "png"), widths=(320,)).renditions
    ]
    monkeypatch.setattr("galleries.pictures.scaling.STRIP", 16)
    prepared_strips = [
        one.path.read_bytes() for one in prepared(makers.encoded(image, "png"), widths=(320,)).renditions
    ]
    assert prepared_whole == prepared_strips


def test_only_the_wanted_widths_and_formats_are_made(prepared):
    result = prepared(makers.encoded(makers.photo(800, 600)), widths=(200,), formats=("webp",))
    assert [(one.format, one.width) for one in result.renditions] == [("webp", 200)]
