"""A bamboo grove: stalks with their joints, green light between them."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, Size, axes, blank, colour, glow, mix, resize, smooth, tint
from home.demo.draw.finish import develop
from home.demo.draw.noise import Random, dice, fbm
from home.demo.draw.sky import Spot, beams

FOG, FAR, NEAR, WARM = "cfe0c0", "9dbd86", "1d3a1c", "fbffd2"


def _stalk(out: Picture, rng: Random, t: float, sun: Spot) -> None:
    """Paint one stalk in place; t is 0 for the farthest row and 1 for the nearest."""
    h, w, _ = out.shape
    _, y = axes((w, h))
    half, place = w * (0.0016 + 0.013 * t**1.7) * rng.uniform(0.8, 1.25), rng.random()
    sway = 0.004 * w * np.sin(y * 2.4 + rng.random() * 6)
    axis = place * w + (y * h - h * 0.5) * rng.normal(0, 0.03) + sway
    x0, x1 = int(max(axis.min() - half * 2, 0)), int(min(axis.max() + half * 2 + 1, w))
    if x1 <= x0 + 1:
        return
    joint = (y / (0.09 + 0.08 * t) * rng.uniform(0.85, 1.2) + rng.random()) % 1
    knot = np.exp(-(((joint - 0.5) / 0.02) ** 2))
    across = (np.arange(x0, x1, dtype=np.float32)[None] - axis) / (half * (1 + 0.12 * knot))
    edge = np.clip((1 - np.abs(across)) * half / 1.3 + 0.5, 0, 1)
    side = 1 if place < sun[0] else -1
    shine = 0.55 * np.clip(1 - np.abs(across * side - 0.45) / 0.6, 0, 1)
    dark, pale = np.exp(-(((joint - 0.515) / 0.012) ** 2)), np.exp(-(((joint - 0.48) / 0.012) ** 2))
    light = (1 + shine - 0.35 * np.abs(across) ** 3) * (1 - 0.45 * dark + 0.4 * pale)
    tone = mix(colour(FAR), colour(NEAR), t**0.7 * rng.uniform(0.8, 1.0))
    paint = tone * light[..., None] + tint(smooth(0.5, 1, across) * 0.1, WARM)
    out[:, x0:x1] = mix(out[:, x0:x1], paint, edge)


def _row(out: Picture, rng: Random, t: float, count: int, sun: Spot, air: Picture) -> Picture:
    """One row of stalks with its leaves, and the air in front of it."""
    h, w, _ = out.shape
    _, y = axes((w, h))
    for _ in range(count):
        _stalk(out, rng, t, sun)
    crown = fbm((w, h), 1.9, rng, (1.5, 0.8), reduce=1) + 0.95 * (1 - y / 0.5)
    out = mix(
        out, mix(colour(FAR), colour(NEAR), 0.25 + 0.5 * t), smooth(1.25, 1.6, crown) * (0.25 + 0.35 * t)
    )
    return mix(out, air, 0.22 * (1 - t))


def grove(size: Size, seed: int, sun: Spot = (0.4, 0.1), stalks: int = 34, **look: float) -> Picture:
    """Looking into the grove, with the sun above it."""
    rng = dice(seed)
    half = (size[0] // 2, size[1] // 2)
    out: Picture | None = None
    # as in the wood: what is far and pale is painted small, then enlarged
    for part, rows in ((half, range(3)), (size, range(3, 5))):
        air = mix(blank(part, FOG), colour(WARM), glow(part, sun, 0.8, 1.3))
        _, y = axes(part)
        if out is None:
            out = mix(air, colour(FAR), smooth(-0.8, 2.2, fbm(part, 2.8, rng) + 1.2 * (1 - y)) * 0.35)
        else:
            out = resize(out, part)
        for k in rows:
            out = _row(out, rng, k / 4, int(stalks * (1 - 0.18 * k)), sun, air)
    _, y = axes(size)
    floor = smooth(0.86, 1.0, y + 0.012 * fbm(size, 2.4, rng))
    ground = colour(NEAR) * (1 + 0.3 * fbm(size, 1.8, rng, reduce=1))[..., None]
    out = mix(out, ground, floor * 0.8) + tint(beams(size, rng, sun, 1.2, 0.16), WARM)
    return develop(out, rng, **{"bloom": 0.35, "contrast": 0.25, **look})
