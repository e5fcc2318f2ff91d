"""The largest album: a year of mountains."""

from datetime import date

from home.demo.albums.ridges_day import DAY
from home.demo.albums.ridges_night import NIGHT
from home.demo.kit import tags
from home.demo.model import DemoAlbum

ALBUM = DemoAlbum(
    "ridges-of-light",
    "山的层次",
    "Ridges of Light",
    "山从来不是一座，是一层。这一年我在黄山、贡嘎和哀牢山之间来回走，想拍下光怎样穿过一道又一道山脊。"
    "顺序大致是从日出前到下半夜：先有轮廓，再有颜色，最后只剩星星。",
    "A mountain is never one thing but a stack of distances. Over a year, between Huangshan, Gongga and the "
    "terraces of Yunnan, I tried to photograph how light gets through ridge after ridge. The order runs from "
    "before sunrise until long past midnight: first outlines, then colour, and in the end only stars.",
    "黄山与贡嘎",
    "Huangshan and Gongga, China",
    date(2025, 1, 5),
    date(2025, 11, 15),
    "lin",
    "public",
    "web",
    "mist-ranges",
    tags("mountains, mist, dawn"),
    DAY + NIGHT,
)
