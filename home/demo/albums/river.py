"""Shared by link: a river from dusk to dawn, with a long Chinese title."""

from datetime import date

from home.demo.kit import BROAD, CINEMA, NIKON, PANO_LONG, WIDE, Z_14_24, Z_24_120, Shot, draw, photo, tags
from home.demo.model import DemoAlbum

BUND, CHONGQING = (31.2400, 121.4900), (29.5630, 106.5860)

PHOTOS = (
    photo(
        "skyline-dusk",
        draw("city.skyline", 6, light="dusk_violet"),
        CINEMA,
        ("18:40", "写字楼的灯还没有关，天上的还没有开。", "紫红色晚霞下的城市天际线与河面倒影"),
        (
            "18:40",
            "The office lights are still on, the sky's not yet.",
            "A skyline in a violet dusk, mirrored in the river",
        ),
        Shot(NIKON, Z_24_120, 50, 8, "4", 64),
        "2025-11-21 17:21",
        "city, dusk, river, reflection",
        BUND,
    ),
    photo(
        "skyline-blue",
        draw("city.skyline", 16, light="blue_hour", profile="twin", lit=0.5, cloud=0.45),
        WIDE,
        ("20:15", "两岸隔着一条河比高。", "蓝色夜空下两岸的高楼与倒影"),
        ("20:15", "Two banks, each trying to be taller.", "Towers on both banks under a blue night sky"),
        Shot(NIKON, Z_24_120, 35, 8, "8", 64),
        "2025-11-21 20:15",
        "city, night, river",
        BUND,
    ),
    photo(
        "skyline-midnight",
        draw(
            "city.skyline",
            33,
            light="moonlit",
            profile="flat",
            horizon=0.55,
            tall=0.34,
            lit=0.3,
            cloud=0.0,
            haze=0.4,
        ),
        PANO_LONG,
        ("00:50", "加班的人在第三十一层。", "午夜的城市天际线全景"),
        ("00:50", "Somebody is working late on the thirty-first floor.", "Panorama of a skyline at midnight"),
        Shot(NIKON, Z_14_24, 24, 5.6, "13", 100),
        "2025-11-22 00:50",
        "city, night, panorama",
        CHONGQING,
    ),
    photo(
        "skyline-dawn",
        draw(
            "city.skyline",
            48,
            light="dawn_gold",
            horizon=0.7,
            lit=0.12,
            haze=0.95,
            tall=0.56,
            rows=5,
            cloud=0.5,
            profile="core",
        ),
        BROAD,
        ("06:05", "灯一盏盏灭，像是有人沿河走过去关的。", "晨雾中的城市与几盏未熄的灯"),
        (
            "06:05",
            "The lamps go out as if someone walked along the river and saw to it.",
            "A city in golden morning haze with a few lights left",
        ),
        Shot(NIKON, Z_24_120, 70, 8, "1/30", 100),
        "2025-11-22 06:32",
        "city, dawn, mist, river",
        CHONGQING,
    ),
)

ALBUM = DemoAlbum(
    "twelve-hours-of-a-river",
    "从黄昏走到黎明：一条河在城市里的十二个小时",
    "Dusk to Dawn: Twelve Hours of a River in the City",
    "沿着江走了一整夜，每隔几个钟头停一次。河水把城市重写一遍，字迹潦草，意思却都在。",
    "A whole night's walk along the river, stopping every few hours. The water copies the city "
    "out again, in a "
    "hasty hand, and misses nothing.",
    "上海与重庆",
    "Shanghai and Chongqing",
    date(2025, 11, 21),
    date(2025, 11, 22),
    "chen",
    "unlisted",
    "none",
    "skyline-blue",
    tags("city, night, river"),
    PHOTOS,
)
