"""Seven days in the desert."""

from datetime import date

from home.demo.kit import (
    BROAD,
    CANON,
    FE_14,
    PANO,
    PORTRAIT,
    RF_15_35,
    RF_24_105,
    RF_100,
    SONY_S,
    TALL,
    WIDE,
    Shot,
    draw,
    photo,
    tags,
)
from home.demo.model import DemoAlbum

BADAIN = (39.9400, 102.4000)
RF_100_500 = "RF100-500mm F4.5-7.1 L IS USM"

PHOTOS = (
    photo(
        "dune-shadow",
        draw("land.dunes", 14),
        WIDE,
        ("脊线", "风每天重画一次，我们每天都以为是最后一稿。", "夕阳下沙丘的锐利脊线与长影"),
        (
            "The Crest",
            "The wind redraws it daily. Each day we took it for the final version.",
            "Sharp dune crests with long shadows in low sun",
        ),
        Shot(CANON, RF_24_105, 50, 11, "1/250", 100),
        "2025-10-03 17:42",
        "desert, dunes, light and shadow",
        BADAIN,
    ),
    photo(
        "red-dusk",
        draw(
            "land.dunes",
            52,
            light="dusk_violet",
            sand="red",
            rows=4,
            height=1.1,
            horizon=0.34,
            sun=(-0.8, 0.35),
        ),
        TALL,
        ("红沙", "最后三分钟，沙子比天还红。", "暮色中的红色沙丘与紫色天空"),
        (
            "Red Sand",
            "For the last three minutes the sand was redder than the sky.",
            "Red dunes under a violet evening sky",
        ),
        Shot(CANON, RF_24_105, 35, 8, "1/40", 100),
        "2025-10-04 18:31",
        "desert, dunes, dusk",
        BADAIN,
        8,
    ),
    photo(
        "ripple-lines",
        draw("fields.ripples", 2),
        WIDE,
        ("沙纹", "蹲下来才看得见风。", "低角度光线下的沙纹特写"),
        ("Ripples", "Only kneeling does one see the wind.", "Sand ripples in low raking light"),
        Shot(CANON, RF_100, 100, 11, "1/320", 200),
        "2025-10-04 07:20",
        "desert, pattern, abstract",
        BADAIN,
    ),
    photo(
        "pale-noon",
        draw(
            "land.dunes", 7, light="noon", sand="pale", rows=6, height=1.5, sun=(0.8, 0.7), x=0.6, cloud=0.4
        ),
        PANO,
        ("白昼", "正午的沙漠没有秘密，只有热。", "正午浅色沙漠全景，蓝天白云"),
        (
            "Broad Daylight",
            "At noon the desert has no secrets, only heat.",
            "Panorama of pale dunes under a blue sky",
        ),
        Shot(CANON, RF_15_35, 24, 11, "1/500", 100),
        "2025-10-05 12:44",
        "desert, dunes, panorama",
        BADAIN,
    ),
    photo(
        "rose-sand",
        draw("fields.ripples", 21, ground="rose", waves=17, angle=-38, perspective=0.3),
        PORTRAIT,
        ("玫瑰沙", "早晨六点五十，沙子有过一次血色。", "清晨粉色的沙纹"),
        (
            "Rose Sand",
            "At ten to seven the sand was flushed, once.",
            "Pink ripples of sand in the early morning",
        ),
        Shot(CANON, RF_100_500, 200, 8, "1/200", 200),
        "2025-10-06 06:50",
        "desert, pattern, dawn",
        BADAIN,
    ),
    photo(
        "moon-desert",
        draw(
            "land.dunes",
            91,
            light="moonlit",
            sand="night",
            rows=5,
            sun=(0.8, 0.5),
            x=0.4,
            moon_at=(0.72, 0.1),
        ),
        BROAD,
        ("月亮沙漠", "不开灯也能走，影子比人清楚。", "月光下蓝灰色的沙丘"),
        (
            "Moon Desert",
            "No lamp needed; our shadows were clearer than we were.",
            "Blue-grey dunes under the moon",
        ),
        Shot(SONY_S, FE_14, 14, 2.8, "10", 1600),
        "2025-10-07 22:06",
        "desert, night, moon",
        BADAIN,
    ),
)

ALBUM = DemoAlbum(
    "sand-and-wind",
    "沙与风",
    "Sand and Wind",
    "国庆的七天，在巴丹吉林。白天光太硬，真正能拍的只有早晚各四十分钟，其余时间用来看风怎么搬沙子。",
    "Seven October days in the Badain Jaran. The light is hard by day, which leaves forty minutes at either "
    "end; the rest of the time we watched the wind move sand.",
    "内蒙古巴丹吉林",
    "Badain Jaran, Inner Mongolia",
    date(2025, 10, 3),
    date(2025, 10, 7),
    "lin",
    "public",
    "original",
    "dune-shadow",
    tags("desert, dunes, travel"),
    PHOTOS,
)
