"""Buildings by day."""

from datetime import date

from home.demo.kit import (
    BROAD,
    CANON,
    CINEMA,
    LEICA,
    PORTRAIT,
    RF_24_105,
    SLIM,
    SUMMILUX_28,
    TALL,
    TS_24,
    WIDE,
    Shot,
    draw,
    photo,
    tags,
)
from home.demo.model import DemoAlbum

SHENZHEN, VALENCIA, ROME, PORTO = (
    (22.5430, 114.0580),
    (39.4540, -0.3500),
    (41.8986, 12.4769),
    (41.1490, -8.6140),
)

PHOTOS = (
    photo(
        "stair-spiral",
        draw("interior.spiral", 81),
        TALL,
        ("旋梯", "往上看，楼梯是一枚贝壳。", "自下而上拍摄的螺旋楼梯与天窗"),
        (
            "Spiral",
            "Seen from below a staircase is a shell.",
            "A spiral staircase from below with a skylight",
        ),
        Shot(LEICA, SUMMILUX_28, 28, 5.6, "1/60", 800),
        "2025-03-28 14:20",
        "architecture, stairs, pattern",
        PORTO,
        8,
    ),
    photo(
        "stone-fins",
        draw("architecture.fins", 84),
        SLIM,
        ("石翼", "四千片石板，一个下午的影子。", "竖向石材肋板的建筑立面与蓝天"),
        (
            "Stone Fins",
            "Four thousand slabs, one afternoon of shade.",
            "A facade of stone fins against a blue sky",
        ),
        Shot(CANON, TS_24, 24, 11, "1/250", 100),
        "2025-04-17 15:10",
        "architecture, pattern, minimal",
        SHENZHEN,
    ),
    photo(
        "balconies",
        draw("architecture.balconies", 3),
        PORTRAIT,
        ("八十八个阳台", "同一张图纸，八十八种过法。", "彩色阳台栏板的住宅楼立面"),
        (
            "Eighty-Eight Balconies",
            "One drawing, eighty-eight ways of living.",
            "A housing block with coloured balconies",
        ),
        Shot(CANON, "RF100-500mm F4.5-7.1 L IS USM", 135, 8, "1/500", 100),
        "2025-04-19 10:35",
        "architecture, pattern, city",
        SHENZHEN,
    ),
    photo(
        "arcade",
        draw("interior.arcade", 4),
        WIDE,
        ("柱廊", "下午四点，影子比柱子多。", "阳光穿过拱廊，在地面投下一道道影子"),
        (
            "Arcade",
            "At four in the afternoon there are more shadows than columns.",
            "Sunlight through an arcade, with bars of shade on the floor",
        ),
        Shot(LEICA, SUMMILUX_28, 28, 8, "1/125", 200),
        "2025-03-31 16:04",
        "architecture, light and shadow",
        ROME,
    ),
    photo(
        "oculus",
        draw("interior.oculus", 5),
        SLIM,
        ("天眼", "两千年来，雨和光从同一个地方进来。", "仰望带藻井的穹顶与圆形天窗"),
        (
            "The Eye",
            "For two thousand years rain and light have used the same door.",
            "A coffered dome with a round opening, from below",
        ),
        Shot(CANON, TS_24, 24, 8, "1/30", 400),
        "2025-04-01 12:02",
        "architecture, light and shadow, pattern",
        ROME,
    ),
    photo(
        "white-shells",
        draw("architecture.waves", 7),
        CINEMA,
        ("白壳", "混凝土也能有风的样子。", "蓝天下层叠的白色混凝土壳体"),
        ("White Shells", "Concrete, too, can look like wind.", "White concrete shells under a blue sky"),
        Shot(CANON, RF_24_105, 50, 9, "1/640", 100),
        "2025-04-05 11:48",
        "architecture, abstract",
        VALENCIA,
    ),
    photo(
        "shade-stairs",
        draw("architecture.steps", 6),
        BROAD,
        ("阴阳台阶", "正午过一刻，影子刚好走完一半。", "被斜影分成明暗两半的石阶"),
        (
            "Half in Shade",
            "A quarter past noon: the shadow is halfway down.",
            "Stone stairs cut by a diagonal of shade",
        ),
        Shot(LEICA, SUMMILUX_28, 28, 8, "1/500", 100),
        "2025-03-29 13:15",
        "stairs, light and shadow, minimal",
        PORTO,
    ),
)

ALBUM = DemoAlbum(
    "facades-and-stairs",
    "立面与楼梯",
    "Facades and Stairs",
    "学结构的人看房子，总先看力往哪里走；拍照以后，才学会看光往哪里走。罗马、波尔图、瓦伦西亚、深圳。",
    "Trained as an engineer, I used to ask of a building where the loads go. Photography taught "
    "me to ask where "
    "the light goes. Rome, Porto, Valencia, Shenzhen.",
    "罗马、波尔图、瓦伦西亚、深圳",
    "Rome, Porto, Valencia, Shenzhen",
    date(2025, 3, 28),
    date(2025, 4, 19),
    "chen",
    "public",
    "web",
    "stair-spiral",
    tags("architecture, pattern, city"),
    PHOTOS,
)
