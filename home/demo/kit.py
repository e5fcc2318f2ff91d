"""Short words for the catalogue: cameras, formats, tags, and the maker of one photograph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from home.demo.model import DemoPhoto, Drawing, Place

# formats, at least 2400 px on the long side
WIDE, TALL = (2400, 1600), (1600, 2400)  # 3:2, 2:3
PORTRAIT, BROAD = (1920, 2400), (2400, 1920)  # 4:5, 5:4
SQUARE, CINEMA, SLIM = (2400, 2400), (2400, 1350), (1800, 2400)  # 1:1, 16:9, 3:4
PANO, PANO_LONG = (2640, 1200), (2880, 1200)  # 2.2:1, 2.4:1


@dataclass(frozen=True)
class Camera:
    make: str
    model: str


@dataclass(frozen=True)
class Shot:
    """Camera, lens and the four numbers."""

    camera: Camera
    lens: str
    focal: float
    aperture: float
    exposure: str
    iso: int


NIKON = Camera("NIKON CORPORATION", "NIKON Z 8")
SONY = Camera("SONY", "ILCE-7RM5")
SONY_S = Camera("SONY", "ILCE-7SM3")
CANON = Camera("Canon", "Canon EOS R5")
FUJI = Camera("FUJIFILM", "X-T5")
GFX = Camera("FUJIFILM", "GFX100S")
LEICA = Camera("Leica Camera AG", "LEICA Q3")
HASSELBLAD = Camera("Hasselblad", "X2D 100C")
RICOH = Camera("RICOH IMAGING COMPANY, LTD.", "RICOH GR III")
OLYMPUS = Camera("OM Digital Solutions", "OM-1")
DJI = Camera("Hasselblad", "L2D-20c")

Z_70_200 = "NIKKOR Z 70-200mm f/2.8 VR S"
Z_24_120 = "NIKKOR Z 24-120mm f/4 S"
Z_100_400 = "NIKKOR Z 100-400mm f/4.5-5.6 VR S"
Z_14_24 = "NIKKOR Z 14-24mm f/2.8 S"
FE_14 = "FE 14mm F1.8 GM"
FE_24_70 = "FE 24-70mm F2.8 GM II"
FE_35 = "FE 35mm F1.4 GM"
FE_90 = "FE 90mm F2.8 Macro G OSS"
RF_15_35 = "RF15-35mm F2.8 L IS USM"
RF_24_105 = "RF24-105mm F4 L IS USM"
RF_100 = "RF100mm F2.8 L MACRO IS USM"
TS_24 = "TS-E24mm f/3.5L II"
XF_35 = "XF35mmF1.4 R"
XF_55_200 = "XF55-200mmF3.5-4.8 R LM OIS"
XF_80 = "XF80mmF2.8 R LM OIS WR Macro"
GF_80 = "GF80mmF1.7 R WR"
GF_110 = "GF110mmF2 R LM WR"
SUMMILUX_28 = "SUMMILUX 1:1.7/28 ASPH."
XCD_55 = "XCD 55V"
XCD_90 = "XCD 90V"
GR_18 = "GR LENS 18.3mm F2.8"
OM_60 = "OM 60mm F2.8"
DJI_24 = "L2D-20c 24mm F2.8"

TAGS: dict[str, str] = {
    "mountains": "山",
    "mist": "雾",
    "dawn": "清晨",
    "dusk": "黄昏",
    "night": "夜",
    "sea": "海",
    "long exposure": "长曝光",
    "black and white": "黑白",
    "snow": "雪",
    "stars": "星空",
    "aurora": "极光",
    "moon": "月亮",
    "forest": "森林",
    "trees": "树",
    "lake": "湖",
    "reflection": "倒影",
    "clouds": "云",
    "sun": "太阳",
    "panorama": "全景",
    "aerial": "航拍",
    "city": "城市",
    "neon": "霓虹",
    "rain": "雨",
    "bokeh": "虚化",
    "architecture": "建筑",
    "pattern": "图案",
    "desert": "沙漠",
    "dunes": "沙丘",
    "still life": "静物",
    "ceramics": "陶器",
    "fruit": "水果",
    "flowers": "花",
    "macro": "微距",
    "leaf": "叶",
    "water": "水",
    "ice": "冰",
    "abstract": "抽象",
    "window": "窗",
    "light and shadow": "光影",
    "minimal": "极简",
    "terraces": "梯田",
    "autumn": "秋",
    "winter": "冬",
    "spring": "春",
    "summer": "夏",
    "bamboo": "竹",
    "river": "河",
    "stairs": "楼梯",
    "travel": "旅行",
    "home": "家",
}


def tags(words: str) -> tuple[tuple[str, str], ...]:
    """The tags of "sea, dusk" in both languages."""
    names = [word.strip() for word in words.split(",")]
    return tuple((name, TAGS[name]) for name in names)


def draw(key: str, seed: int, **settings: object) -> Drawing:
    """A drawing with settings that nothing changes afterwards."""
    return Drawing(key, seed, MappingProxyType(settings))


Texts = tuple[str, str, str]  # title, caption, alt text


def photo(
    name: str,
    scene: Drawing,
    size: tuple[int, int],
    zh: Texts,
    en: Texts,
    shot: Shot,
    at: str,
    words: str,
    gps: Place | None = None,
    orientation: int = 1,
) -> DemoPhoto:
    """One photograph of the catalogue."""
    return DemoPhoto(
        name,
        scene,
        size,
        zh[0],
        en[0],
        zh[1],
        en[1],
        zh[2],
        en[2],
        shot.camera.make,
        shot.camera.model,
        shot.lens,
        shot.focal,
        shot.aperture,
        shot.exposure,
        shot.iso,
        datetime.fromisoformat(at),
        gps,
        tags(words),
        orientation,
    )
