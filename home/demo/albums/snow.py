"""A short white album."""

from datetime import date

from home.demo.kit import (
    NIKON,
    PANO,
    PORTRAIT,
    SLIM,
    WIDE,
    Z_24_120,
    Z_70_200,
    Z_100_400,
    Shot,
    draw,
    photo,
    tags,
)
from home.demo.model import DemoAlbum

BIEI, ALTAY = (43.5880, 142.4660), (48.4830, 87.1400)

PHOTOS = (
    photo(
        "wind-drift",
        draw("land.snowfield", 58, x=0.7, sun=(0.85, 0.3), cloud=0.35),
        PANO,
        ("风吹雪", "夜里的风把田埂全改了位置。", "起伏的雪原全景，蓝色阴影"),
        (
            "Wind-Drift",
            "Overnight the wind moved every edge in the field.",
            "Panorama of rolling snow with blue shadows",
        ),
        Shot(NIKON, Z_24_120, 60, 11, "1/400", 64),
        "2025-01-29 08:35",
        "snow, winter, panorama",
        BIEI,
    ),
    photo(
        "snow-ripples",
        draw("fields.ripples", 3, ground="snow", angle=-30),
        PORTRAIT,
        ("雪的指纹", "零下二十度，雪是干的，踩上去会唱歌。", "雪面上的风纹特写"),
        (
            "Fingerprint of Snow",
            "At twenty below the snow is dry and sings underfoot.",
            "Wind ripples in snow, close",
        ),
        Shot(NIKON, Z_70_200, 120, 11, "1/500", 100),
        "2025-01-30 09:10",
        "snow, pattern, abstract",
        BIEI,
    ),
    photo(
        "white-pines",
        draw(
            "mountains.pine_fog",
            46,
            light="winter",
            layers=6,
            start=0.34,
            trees=70,
            tall=(0.05, 0.2),
            fog=0.95,
        ),
        SLIM,
        ("雪雾里的冷杉", "能见度四十米，刚好四层树。", "雪雾中的冷杉林"),
        ("Firs in Snow Fog", "Forty metres of sight: four rows of trees, exactly.", "Firs in pale snowy fog"),
        Shot(NIKON, Z_100_400, 160, 6.3, "1/320", 200),
        "2025-02-02 10:25",
        "snow, trees, mist, winter",
        ALTAY,
    ),
    photo(
        "pink-peaks",
        draw(
            "mountains.ranges",
            73,
            light="winter",
            layers=4,
            start=0.38,
            step=0.12,
            ragged=0.4,
            relief=(0.08, 0.06),
            sun=(0.8, 0.3),
            warm=0.2,
            forest=1,
            cloud=0.4,
        ),
        WIDE,
        ("收雪的傍晚", "雪停了，山一座一座走回来。", "雪后的群山与近处的冷杉"),
        (
            "The Snow Stops",
            "One after another the mountains came back.",
            "Mountains after snowfall, firs in front",
        ),
        Shot(NIKON, Z_70_200, 95, 8, "1/160", 100),
        "2025-02-03 17:20",
        "snow, mountains, winter",
        ALTAY,
    ),
)

ALBUM = DemoAlbum(
    "snow-notes",
    "雪的札记",
    "Notes on Snow",
    "雪不是白的：早上偏蓝，傍晚偏粉，中午什么颜色都没有。四张照片，两个地方，一件羽绒服。",
    "Snow is not white: it is blue in the morning, pink towards evening, and no colour at all at noon. Four "
    "pictures, two places, one down jacket.",
    "北海道与阿勒泰",
    "Hokkaido and Altay",
    date(2025, 1, 29),
    date(2025, 2, 3),
    "lin",
    "public",
    "web",
    "wind-drift",
    tags("snow, winter, minimal"),
    PHOTOS,
)
