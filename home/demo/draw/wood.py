"""Woods: trunks in mist and sun, birches, bamboo, single trees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from home.demo.draw.canvas import (
    Picture,
    Plane,
    Size,
    axes,
    below,
    blank,
    blur,
    colour,
    glow,
    gradient,
    mix,
    resize,
    smooth,
    tint,
)
from home.demo.draw.finish import develop
from home.demo.draw.noise import Random, dice, fbm, line
from home.demo.draw.sky import Spot, beams
from home.demo.draw.trees import bare_tree


@dataclass(frozen=True)
class Wood:
    """The colours of a wood in one season."""

    fog: str
    far: str
    near: str
    warm: str
    ground: str
    leaf: str
    bark: tuple[str, str] | None = None  # light bark with dark marks: birches


WOODS = {
    "summer": Wood("cfd6c6", "a3b39c", "121810", "ffe9b8", "3c4a2c", "5d7a3a"),
    "autumn": Wood("e3d3b8", "c9a578", "20140c", "ffe2a8", "8a4f22", "c9742a"),
    "winter": Wood("dfe3e8", "bcc6d0", "2a2e34", "f9efe2", "eef0f3", "b9c4ce"),
    "birch": Wood("d9dfe0", "b9c4c4", "2a2a2c", "fff3d8", "6f7350", "a9a84e", ("dcdcd6", "2a2a2c")),
    "gold_birch": Wood("ead9b4", "d9b878", "2a2018", "ffe7ac", "9a6a24", "e0a832", ("ece6d8", "2b2622")),
    "dusk": Wood("8d86a8", "5f5a80", "0c0b18", "f0b8a0", "2b2a3a", "3b3a58"),
    "spring": Wood("dfe8cf", "b3c79a", "1c2416", "fff5cc", "5f7f3a", "9cc45a"),
}


def _trunks(size: Size, rng: Random, t: float, count: int, ground: Plane) -> tuple[Plane, Plane]:
    """The mask of one row of trunks, and how each turns from light to shade (-1..1)."""
    w, h = size
    y = np.arange(h, dtype=np.float32)[:, None]
    mask, turn = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
    for place in ((np.arange(count) + rng.uniform(0.1, 0.9, count)) / count).tolist():
        half = w * (0.0022 + 0.017 * t**2.0) * rng.uniform(0.6, 1.35)
        lean, bend = rng.normal(0, 0.022), line(h, 4.0, rng) * w * 0.0035
        axis = place * w + (y - h) * lean + bend[:, None]
        foot = float(ground[int(np.clip(place * w, 0, w - 1))])
        flare = 1 + 0.55 * np.exp(-np.clip(foot - y, 0, h) / (h * 0.03 * (0.4 + t)))
        wide = half * (0.74 + 0.3 * y / h) * flare
        x0, x1 = int(max(axis.min() - half * 2, 0)), int(min(axis.max() + half * 2 + 1, w))
        if x1 <= x0:
            continue
        across = (np.arange(x0, x1, dtype=np.float32)[None] - axis) / wide
        edge = np.clip((1 - np.abs(across)) * wide / 1.3 + 0.5, 0, 1) * np.clip(foot + 4 - y, 0, 1)
        part = mask[:, x0:x1]
        turn[:, x0:x1] = np.where(edge > part, across.clip(-1, 1), turn[:, x0:x1])
        mask[:, x0:x1] = np.maximum(part, edge)
    return mask, turn


def forest(
    size: Size,
    seed: int,
    season: str = "summer",
    layers: int = 6,
    trunks: int = 24,
    sun: Spot = (0.7, 0.14),
    rays: float = 0.2,
    leaves: float = 0.6,
    fog: float = 0.3,
    **look: float,
) -> Picture:
    """Looking into a wood: rows of trunks paling into mist, sun from behind them."""
    rng, wood = dice(seed), WOODS[season]
    near = max(1, round(layers * 0.6))
    # the far rows are pale and soft: they are painted at half the size, then enlarged
    half = (size[0] // 2, size[1] // 2)
    out: Picture | None = None
    for part, rows in ((half, range(near)), (size, range(near, layers))):
        w, h = part
        air = mix(blank(part, wood.fog), colour(wood.warm), glow(part, sun, 0.75, 1.4) * 0.9)
        out = air if out is None else resize(out, part)
        textures = Textures.grown(part, rng)
        for k in rows:
            t = k / (layers - 1)
            ground = h * (0.6 + 0.33 * t**1.5) + line(w, 3.4, rng) * h * 0.007 * (1 + 2 * t)
            row = _trunks(part, rng, t, max(4, int(trunks * (1 - 0.74 * t))), ground)
            out = _paint_row(out, rng, wood, t, ground, row, sun, leaves, textures)
            if k < layers - 1:
                out = mix(out, air, fog * (1 - t))
    if rays:
        out = out + tint(beams(size, rng, sun, 1.25, rays), wood.warm)
    return develop(out, rng, **{"bloom": 0.35, "contrast": 0.25, **look})


@dataclass
class Textures:
    """Noise computed once for a picture; every row of trunks sees another part of it."""

    bark: Plane
    marks: Plane
    litter: Plane
    crown: Plane

    @classmethod
    def grown(cls, size: Size, rng: Random) -> Textures:
        return cls(
            fbm(size, 1.7, rng, (0.35, 3.0), reduce=1),
            fbm(size, 2.0, rng, (3.4, 0.5)),
            fbm(size, 1.9, rng, (1.6, 0.7), reduce=1),
            fbm(size, 2.3, rng) + 0.5 * fbm(size, 1.5, rng, reduce=1),
        )

    def shifted(self, rng: Random) -> Textures:
        h, w = self.bark.shape
        by = (int(rng.integers(h)), int(rng.integers(w)))
        # sideways only for what has a height of its own
        return Textures(
            np.roll(self.bark, by, (0, 1)),
            np.roll(self.marks, by, (0, 1)),
            np.roll(self.litter, by[1], 1),
            np.roll(self.crown, by[1], 1),
        )


def _bark(wood: Wood, t: float, seen: Textures, facing: Plane) -> Picture:
    """The trunks of one row; `facing` is 1 on their sunny edge and -1 on the other."""
    rim = smooth(0.45, 1.0, facing) * 0.5 * (0.3 + 0.7 * t)
    if wood.bark and t > 0.2:
        shade = 0.95 + 0.07 * seen.bark - 0.38 * smooth(-0.3, 1.0, -facing)
        paint = mix(colour(wood.fog), colour(wood.bark[0]), t) * shade[..., None]
        paint = mix(paint, colour(wood.bark[1]), smooth(1.15, 1.7, seen.marks) * t * 0.9)
        rim = rim * 0.3
    else:
        body = mix(colour(wood.far), colour(wood.near), t**0.8)
        paint = body * (1 + (0.1 + 0.22 * t) * seen.bark)[..., None]
    paint += tint(rim * (0.8 + 0.25 * seen.bark).clip(0.2) * 0.55, wood.warm)
    return paint


def _floor(size: Size, wood: Wood, t: float, seen: Textures, depth: Plane, sun: Spot) -> Picture:
    """Moss, leaves or snow under one row; `depth` is measured from the foot of the trees."""
    x, _ = axes(size)
    sunny = 0.22 * np.exp(-(((x - sun[0]) / 0.3) ** 2)) * np.exp(-depth.clip(0) / 0.06)
    ground = mix(colour(wood.far), colour(wood.ground), 0.35 + 0.65 * t)
    paint = mix(ground, colour(wood.warm), sunny)
    paint *= ((1 + (0.08 + 0.2 * t) * seen.litter) * (1 - 0.45 * t * smooth(0.0, 0.2, depth)))[..., None]
    return paint


def _crown(out: Picture, wood: Wood, t: float, seen: Textures, sun: Spot, leaves: float) -> Picture:
    """The picture with the foliage of one row, glowing near the sun."""
    h, w, _ = out.shape
    x, y = axes((w, h))
    cover = smooth(1.15, 1.5, seen.crown + 1.25 * (1 - y / 0.42)) * leaves * smooth(0.62, 0.2, y)
    tone = mix(mix(colour(wood.far), colour(wood.leaf), 0.4 + 0.6 * t), colour(wood.near), 0.45 * t)
    foliage = tone * (0.85 + 0.2 * seen.litter)[..., None]
    foliage += tint(np.exp(-(((x - sun[0]) / 0.35) ** 2)) * smooth(0.5, 0.0, y) * 0.22, wood.warm)
    return mix(out, foliage, cover * (0.35 + 0.5 * t))


def _paint_row(
    out: Picture,
    rng: Random,
    wood: Wood,
    t: float,
    ground: Plane,
    trunks: tuple[Plane, Plane],
    sun: Spot,
    leaves: float,
    textures: Textures,
) -> Picture:
    """One row of the wood: trunks, ground, leaves."""
    h, w, _ = out.shape
    size = (w, h)
    x, y = axes(size)
    seen = textures.shifted(rng)
    mask, turn = trunks
    towards = np.where(x < sun[0], 1.0, -1.0).astype(np.float32)
    out = mix(out, _bark(wood, t, seen, turn * towards), mask)
    depth = (y * h - ground[None]) / h
    out = mix(out, _floor(size, wood, t, seen, depth, sun), below(size, ground, 3 + 5 * t))
    return _crown(out, wood, t, seen, sun, leaves) if leaves else out


def lone_tree(
    size: Size,
    seed: int,
    stops: tuple[tuple[float, str], ...] = ((0, "c3c8cb"), (0.6, "e9e8e4"), (0.68, "dddcd7"), (1, "f2f1ee")),
    ink: str = "2a2d30",
    at: float = 0.56,
    horizon: float = 0.69,
    tall: float = 0.1,
    crown: str = "",
    fog: float = 0.3,
    **look: float,
) -> Picture:
    """One tree on open land, bare in snow or with a crown of leaves."""
    rng = dice(seed)
    _w, h = size
    x, y = axes(size)
    out = gradient(size, stops)
    tree = bare_tree(size, rng, (at, horizon + 0.012), tall, tall * 0.15)
    shadow = np.exp(-(((y - horizon - 0.014) / 0.008) ** 2)) * np.exp(-(((x - at) / 0.11) ** 2))
    drifts = fbm(size, 3.2, rng, (3.0, 0.5))
    land = smooth(horizon - 0.002, horizon + 0.012, y + 0.004 * drifts)
    out = out * (1 - 0.06 * land * drifts - 0.25 * shadow)[..., None]
    if crown:
        leaves = (
            np.clip(blur(tree, h * 0.008) * 6, 0, 1)
            * smooth(-0.6, 0.5, fbm(size, 1.9, rng, reduce=1))
            * smooth(horizon - tall * 0.8, horizon - tall * 1.3, y)
        )
        tone = colour(crown) * (0.8 + 0.3 * fbm(size, 2.2, rng, reduce=1) + 0.25 * (at - x))[..., None].clip(
            0.3, 1.5
        )
        out = mix(out, tone, leaves)
        tree = tree * (1 - 0.75 * leaves)
    out = mix(out, colour(ink), blur(tree, 0.6) * 0.93)
    stubble = (
        smooth(1.3, 2.2, fbm(size, 1.5, rng, (0.4, 2.4), reduce=1)) * smooth(horizon + 0.08, 1.0, y) * 0.35
    )
    out = mix(out, colour(ink), stubble * 0.6)
    veil = smooth(-0.5, 1.8, fbm(size, 3.4, rng, (2.4, 0.6))) * np.exp(-(((y - horizon) / 0.1) ** 2)) * fog
    return develop(
        mix(out, colour(stops[-2][1]), veil),
        rng,
        **{"saturation": 0.8, "contrast": 0.18, "vignette": 0.18, **look},
    )
