import pytest
from PIL import Image

from galleries.pictures import Limits, PictureRefused
from galleries.pictures.header import examine

from . import makers


@pytest.mark.parametrize("picture_format", makers.FORMATS)
def test_each_format_is_known_by_its_first_bytes(put, picture_format):
    header = examine(put(makers.encoded(makers.photo(100, 60), picture_format), "wrong.txt"))
    assert (header.format, header.mime) == (picture_format, f"image/{picture_format}")
    assert (header.width, header.height, header.frames, header.has_alpha) == (100, 60, 1, False)


@pytest.mark.parametrize("picture_format", ["png", "webp", "avif", "heic"])
def test_alpha_is_seen(put, picture_format):
    image = makers.photo(64, 48)
    image.putalpha(100)
    assert examine(put(makers.encoded(image, picture_format))).has_alpha


def test_a_transparent_colour_counts_as_alpha(put):
    image = makers.photo(64, 48).quantize(16)
    assert examine(put(makers.encoded(image, "png", transparency=3))).has_alpha
    assert examine(put(makers.encoded(image, "gif", transparency=3))).has_alpha
    assert not examine(put(makers.encoded(image, "gif"))).has_alpha


@pytest.mark.parametrize("picture_format", ["gif", "webp", "png", "avif"])
def test_frames_are_counted(put, picture_format):
    frames = [makers.photo(32, 32, seed) for seed in range(4)]
    data = makers.encoded(frames[0], picture_format, save_all=True, append_images=frames[1:])
    assert examine(put(data)).frames == 4


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "TGA", "PDF", "EPS", "JPEG2000", "PCX"])
def test_other_formats_of_pillow_are_refused(put, tmp_path, kind):
    path = tmp_path / "picture.jpg"
    makers.photo(32, 32).save(path, kind)
    with pytest.raises(PictureRefused) as refusal:
        examine(path)
    assert refusal.value.code == "unknown_type"


def test_svg_is_refused(put):
    with pytest.raises(PictureRefused, match="not a picture"):
        examine(put(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.png"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(put, mode):
    image = Image.new(mode, (30, 20))
    header = examine(put(makers.encoded(image, "png")))
    assert (header.width, header.height) == (30, 20)


def test_the_refusal_tells_code_numbers_and_a_sentence(put):
    with pytest.raises(PictureRefused) as refusal:
        examine(put(makers.encoded(makers.photo(100, 60), "png")), Limits(max_pixels=5000))
    assert refusal.value.code == "too_many_pixels"
    assert refusal.value.params == {"pixels": 6000, "limit": 5000}
    assert refusal.value.message == "The picture has 6000 pixels; at most 5000 are allowed."


@pytest.mark.parametrize("picture_format", makers.FORMATS)
def test_limits_hold_for_each_format(put, picture_format):
    path = put(makers.encoded(makers.photo(128, 64), picture_format))
    for limits, code in (
        (Limits(max_pixels=8191), "too_many_pixels"),
        (Limits(max_side=127), "too_long_side"),
        (Limits(max_bytes=path.stat().st_size - 1), "too_many_bytes"),
        (Limits(max_frames=0), "too_many_frames"),
        (Limits(max_pixels=8192, max_side=128, max_bytes=path.stat().st_size), None),
    ):
        if code is None:
            examine(path, limits)
            continue
        with pytest.raises(PictureRefused) as refusal:
            examine(path, limits)
        assert refusal.value.code == code
