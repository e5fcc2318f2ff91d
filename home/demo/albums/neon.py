"""Rain in the city, English title only."""

from datetime import date

from home.demo.kit import (
    CINEMA,
    FE_35,
    FUJI,
    GR_18,
    LEICA,
    PORTRAIT,
    RICOH,
    SLIM,
    SONY,
    SUMMILUX_28,
    TALL,
    WIDE,
    XF_35,
    Shot,
    draw,
    photo,
    tags,
)
from home.demo.model import DemoAlbum

MONGKOK, NANSHAN = (22.3190, 114.1690), (22.5320, 113.9300)

PHOTOS = (
    photo(
        "wet-neon",
        draw("street.neon", 12),
        WIDE,
        ("弥敦道", "雨停之后的二十分钟，地面比招牌好看。", "雨后湿地面上模糊的霓虹灯光"),
        (
            "Nathan Road",
            "For twenty minutes after the rain the ground outdoes the signs.",
            "Blurred neon lights mirrored in wet asphalt",
        ),
        Shot(FUJI, XF_35, 35, 1.4, "1/125", 1600),
        "2025-08-19 20:47",
        "neon, rain, night, bokeh",
        MONGKOK,
    ),
    photo(
        "window-seat",
        draw("street.neon", 13, palette="cyan", glass=1.0),
        TALL,
        ("靠窗的位置", "双层巴士上层第一排，每颗水珠里都有一条街。", "布满水珠的车窗外青紫色的灯光"),
        (
            "Window Seat",
            "Upper deck, front row. In each drop there is a street.",
            "Drops on a bus window with cyan and violet lights behind",
        ),
        Shot(LEICA, SUMMILUX_28, 28, 1.7, "1/160", 1600),
        "2025-08-20 21:15",
        "neon, rain, bokeh",
        MONGKOK,
        6,
    ),
    photo(
        "night-market",
        draw("street.neon", 40, palette="market", horizon=0.74, count=210, radii=(0.008, 0.045)),
        SLIM,
        ("夜市收摊", "灯一盏一盏地关，最后一盏是卖凉茶的。", "夜市彩色灯光的虚化光斑"),
        (
            "The Market Closes",
            "The lamps go out one by one; the tea stall is always last.",
            "Colourful out-of-focus lights of a night market",
        ),
        Shot(RICOH, GR_18, 18.3, 2.8, "1/60", 3200),
        "2025-08-21 23:52",
        "neon, night, bokeh",
        MONGKOK,
    ),
    photo(
        "other-lives",
        draw("street.apartments", 5),
        PORTRAIT,
        ("别人的晚上", "一百八十七扇窗，四十几盏灯。", "夜晚公寓楼立面，部分窗户亮着灯"),
        (
            "Other People's Evenings",
            "A hundred and eighty-seven windows, some forty lamps.",
            "An apartment block by night with some windows lit",
        ),
        Shot(SONY, "FE 70-200mm F2.8 GM OSS II", 135, 4, "1/30", 1600),
        "2025-09-03 21:30",
        "city, night, window, pattern",
        NANSHAN,
    ),
    photo(
        "amber-street",
        draw(
            "street.neon", 55, palette="amber", horizon=0.56, count=120, base=("140d0a", "3a2416", "120b08")
        ),
        CINEMA,
        ("钠灯", "这种黄色的路灯明年就要换掉了。", "琥珀色路灯的光斑与湿路面"),
        (
            "Sodium",
            "Next year these yellow street lamps will be replaced.",
            "Amber street lights out of focus over a wet road",
        ),
        Shot(SONY, FE_35, 35, 1.4, "1/125", 2000),
        "2025-09-06 22:18",
        "night, rain, bokeh",
        NANSHAN,
    ),
    photo(
        "tail-lights",
        draw("street.neon", 68, palette="market", glass=0.7, base=("180a0c", "3a1418", "0a0508")),
        WIDE,
        ("等红灯", "雨刷停在一半，刚好够看见前面那辆车的红。", "雨中挡风玻璃外的红色车灯"),
        (
            "Waiting at the Lights",
            "The wiper stopped halfway, leaving just enough of the red ahead.",
            "Red car lights through a rain-covered windscreen",
        ),
        Shot(FUJI, XF_35, 35, 2, "1/100", 2500),
        "2025-09-06 22:41",
        "rain, city, bokeh",
        NANSHAN,
    ),
)

ALBUM = DemoAlbum(
    "neon-after-rain",
    "Neon After Rain",
    "Neon After Rain",
    "港岛、九龙、深圳，三个雨夜。招牌越来越少，水洼还记得它们。全部手持拍摄，没有三脚架，也没有伞。",
    "Three rainy nights between Kowloon and Shenzhen. The signs are fewer every year; the puddles still "
    "remember them. All of it handheld, without a tripod and without an umbrella.",
    "香港与深圳",
    "Hong Kong and Shenzhen",
    date(2025, 8, 19),
    date(2025, 9, 6),
    "chen",
    "public",
    "web",
    "wet-neon",
    tags("city, neon, rain"),
    PHOTOS,
)
