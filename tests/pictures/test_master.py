import hashlib
import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from galleries.pictures import Master
from galleries.pictures.scaling import TURNS, Turn, upright

from . import makers


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


@pytest.mark.parametrize(
    ("picture_format", "kept_as"),
    [("jpeg", "jpeg"), ("png", "png"), ("gif", "png"), ("webp", "jpeg"), ("avif", "jpeg"), ("heic", "jpeg")],
)
def test_each_format_becomes_a_jpeg_or_png_that_looks_the_same(master_of, picture_format, kept_as):
    data = makers.encoded(makers.photo(), picture_format)
    master = master_of(data)
    assert (master.format, master.mime, master.source_format) == (kept_as, f"image/{kept_as}", picture_format)
    assert (master.width, master.height) == (320, 240)
    assert master.bytes == master.path.stat().st_size
    assert master.sha256 == hashlib.sha256(data).hexdigest()
    assert master.md5 == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert np.abs(decoded(master.path.read_bytes()) - decoded(data)).mean() < 3


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}]
)
def test_an_upright_jpeg_keeps_its_very_pixels(master_of, options):
    data = makers.encoded(makers.photo(), "jpeg", quality=70, exif=makers.exif_with_secrets(), **options)
    kept = master_of(data).path.read_bytes()
    assert np.array_equal(decoded(kept), decoded(data))
    assert kept[kept.index(b"\xff\xda") :] == data[data.index(b"\xff\xda") :]


def test_a_grey_jpeg_stays_grey(master_of):
    data = makers.encoded(makers.photo().convert("L"))
    with Image.open(master_of(data).path) as image:
        assert image.mode == "L"


@pytest.mark.parametrize("picture_format", ["jpeg", "png", "webp", "avif", "heic"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(master_of, picture_format, orientation):
    upside = makers.corners()
    undo = {Turn.ROTATE_90: Turn.ROTATE_270, Turn.ROTATE_270: Turn.ROTATE_90}
    turn = TURNS.get(orientation)
    stored = upside if turn is None else upside.transpose(undo.get(turn, turn))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.info["exif"] = exif.tobytes()  # from here pillow-heif takes what it writes as irot and imir
    options = {} if picture_format == "heic" else {"exif": exif}
    master = master_of(makers.encoded(stored, picture_format, quality=95, **options))
    assert (master.width, master.height) == (64, 40)
    with Image.open(master.path) as image:
        assert image.size == (64, 40)
        assert image.getexif().get(0x0112, 1) == 1
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(upside)).mean() < 8


def test_heic_is_not_turned_by_exif(master_of):
    """ISO 23008-12 has its own properties for that; the EXIF value is only a copy."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert master_of(makers.encoded(makers.corners(), "heic", exif=exif)).width == 64


@pytest.mark.parametrize("orientation", TURNS)
def test_large_pictures_turn_the_same_way_through_the_disk(monkeypatch, tmp_path, orientation):
    monkeypatch.setattr("galleries.pictures.scaling.IN_MEMORY_PIXELS", 100)
    image = makers.photo(700, 531)
    expected = image.transpose(TURNS[orientation])
    assert np.array_equal(np.asarray(upright(image, orientation, tmp_path)), np.asarray(expected))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("picture_format", makers.FORMATS)
def test_masters_carry_no_metadata_but_icc(master_of, picture_format):
    data = makers.with_all_metadata(picture_format)
    assert any(secret in data for secret in makers.SECRETS)
    kept = master_of(data).path.read_bytes()
    assert not [secret for secret in makers.SECRETS if secret in kept]
    for trace in (b"Exif", b"eXIf", b"http://ns.adobe.com", b"Photoshop", b"tEXt", b"PK\x03\x04", b"Canon"):
        assert trace not in kept
    assert kept.endswith(b"\xff\xd9" if kept[:2] == b"\xff\xd8" else b"IEND\xaeB`\x82")
    if picture_format != "gif":
        with Image.open(io.BytesIO(kept)) as image:
            assert image.info["icc_profile"] == makers.SRGB_PROFILE
            assert set(image.info) <= {
                "icc_profile",
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "dpi",
            }


def test_a_turned_jpeg_keeps_its_subsampling_and_profile(master_of):
    exif = Image.Exif()
    exif[0x0112] = 6
    data = makers.encoded(makers.photo(), subsampling=0, exif=exif, icc_profile=makers.SRGB_PROFILE)
    master = master_of(data)
    with Image.open(master.path) as image:
        assert image.layer[0][1:3] == (1, 1)
        assert image.info["icc_profile"] == makers.SRGB_PROFILE
    assert (master.width, master.height) == (240, 320)


def test_something_that_calls_itself_icc_and_is_not_goes(master_of):
    hidden = makers.segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + b"comment-secret" * 20)
    kept = master_of(makers.after_soi(makers.encoded(makers.photo()), hidden)).path.read_bytes()
    assert b"comment-secret" not in kept


def test_a_thumbnail_inside_jfif_goes(master_of):
    data = makers.encoded(makers.photo())
    with_thumbnail = makers.segment(0xE0, data[6:18] + b"\x02\x02" + b"iptc-secret!")
    kept = master_of(data[:2] + with_thumbnail + data[20:]).path.read_bytes()
    assert b"iptc-secret" not in kept and kept[2:20] == data[2:20]


def test_cmyk_becomes_rgb(master_of):
    data = makers.encoded(makers.corners().convert("CMYK"), quality=95)
    master = master_of(data)
    with Image.open(master.path) as image:
        assert image.mode == "RGB"
        assert image.getpixel((4, 4)) == pytest.approx((255, 0, 0), abs=12)


def test_sixteen_bits_of_grey_become_eight(master_of):
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (8, 1))
    with Image.open(master_of(makers.encoded(Image.fromarray(ramp), "png")).path) as image:
        assert image.mode == "L"
        assert np.abs(np.asarray(image).astype(int) - np.arange(256)).max() <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_png_keeps_its_pixels_in_every_mode(master_of, mode):
    image = makers.photo(64, 48).convert(mode)
    if mode in ("LA", "RGBA"):
        image.putalpha(Image.linear_gradient("L").resize((64, 48)))
    with Image.open(master_of(makers.encoded(image, "png")).path) as kept:
        assert kept.mode == mode
        assert np.array_equal(np.asarray(kept.convert("RGBA")), np.asarray(image.convert("RGBA")))


def test_transparent_colours_of_palettes_stay(master_of):
    image = makers.photo(64, 48).quantize(8)
    for picture_format in ("png", "gif"):
        with Image.open(master_of(makers.encoded(image, picture_format, transparency=2)).path) as kept:
            transparent = np.asarray(kept.convert("RGBA"))[..., 3] == 0
            assert 0 < transparent.sum() < transparent.size


@pytest.mark.parametrize("picture_format", ["webp", "avif", "heic"])
def test_real_alpha_makes_a_png_and_idle_alpha_does_not(master_of, picture_format):
    image = makers.photo(64, 48)
    image.putalpha(255)
    assert master_of(makers.encoded(image, picture_format)).format == "jpeg"
    image.putalpha(90)
    assert master_of(makers.encoded(image, picture_format)).format == "png"


def test_of_an_animation_the_first_frame_stays(master_of):
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue", "lime")]
    for picture_format in ("gif", "webp", "png"):
        data = makers.encoded(frames[0], picture_format, save_all=True, append_images=frames[1:], duration=50)
        with Image.open(master_of(data).path) as image:
            assert image.convert("RGB").getpixel((9, 9)) == pytest.approx((255, 0, 0), abs=4)
            assert getattr(image, "n_frames", 1) == 1


def test_a_picture_with_something_behind_it_is_taken_without(master_of):
    tail = b"PK\x05\x06" + bytes(18) + b"<script>alert(1)</script>"
    for picture_format in ("jpeg", "png", "gif", "webp"):
        kept = master_of(makers.encoded(makers.photo(), picture_format) + tail).path.read_bytes()
        assert b"script" not in kept and b"PK\x05\x06" not in kept


def test_a_master_survives_json(master_of):
    master = master_of(makers.encoded(makers.photo(), exif=makers.exif_with_secrets()))
    assert Master.from_dict(master.as_dict()) == master
    assert master.exif.camera_model == "EOS R5" and master.exif.gps == (39.9041667, 116.3916667)


def test_a_profile_of_another_colour_space_does_no_harm(master_of, prepared):
    data = makers.encoded(makers.photo(), icc_profile=makers.DISPLAY_PROFILE)
    assert ImageCms.ImageCmsProfile(io.BytesIO(makers.DISPLAY_PROFILE)).profile.xcolor_space.strip() == "Lab"
    assert prepared(data).renditions
