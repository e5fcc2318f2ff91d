"""An analyzer that needs no service: it reads the measurements, and guesses the rest from a hash.

What it says of light, colour, shape and time is true of the photo. What the photo is *of* it cannot know;
those few words are drawn from the content hash, unsure on purpose, and marked as mock.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator
from colorsys import rgb_to_hls

from galleries.analysis.base import Analyzer, Subject, Suggestion, surest_first
from galleries.analysis.guesses import GUESSES

MOST, LEAST = 12, 5
BARELY, SURELY = 0.6, 0.97  # the confidence of a measurement that just speaks, and of one that shouts
MOST_COLOURS = 3

COLOURS = {
    "red": "红色",
    "orange": "橙色",
    "brown": "棕色",
    "yellow": "黄色",
    "green": "绿色",
    "cyan": "青色",
    "blue": "蓝色",
    "purple": "紫色",
    "pink": "粉色",
    "beige": "米色",
    "black": "黑色",
    "white": "白色",
    "grey": "灰色",
}
# Which share of the picture a colour needs to be named, and to be named for sure. Every photo has some grey.
COLOUR_SHARE, NEUTRAL_SHARE = (0.12, 0.60), (0.30, 1.20)
NEUTRAL = {"black", "white", "grey"}
# Where on the colour circle, in degrees, each name ends
HUES = (
    (15, "red"), (42, "orange"), (68, "yellow"), (160, "green"), (195, "cyan"), (255, "blue"),
    (290, "purple"), (340, "pink"), (361, "red"),
)  # fmt: skip

# A measure (see galleries.pictures.measures), the value from which it speaks, the value at which it is sure,
# what it says. Where the second value is the smaller one, less is more.
LIGHT: tuple[tuple[str, float, float, str, str], ...] = (
    ("brightness", 0.60, 0.80, "bright", "明亮"),
    ("brightness", 0.72, 0.90, "high key", "高调"),
    ("brightness", 0.30, 0.12, "dark", "暗调"),
    ("brightness", 0.20, 0.08, "low key", "低调"),
    ("contrast", 0.48, 0.75, "high contrast", "高反差"),
    ("contrast", 0.22, 0.08, "low contrast", "低反差"),
    ("sharpness", 30.0, 5.0, "soft focus", "柔焦"),
)
COLOURFULNESS: tuple[tuple[str, float, float, str, str], ...] = (
    ("saturation", 0.50, 0.75, "vivid colours", "色彩鲜艳"),
    ("saturation", 0.16, 0.07, "muted colours", "色彩淡雅"),
    ("warmth", 0.06, 0.25, "warm tones", "暖色调"),
    ("warmth", -0.06, -0.25, "cool tones", "冷色调"),
)
GREY: tuple[tuple[str, float, float, str, str], ...] = (
    ("saturation", 0.06, 0.01, "black and white", "黑白"),
)
SEASONS = (("winter", "冬"), ("spring", "春"), ("summer", "夏"), ("autumn", "秋"))
TROPIC = 23.5
# From which hour to which, and what it is called
HOURS = ((5.0, 7.5, "dawn", "清晨"), (7.5, 17.0, "daytime", "白昼"), (17.0, 19.5, "dusk", "黄昏"))
NIGHT = (19.5, 29.0, "night", "夜晚")


class MockAnalyzer(Analyzer):
    """Deterministic: the same photo gives the same five to twelve suggestions, on every machine."""

    name = "mock"

    def analyse(self, picture: Subject) -> list[Suggestion]:
        seen = surest_first([*_light(picture), *_shape(picture), *_time(picture)])
        draws = _draws(picture.sha256)
        seen = seen[: MOST - 3]
        count = max(2 + next(draws) % 2, LEAST - len(seen))
        return surest_first([*seen, *_guesses(draws, count)])


def _strength(value: float, speaks: float, sure: float) -> float | None:
    """How sure a measured value makes one, or None when it says nothing."""
    share = (value - speaks) / (sure - speaks)
    return None if share < 0 else BARELY + (SURELY - BARELY) * min(share, 1.0)


def _measure(picture: Subject, name: str) -> float | None:
    value = picture.measures.get(name)
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    return None


def _light(picture: Subject) -> Iterator[Suggestion]:
    yield from _read(picture, LIGHT)
    grey = list(_read(picture, GREY))
    yield from grey or [*_colours(picture), *_read(picture, COLOURFULNESS)]


def _read(picture: Subject, scale: tuple[tuple[str, float, float, str, str], ...]) -> Iterator[Suggestion]:
    for measure, speaks, sure, en, zh in scale:
        value = _measure(picture, measure)
        strength = None if value is None else _strength(value, speaks, sure)
        if strength is not None:
            yield Suggestion(en, zh, strength)


def _colours(picture: Subject) -> Iterator[Suggestion]:
    shares: dict[str, float] = defaultdict(float)
    for colour, share in picture.measures.get("palette", []):
        shares[colour_name(colour)] += share
    for name, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:MOST_COLOURS]:
        strength = _strength(share, *(NEUTRAL_SHARE if name in NEUTRAL else COLOUR_SHARE))
        if strength is not None:
            yield Suggestion(name, COLOURS[name], strength)


def colour_name(colour: str) -> str:
    """The everyday word for `#rrggbb`."""
    red, green, blue = (int(colour.lstrip("#")[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    chroma = max(red, green, blue) - min(red, green, blue)
    if lightness < 0.10 or (lightness < 0.16 and chroma < 0.10):
        return "black"
    if chroma < 0.12 and saturation < 0.5:
        return "white" if lightness > 0.88 else "grey"
    name = next(name for end, name in HUES if hue * 360 < end)
    if name == "red":
        dull = saturation < 0.5
        return "pink" if lightness > (0.5 if dull else 0.7) else "brown" if dull else "red"
    if name in ("orange", "yellow"):
        if lightness > 0.6 and chroma < 0.36:
            return "beige"
        if hue * 360 < 55 and (lightness < 0.4 or chroma < 0.36):
            return "brown"
        return "green" if lightness < 0.4 and name == "yellow" else name  # olive
    return name


def _shape(picture: Subject) -> Iterator[Suggestion]:
    ratio = max(1, picture.width) / max(1, picture.height)
    stretch = max(ratio, 1 / ratio)
    if stretch >= 2:
        yield Suggestion("panorama", "全景", _strength(stretch, 2.0, 3.0) or BARELY)
    if 0.97 <= ratio <= 1.03:
        yield Suggestion("square", "方幅", SURELY)
    elif ratio > 1:
        yield Suggestion("landscape", "横幅", _strength(stretch, 1.03, 1.3) or BARELY)
    else:
        yield Suggestion("portrait", "竖幅", _strength(stretch, 1.03, 1.3) or BARELY)


def _time(picture: Subject) -> Iterator[Suggestion]:
    if picture.exposure_time is not None and picture.exposure_time >= 1:
        yield Suggestion("long exposure", "长曝光", _strength(picture.exposure_time, 1, 8) or BARELY)
    taken = picture.taken_at
    if taken is None:
        return
    if picture.latitude is None or abs(picture.latitude) > TROPIC:
        south = picture.latitude is not None and picture.latitude < 0
        en, zh = SEASONS[(taken.month % 12 // 3 + 2 * south) % 4]
        middle = taken.month % 3 == 1  # January, April, July, October
        known = picture.latitude is not None
        yield Suggestion(en, zh, (0.92 if known else 0.8) - (0 if middle else 0.12))
    hour = taken.hour + taken.minute / 60
    if hour or taken.second:  # midnight to the second is a date without a time
        begin, end, en, zh = next((row for row in HOURS if row[0] <= hour < row[1]), NIGHT)
        late = hour + 24 if hour < begin else hour
        yield Suggestion(en, zh, _strength(min(late - begin, end - late), 0, 2.5) or BARELY)


def _draws(sha256: str) -> Iterator[int]:
    """Numbers that depend on nothing but the content."""
    round_ = 0
    while True:
        digest = hashlib.sha256(f"{sha256}:{round_}".encode()).digest()
        yield from (int.from_bytes(digest[place : place + 4], "big") for place in range(0, 32, 4))
        round_ += 1


def _guesses(draws: Iterator[int], count: int) -> Iterator[Suggestion]:
    left = list(GUESSES)
    for _ in range(count):
        en, zh = left.pop(next(draws) % len(left))
        yield Suggestion(en, zh, 0.30 + next(draws) % 26 / 100, mock=True)
