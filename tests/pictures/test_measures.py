import json

import numpy as np
import pytest
from PIL import Image, ImageFilter

from galleries.pictures import Measures, blurhash
from galleries.pictures.measuring import measure

from . import makers


def distance(first: Measures, second: Measures) -> int:
    return (int(first.phash, 16) ^ int(second.phash, 16)).bit_count()


def test_measures_are_the_same_every_time_and_survive_json():
    image = makers.photo(640, 480)
    result = measure(image)
    assert measure(image.copy()) == result
    assert Measures.from_dict(json.loads(json.dumps(result.as_dict()))) == result


def test_the_shape_of_each_measure():
    result = measure(makers.photo(640, 480))
    assert len(result.placeholder) == 28
    assert len(result.histogram) == 64 and max(result.histogram) == 100 and min(result.histogram) >= 0
    assert len(result.phash) == 16 and int(result.phash, 16)
    assert 1 <= len(result.palette) <= 6 and sum(share for _, share in result.palette) == pytest.approx(
        1, abs=0.001
    )


def test_the_palette_finds_the_colours_by_their_share():
    image = Image.new("RGB", (100, 100), (200, 30, 30))
    image.paste((20, 60, 220), (0, 0, 100, 30))
    image.paste((250, 220, 10), (0, 30, 10, 40))
    (first, most), (second, some), (third, least) = measure(image).palette
    assert (first, second, third) == ("#c81e1e", "#143cdc", "#fadc0a")
    assert (most, some, least) == (
        pytest.approx(0.69, abs=0.02),
        pytest.approx(0.3, abs=0.02),
        pytest.approx(0.01, abs=0.01),
    )


@pytest.mark.parametrize(
    ("colour", "tone"), [((0, 0, 0), "000"), ((255, 255, 255), "777"), ((160, 96, 64), "532")]
)
def test_the_tone_is_the_mean_colour_at_eight_levels(colour, tone):
    assert measure(Image.new("RGB", (50, 40), colour)).tone == tone


def test_light_and_colour():
    black, white = (measure(Image.new("RGB", (40, 40), colour)) for colour in ("black", "white"))
    assert (black.brightness, white.brightness) == (0, 1)
    assert black.histogram[0] == white.histogram[63] == 100
    halves = Image.new("RGB", (40, 40), "white")
    halves.paste("black", (0, 0, 20, 40))
    assert measure(halves).contrast == pytest.approx(1)
    assert measure(Image.new("RGB", (40, 40), "red")).saturation == 1
    assert measure(Image.new("RGB", (40, 40), "gray")).saturation == 0
    assert measure(Image.new("RGB", (40, 40), "orange")).temperature == "warm"
    assert measure(Image.new("RGB", (40, 40), "steelblue")).temperature == "cool"
    assert measure(Image.new("RGB", (40, 40), "gray")).temperature == "neutral"


def test_a_blurred_picture_is_less_sharp():
    image = makers.photo(512, 400)
    assert measure(image).sharpness > 4 * measure(image.filter(ImageFilter.GaussianBlur(3))).sharpness


def test_near_duplicates_have_near_hashes_and_others_do_not():
    image = makers.photo(800, 600, seed=3)
    smaller = measure(image.resize((400, 300)))
    brighter = measure(image.point(lambda value: min(255, int(value * 1.1))))
    assert max(distance(measure(image), smaller), distance(measure(image), brighter)) <= 6
    others = [distance(measure(image), measure(makers.photo(800, 600, seed=seed))) for seed in range(10, 20)]
    assert min(others) >= 16


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (3000, 2)])
def test_the_smallest_pictures_are_measured(size):
    assert len(measure(Image.new("RGB", size, "teal")).placeholder) == 28


def test_our_blurhash_is_the_one_of_the_package():
    """blurhash-python is the C reference; it reads pixels in a way that Pillow calls outdated."""
    reference = pytest.importorskip("blurhash")
    for seed in range(5):
        image = makers.photo(32, 24, seed)
        with pytest.warns(DeprecationWarning):
            expected = reference.encode(image.copy(), 4, 3)
        assert blurhash.encode(image, 4, 3) == expected


def test_the_palette_of_noise_is_stable():
    noise = np.random.default_rng(1).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    assert measure(Image.fromarray(noise)).palette == measure(Image.fromarray(noise)).palette
