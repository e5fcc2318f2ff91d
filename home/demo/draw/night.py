"""Night skies: stars, the Milky Way, auroras, star trails."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import (
    Picture,
    Plane,
    Size,
    axes,
    below,
    blur,
    colour,
    gradient,
    mix,
    resize,
    smooth,
    square_axes,
    tint,
)
from home.demo.draw.finish import develop
from home.demo.draw.noise import Random, dice, fbm, line
from home.demo.draw.trees import bare_tree, conifer_slope

AURORAS = {
    "green": ("46f08c", "4a78d8"),
    "violet": ("5cf0b0", "c45ae0"),
    "teal": ("35e0c8", "3f6cf0"),
    "red": ("9af06a", "e0486a"),
}


def stars(size: Size, rng: Random, count: int, density: Plane | None = None) -> Picture:
    """Points of light of many magnitudes; the bright ones spread a little."""
    w, h = size
    ys, xs = rng.integers(0, h, count), rng.integers(0, w, count)
    power = np.clip(rng.pareto(1.7, count) * 0.12 + 0.07, 0, 5).astype(np.float32)
    if density is not None:
        power = power * (0.4 + 0.9 * density[ys, xs])
    warm = rng.random(count).astype(np.float32)[:, None] ** 2
    tones = (colour("b4ccff") * (1 - warm) + colour("ffdcb4") * warm) * power[:, None]
    field = np.zeros((h, w, 3), np.float32)
    np.add.at(field, (ys, xs), tones)
    bright = np.where(field > 0.9, field, 0)
    return blur(field, 0.8) * 3.0 + blur(bright, 2.4) * 5.0


def _milky_way(size: Size, rng: Random, angle: float, centre: tuple[float, float], warm: str) -> Picture:
    x, y = square_axes(size, centre)
    a = np.deg2rad(angle)
    across, along = -x * np.sin(a) + y * np.cos(a), x * np.cos(a) + y * np.sin(a)
    n1, n2, n3 = fbm(size, 3, rng), fbm(size, 2.6, rng), fbm(size, 2.2, rng)
    width = 0.13 + 0.05 * np.exp(-((along / 0.35) ** 2))
    band = np.exp(-(((across + 0.03 * n1) / width) ** 2))
    bulge = np.exp(-(((across + 0.02 * n2) / (width * 0.45)) ** 2)) * np.exp(-((along / 0.5) ** 2))
    lane = np.exp(-(((across + 0.015 + 0.03 * n1) / 0.035) ** 2))
    dust = smooth(0.0, 1.9, 0.55 * n2 + 0.35 * n3 + 1.7 * lane) * np.clip(band * 1.3, 0, 1)
    light = np.clip(band * 0.34 * (1 + 0.35 * n1 + 0.2 * n3) + bulge * 0.5, 0, 1) * (1 - 0.88 * dust)
    tone = mix(colour("9bb2e8"), colour(warm), smooth(0.05, 0.75, bulge + 0.12 * n1))
    nebulae = np.clip(fbm(size, 3.4, rng) - 1.6, 0, 1) * band
    return light[..., None] * tone + tint(nebulae * 0.18, "ff6a8a"), np.clip(band * (1 - dust), 0, 1)


def milky_way(
    size: Size,
    seed: int,
    angle: float = -62,
    centre: tuple[float, float] = (0.55, 0.42),
    top: str = "070b18",
    low: str = "33405c",
    warm: str = "f0c096",
    ground: str = "ridge",
    airglow: str = "3a6a5c",
    **look: float,
) -> Picture:
    """The galaxy over a dark horizon: a ridge, conifers, a lone tree or a calm lake."""
    rng = dice(seed)
    w, h = size
    out = gradient(size, ((0, top), (0.55, top), (1, low)), 0.92)
    _, y = axes(size)
    out = out + tint(np.exp(-(((y - 0.78) / 0.14) ** 2)) * 0.22 * np.ones((1, w), np.float32), airglow)
    galaxy, density = _milky_way(size, rng, angle, centre, warm)
    haze = 1 - 0.75 * smooth(0.55, 0.95, y)
    galaxy += stars(size, rng, int(w * h / 300), density) * np.float32(1.4)
    galaxy *= haze[..., None]
    out += galaxy
    del galaxy, density
    out = with_ground(out, rng, ground)
    return develop(out, rng, **{"contrast": 0.28, "grain": 0.018, "vignette": 0.25, **look})


def with_ground(
    picture: Picture, rng: Random, kind: str, tone: str = "04060b", far: str = "0a111c"
) -> Picture:
    """A dark foreground under a night sky."""
    h, w, _ = picture.shape
    size = (w, h)
    if kind == "lake":
        return _mirrored(picture, rng, 0.76, far)
    out = mix(picture, colour(far), below(size, h * 0.86 + line(w, 2.6, rng) * h * 0.022))
    if kind == "pines":
        mask = conifer_slope(size, rng, h * 0.955 + line(w, 3, rng) * h * 0.008, 0.13, 46)
    elif kind == "tree":
        mask = np.maximum(
            below(size, h * 0.93 + line(w, 3.4, rng) * h * 0.006),
            bare_tree(size, rng, (0.36, 0.94), 0.085, 0.017, 0.5),
        )
    else:
        mask = below(size, h * 0.94 + line(w, 1.9, rng) * h * 0.01)
    return mix(out, colour(tone), mask)


def _mirrored(picture: Picture, rng: Random, horizon: float, shore: str) -> Picture:
    """The sky again in still water, behind a dark shore."""
    h, w, _ = picture.shape
    size = (w, h)
    out = mix(picture, colour(shore), below(size, h * (horizon - 0.035) + line(w, 2.4, rng) * h * 0.017))
    edge = int(h * horizon)
    depth = np.arange(h - edge)
    ripple = fbm((w, h - edge), 2.4, rng, (2.6, 0.3), reduce=2)
    rows = edge - 1 - depth[:, None] * 1.35 + ripple * (2 + depth[:, None] * 0.03)
    mirror = out[np.clip(rows, 0, edge - 1).astype(np.int32), np.arange(w)[None]]
    out[edge:] = blur(mirror, 1.6) * np.linspace(0.78, 0.45, h - edge, dtype=np.float32)[:, None, None]
    return out


def _curtain(size: Size, rng: Random, level: float, lift: float) -> tuple[Plane, Plane]:
    """One folded curtain: its light near the hem, and its light high up."""
    w, h = size
    hem = np.zeros((h, w), np.float32)
    t = np.linspace(-0.5, 1.5, w * 8)
    fold = line(t.size, 4.4, rng) * 0.1
    path = level + line(t.size, 4.8, rng) * 0.05 + (t - 0.5) * lift
    xs, ys = ((t + fold) * w).astype(int), (path * h).astype(int)
    rays = np.exp(0.55 * line(t.size, 1.9, rng)) * smooth(-1.4, 1.0, line(t.size, 4.2, rng))
    inside = (xs >= 0) & (xs < w) & (ys >= 0) & (ys < h)
    np.add.at(hem, (ys[inside], xs[inside]), rays[inside].astype(np.float32))
    hem = blur(hem, 1.0)
    low, high = np.zeros_like(hem), np.zeros_like(hem)
    a, b = np.zeros(w, np.float32), np.zeros(w, np.float32)
    short, long = np.float32(np.exp(-1 / (0.055 * h))), np.float32(np.exp(-1 / (0.21 * h)))
    for row in range(h - 1, -1, -1):
        # light rises from the hem and fades; upwards slowly, so two speeds make green below and violet above
        a = a * short + hem[row]
        b = b * long + hem[row] * 0.22
        low[row], high[row] = a, b
    a = np.zeros(w, np.float32)
    down = np.float32(np.exp(-1 / (0.016 * h)))
    for row in range(h):
        # the lower edge is soft as well, only three times shorter
        low[row] += a
        a = a * down + hem[row] * down
    scale = np.float32(np.percentile(low, 99.3) + 1e-6)
    return blur(low, 1.2) / scale, blur(high, 1.6) / scale


def aurora(
    size: Size,
    seed: int,
    palette: str = "green",
    level: float = 0.5,
    curtains: int = 2,
    lift: float = 0.0,
    ground: str = "ridge",
    strength: float = 0.8,
    base: tuple[str, str] = ("071024", "1d3a48"),
    **look: float,
) -> Picture:
    """Northern lights over a dark land or a lake."""
    rng = dice(seed)
    w, h = size
    lower, upper = AURORAS[palette]
    out = gradient(size, ((0, base[0]), (0.6, base[0]), (1, base[1])))
    out = out + stars(size, rng, int(w * h / 900))
    part = (w // 2, h // 2)
    light = np.zeros((h, w, 3), np.float32)
    for k in range(curtains):
        low, high = _curtain(part, rng, level - 0.15 * k, lift * (1 if k % 2 == 0 else -0.6))
        dim = strength * (1 - 0.25 * k)
        light += tint(resize(low, size), lower) * (0.75 * dim) + tint(resize(high, size), upper) * (
            0.85 * dim
        )
    light = 1 - np.exp(-light * 1.35)
    out = out + light + blur(light, h * 0.06) * 0.55
    return develop(with_ground(out, rng, ground), rng, **{"contrast": 0.18, "grain": 0.015, **look})


def trails(
    size: Size,
    seed: int,
    pole: tuple[float, float] = (0.62, 0.34),
    count: int = 1500,
    arc: float = 0.5,
    ground: str = "pines",
    base: tuple[str, str] = ("0a1430", "40506e"),
    **look: float,
) -> Picture:
    """An hour of stars turning round the pole."""
    rng = dice(seed)
    w, h = size
    field = np.zeros((h, w, 3), np.float32)
    steps = np.linspace(0, arc, 1200)
    for _ in range(count):
        radius, start = np.sqrt(rng.random()) * 1.5 * h, rng.random() * 2 * np.pi
        xs = (pole[0] * w + np.cos(start + steps) * radius).astype(int)
        ys = (pole[1] * h + np.sin(start + steps) * radius).astype(int)
        inside = (xs >= 0) & (xs < w) & (ys >= 0) & (ys < h)
        warm = rng.random() ** 2
        tone = colour("b8d0ff") * (1 - warm) + colour("ffd9a8") * warm
        field[ys[inside], xs[inside]] += tone * np.float32(min(1.2, rng.pareto(1.6) * 0.3 + 0.14))
    out = gradient(size, ((0, base[0]), (1, base[1]))) + blur(np.clip(field, 0, 1.6), 0.9) * 1.6
    return develop(with_ground(out, rng, ground), rng, **{"contrast": 0.2, **look})
