"""The mock analyzer really looks at what it can know, and marks what it cannot."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from galleries.analysis import mock
from galleries.analysis.base import Subject
from galleries.analysis.guesses import GUESSES
from galleries.analysis.mock import MockAnalyzer, colour_name
from galleries.pictures.measuring import measure

NEUTRAL = {"brightness": 0.47, "contrast": 0.4, "saturation": 0.3, "sharpness": 300.0, "warmth": 0.0}
PALETTE = [["#3b6ea5", 0.5], ["#d9cdb8", 0.3], ["#202020", 0.2]]


SCALES = (*mock.LIGHT, *mock.COLOURFULNESS, *mock.GREY)


def subject(**changes) -> Subject:
    measures = {**NEUTRAL, "palette": PALETTE, **changes.pop("measures", {})}
    given = {"path": Path("small.jpg"), "sha256": "ab" * 32, "width": 6000, "height": 4000, **changes}
    return Subject(measures=measures, **given)


def said(**changes) -> dict[str, float]:
    """What was seen, without the guesses."""
    suggestions = MockAnalyzer().analyse(subject(**changes))
    return {one.label_en: one.confidence for one in suggestions if not one.mock}


def test_the_same_photo_gives_the_same_suggestions():
    assert MockAnalyzer().analyse(subject()) == MockAnalyzer().analyse(subject())


def test_another_content_gives_other_guesses():
    guesses = {
        tuple(one.label_en for one in MockAnalyzer().analyse(subject(sha256=f"{n:064x}")) if one.mock)
        for n in range(50)
    }
    assert len(guesses) > 40


@pytest.mark.parametrize("n", range(30))
def test_there_are_five_to_twelve_suggestions_two_or_three_of_them_guesses(n):
    everything = {"brightness": 0.9, "contrast": 0.05, "saturation": 0.8, "sharpness": 4.0}
    night = datetime(2025, 1, 4, 23, 10)
    poor = subject(sha256=f"{n:064x}", taken_at=night)
    rich = subject(sha256=f"{n:064x}", taken_at=night, exposure_time=30.0, height=2000, measures=everything)
    for photo in (poor, rich):
        suggestions = MockAnalyzer().analyse(photo)
        assert 5 <= len(suggestions) <= 12
        assert sum(one.mock for one in suggestions) in (2, 3)
        assert suggestions == sorted(suggestions, key=lambda one: -one.confidence)


def test_a_photo_without_measurements_still_gets_five():
    bare = Subject(path=Path("small.jpg"), sha256="", width=10, height=10)
    assert len(MockAnalyzer().analyse(bare)) == 5


def test_guesses_are_marked_and_less_sure_than_anything_seen():
    for n in range(50):
        for one in MockAnalyzer().analyse(subject(sha256=f"{n:064x}", taken_at=datetime(2025, 3, 1, 7, 29))):
            assert 0.30 <= one.confidence <= 0.55 if one.mock else one.confidence >= 0.6


def test_every_suggestion_has_both_languages():
    assert all(one.label_en and one.label_zh for one in MockAnalyzer().analyse(subject()))


def test_no_word_means_two_things():
    seen = [*mock.COLOURS.items(), *mock.SEASONS, *((row[-2], row[-1]) for row in (*SCALES, *mock.HOURS))]
    seen += [mock.NIGHT[2:], ("landscape", "横幅"), ("portrait", "竖幅"), ("square", "方幅")]
    seen += [("panorama", "全景"), ("long exposure", "长曝光")]
    for words in zip(*seen, *GUESSES, strict=True):
        assert len(words) == len(set(words))
    assert len(GUESSES) >= 60


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#c0201c", "red"), ("#e8841a", "orange"), ("#7a4b22", "brown"), ("#f0d020", "yellow"),
        ("#3a7d34", "green"), ("#2aa8a0", "cyan"), ("#3b6ea5", "blue"), ("#87ceeb", "blue"),
        ("#6a3fa0", "purple"), ("#f4a6c0", "pink"), ("#0a0a0c", "black"), ("#f6f6f4", "white"),
        ("#808284", "grey"), ("#1d1c1c", "black"), ("#101840", "blue"), ("#baa18f", "beige"),
        ("#a37a7b", "pink"), ("#6a4448", "brown"), ("#6e7340", "green"), ("#f0c040", "yellow"),
    ],
)  # fmt: skip
def test_colours_have_the_names_that_people_use(colour, name):
    assert colour_name(colour) == name


def test_the_colours_of_the_palette_are_named_by_their_share():
    seen = said()
    assert seen["blue"] > 0.8 and "red" not in seen


def test_shares_of_one_colour_add_up():
    many = said(
        measures={"palette": [["#3b6ea5", 0.1], ["#2f5f99", 0.1], ["#87ceeb", 0.1], ["#3a7d34", 0.1]]}
    )
    assert "blue" in many and "green" not in many


def test_grey_is_hardly_worth_a_word():
    some, much = ({"palette": [["#808284", share], ["#3b6ea5", 1 - share]]} for share in (0.25, 0.8))
    assert "grey" not in said(measures=some)
    assert 0.6 < said(measures=much)["grey"] < 0.9


def test_a_photo_without_colour_is_black_and_white_and_has_no_colours():
    seen = said(measures={"saturation": 0.0, "palette": [["#808080", 1.0]]})
    assert seen["black and white"] > 0.9 and "grey" not in seen


@pytest.mark.parametrize(
    ("measures", "expected", "absent"),
    [
        ({"brightness": 0.68}, {"bright"}, {"dark", "high key"}),
        ({"brightness": 0.85}, {"bright", "high key"}, {"dark"}),
        ({"brightness": 0.28}, {"dark"}, {"bright", "low key"}),
        ({"brightness": 0.10}, {"dark", "low key"}, {"bright"}),
        ({"brightness": 0.47}, set(), {"bright", "dark", "high key", "low key"}),
        ({"contrast": 0.9}, {"high contrast"}, {"low contrast"}),
        ({"contrast": 0.1}, {"low contrast"}, {"high contrast"}),
        ({"saturation": 0.7}, {"vivid colours"}, {"black and white", "muted colours"}),
        ({"saturation": 0.1}, {"muted colours"}, {"black and white", "vivid colours"}),
        ({"warmth": 0.2}, {"warm tones"}, {"cool tones"}),
        ({"warmth": -0.2}, {"cool tones"}, {"warm tones"}),
        ({"warmth": 0.2, "saturation": 0.01}, {"black and white"}, {"warm tones", "muted colours"}),
        ({"sharpness": 9.5}, {"soft focus"}, set()),
        ({"sharpness": 60.0}, set(), {"soft focus"}),
        ({"brightness": None, "contrast": "much", "sharpness": float("nan")}, {"landscape"}, {"soft focus"}),
    ],
)
def test_light_is_read_from_the_measurements(measures, expected, absent):
    seen = set(said(measures=measures))
    assert expected <= seen and not absent & seen


def test_the_stronger_the_measurement_the_surer_the_word():
    assert said(measures={"brightness": 0.62})["bright"] < said(measures={"brightness": 0.78})["bright"]


@pytest.mark.parametrize(
    ("width", "height", "words"),
    [
        (6000, 4000, {"landscape"}),
        (4000, 6000, {"portrait"}),
        (4000, 4000, {"square"}),
        (4000, 3950, {"square"}),
        (9000, 3000, {"landscape", "panorama"}),
        (3000, 9000, {"portrait", "panorama"}),
    ],
)
def test_the_shape_is_named(width, height, words):
    assert words == set(said(width=width, height=height)) & {"landscape", "portrait", "square", "panorama"}


@pytest.mark.parametrize(
    ("month", "latitude", "season"),
    [
        (1, 48.1, "winter"), (4, 39.9, "spring"), (7, 31.2, "summer"), (10, 48.1, "autumn"),
        (1, -33.9, "summer"), (4, -33.9, "autumn"), (7, -33.9, "winter"), (10, -33.9, "spring"),
        (12, None, "winter"), (7, 1.3, None),
    ],
)  # fmt: skip
def test_the_season_follows_month_and_hemisphere(month, latitude, season):
    seen = set(said(taken_at=datetime(2025, month, 15, 12), latitude=latitude))
    assert seen & {"winter", "spring", "summer", "autumn"} == ({season} if season else set())


def test_a_season_is_surer_where_the_place_is_known():
    day = datetime(2025, 7, 15, 12)
    assert said(taken_at=day, latitude=48.0)["summer"] > said(taken_at=day)["summer"]


@pytest.mark.parametrize(
    ("hour", "minute", "word"),
    [
        (6, 0, "dawn"),
        (12, 0, "daytime"),
        (18, 0, "dusk"),
        (22, 0, "night"),
        (0, 30, "night"),
        (4, 59, "night"),
    ],
)
def test_the_time_of_day_is_named(hour, minute, word):
    seen = set(said(taken_at=datetime(2025, 7, 15, hour, minute)))
    assert seen & {"dawn", "daytime", "dusk", "night"} == {word}


def test_a_date_without_a_time_says_nothing_of_the_hour():
    assert "night" not in said(taken_at=datetime(2025, 7, 15))


@pytest.mark.parametrize(("seconds", "long"), [(None, False), (0.5, False), (1.0, True), (30.0, True)])
def test_a_long_exposure_is_one_of_a_second_or_more(seconds, long):
    assert ("long exposure" in said(exposure_time=seconds)) is long


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#c0201c", {"red", "warm tones", "vivid colours"}),
        ("#fdfdfd", {"black and white", "high key", "soft focus"}),
    ],
)
def test_what_the_site_measures_is_what_the_analyzer_reads(colour, expected):
    picture = Image.new("RGB", (640, 427), colour)
    measures = json.loads(json.dumps(measure(picture).as_dict()))
    suggestions = MockAnalyzer().analyse(Subject(Path("small.jpg"), "", 640, 427, measures=measures))
    assert expected <= {one.label_en for one in suggestions}
