"""A winter in the north."""

from datetime import date

from home.demo.kit import (
    CINEMA,
    FE_14,
    NIKON,
    SLIM,
    SONY_S,
    SQUARE,
    TALL,
    WIDE,
    Z_14_24,
    Shot,
    draw,
    photo,
    tags,
)
from home.demo.model import DemoAlbum

SENJA, TROMSO, ABISKO = (69.3800, 17.5900), (69.6490, 18.9550), (68.3560, 18.7830)

PHOTOS = (
    photo(
        "northern-lake",
        draw("night.aurora", 71, ground="lake"),
        WIDE,
        ("峡湾上空", "零下十九度，快门线冻得像一根树枝。", "绿色极光映在平静的峡湾里"),
        (
            "Over the Fjord",
            "Nineteen below; the cable release was stiff as a twig.",
            "Green aurora mirrored in a calm fjord",
        ),
        Shot(SONY_S, FE_14, 14, 1.8, "6", 2500),
        "2025-02-24 22:14",
        "aurora, night, reflection",
        SENJA,
    ),
    photo(
        "violet-curtain",
        draw("night.aurora", 80, palette="violet", curtains=3, ground="pines"),
        TALL,
        ("紫色帷幕", "强的时候会有紫色，我们都忘了按快门。", "松林上空紫绿相间的极光"),
        (
            "The Violet Curtain",
            "When it is strong there is violet. We forgot to press the shutter.",
            "Violet and green aurora above pines",
        ),
        Shot(SONY_S, FE_14, 14, 1.8, "2", 3200),
        "2025-02-25 23:41",
        "aurora, night, trees",
        TROMSO,
        6,
    ),
    photo(
        "teal-arc",
        draw(
            "night.aurora",
            18,
            palette="teal",
            curtains=1,
            lift=-0.12,
            level=0.46,
            ground="tree",
            strength=1.0,
        ),
        SQUARE,
        ("一棵树和一道光", "湖边只有这一棵桦树，它大概看过几万次了。", "孤树上方的青色极光"),
        (
            "One Tree, One Arc",
            "The only birch on the shore has probably seen this ten thousand times.",
            "A single bare tree under a teal aurora",
        ),
        Shot(NIKON, Z_14_24, 16, 2.8, "8", 3200),
        "2025-02-26 21:03",
        "aurora, night, trees",
        ABISKO,
    ),
    photo(
        "red-crown",
        draw("night.aurora", 36, palette="red", curtains=2, level=0.58, lift=0.1, strength=0.95),
        CINEMA,
        ("红顶", "上缘那一抹红，离地面两百多公里。", "带红色上缘的极光横贯夜空"),
        (
            "Red Above",
            "The red along the top is more than two hundred kilometres up.",
            "A wide aurora with a red upper edge",
        ),
        Shot(SONY_S, FE_14, 14, 1.8, "4", 3200),
        "2025-02-28 00:28",
        "aurora, night, winter",
        TROMSO,
    ),
    photo(
        "winter-galaxy",
        draw("night.milky_way", 65, angle=-75, centre=(0.4, 0.4), ground="pines", airglow="2f7a5c"),
        SLIM,
        ("没有极光的那一夜", "预报 Kp1，于是我们终于看见了银河。", "松林上空的银河"),
        (
            "The Night Without It",
            "Forecast Kp 1, and so at last we saw the galaxy.",
            "The Milky Way above a line of pines",
        ),
        Shot(NIKON, Z_14_24, 14, 2.8, "15", 3200),
        "2025-03-01 02:50",
        "stars, night, trees",
        ABISKO,
    ),
    photo(
        "polar-dusk",
        draw("land.snowfield", 25, light="dawn_rose", sun=(-0.85, 0.14), glow_at=(0.2, 0.24)),
        WIDE,
        ("极夜的中午", "十二点二十分，这就是全天最亮的时候。", "粉色天光下的蓝色雪原"),
        (
            "Noon in Polar Night",
            "Twenty past twelve: this is as bright as the day gets.",
            "Blue snow under a pink sky at midday",
        ),
        Shot(NIKON, "NIKKOR Z 24-120mm f/4 S", 48, 8, "1/60", 200),
        "2025-01-16 12:20",
        "snow, winter, dusk",
        ABISKO,
    ),
)

ALBUM = DemoAlbum(
    "under-the-aurora",
    "极光之下",
    "Under the Aurora",
    "二月，从特罗姆瑟一路往南到阿比斯库。极光来的时候没有声音，人却都压低了嗓子说话。"
    "这里也放了两张没有极光的照片，因为等待占了旅途的大半。",
    "February, from Tromsø south to Abisko. The lights make no sound, and yet everyone "
    "whispers. Two pictures "
    "without any aurora are included, because waiting was most of the journey.",
    "挪威与瑞典北部",
    "Northern Norway and Sweden",
    date(2025, 1, 16),
    date(2025, 3, 1),
    "chen",
    "public",
    "none",
    "northern-lake",
    tags("aurora, night, winter"),
    PHOTOS,
)
