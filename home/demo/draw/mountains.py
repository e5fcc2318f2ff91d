"""Ridge behind ridge, with mist in every valley."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, Plane, Size, axes, below, blur, colour, mix, smooth, tint
from home.demo.draw.finish import develop
from home.demo.draw.lake import mirrored
from home.demo.draw.light import LIGHTS
from home.demo.draw.noise import Random, dice, fbm, line
from home.demo.draw.sky import Spot, beams, moon, sky
from home.demo.draw.trees import conifer_slope


def crest(w: int, rng: Random, beta: float, ragged: float) -> Plane:
    """A skyline around 0, upwards negative; ragged ones have peaks, the others roll."""
    rolling, sharp = line(w, beta, rng), line(w, beta + 0.5, rng)
    peaked = -2.2 * (1 - np.abs(sharp)) + 0.35 * rolling
    return mix(rolling, peaked, ragged)


def _smooth_line(values: Plane, radius: float) -> Plane:
    return blur(np.repeat(values[None], 12, 0), radius)[6]


def slab(
    size: Size,
    rng: Random,
    top: Plane,
    stop: int,
    base: Plane,
    texture: float,
    sunny: tuple[Plane, float, float],
    headroom: float = 0.0,
) -> tuple[slice, Picture, Plane]:
    """One ridge's rows, its shaded ground and its mask; only the rows that stay visible are painted.

    Headroom, in heights, is for what grows on the ridge.
    """
    w, h = size
    first = int(np.clip(top.min() - 3 - headroom * h, 0, h - 9))
    stop = int(np.clip(stop, first + 8, h))
    rows = slice(first, stop)
    part = (w, stop - first)
    relief = fbm(part, 2.5, rng, (1.0, 0.85), reduce=2)
    fine = fbm(part, 1.7, rng, (1.0, 0.8), reduce=1)
    ground = relief * 0.75 + fine * 0.35
    warm, sun_x, strength = sunny
    step = 9 if sun_x > 0.5 else -9
    slope = np.clip((relief - np.roll(relief, -step, 1)) * 1.5, -1.5, 1.5)
    shade = 1 + texture * (0.35 * ground + 0.75 * slope)
    paint = base[None, None] * shade[..., None]
    if strength:
        x, _ = axes(size)
        depth = (np.arange(first, stop, dtype=np.float32)[:, None] - top[None]) / h
        lit = np.clip(0.45 + slope, 0, 1.6) * np.exp(-np.clip(depth, 0, 1) / 0.09)
        lit = lit * np.exp(-(((x - sun_x) / 0.45) ** 2)) * strength
        paint = paint + tint(lit, warm)
    return rows, paint, below((w, h), top, 1.3)[rows]


def ranges(
    size: Size,
    seed: int,
    light: str = "dawn_gold",
    layers: int = 8,
    start: float = 0.36,
    step: float = 0.072,
    relief: tuple[float, float] = (0.038, 0.085),
    ragged: float = 0.55,
    roughness: float = 2.35,
    mist: float = 0.95,
    mist_height: float = 0.17,
    sun: Spot | None = (0.69, 0.27),
    cloud: float = 0.0,
    warm: float = 0.1,
    texture: float = 0.16,
    rays: float = 0.0,
    forest: int = 0,
    moon_at: Spot | None = None,
    moon_size: float = 0.06,
    lake: float | None = None,
    **look: float,
) -> Picture:
    """Layered ranges in the named light; `forest` of the nearest ridges carry conifers."""
    rng, hour = dice(seed), LIGHTS[light]
    w, h = size
    out = sky(size, hour, rng, start + 0.06, sun, cloud)
    if moon_at:
        out = moon(out, rng, moon_at, moon_size)
    lines = []
    for k in range(layers):
        t = k / max(1, layers - 1)
        z = crest(w, rng, roughness, ragged)
        lines.append(
            h * (start + step * k * (1 + 0.25 * t)) + z * h * (relief[0] + (relief[1] - relief[0]) * t)
        )
    for k, top in enumerate(lines):
        t = k / max(1, layers - 1)
        base = mix(colour(hour.far), colour(hour.near), t**0.75)
        stop = h if k == layers - 1 else int(lines[k + 1].max()) + 3
        sunny = (colour(hour.sun), sun[0] if sun else 0.5, warm if sun else 0.0)
        wooded = k - layers + forest + 1
        tall = 0.05 + 0.06 * wooded / forest if wooded > 0 else 0.0
        rows, paint, mask = slab(size, rng, top, stop, base, texture * (0.3 + 0.7 * t), sunny, tall * 1.4)
        if tall:
            mask = np.maximum(mask, conifer_slope(size, rng, top, tall, int(34 / tall * 0.06))[rows])
        fog = _fog(size, rng, top, rows, mist_height * (0.6 + 0.6 * t), mist * (1 - 0.55 * t))
        paint = mix(paint, colour(hour.mist), fog)
        out[rows] = mix(out[rows], paint, mask)
        if stop < h:
            out[stop:] = paint[-1:].mean(axis=1, keepdims=True)
    if lake:
        out = mirrored(out, rng, lake, hour)
    if rays and sun:
        out = out + tint(beams(size, rng, sun, 1.1, rays), hour.sun)
    return develop(out, rng, **{"bloom": 0.3, "vignette": 0.2, **look})


def _fog(size: Size, rng: Random, top: Plane, rows: slice, height: float, strength: float) -> Plane:
    """Mist that lies under a ridge. It follows a smoothed line, or every tooth would cast a streak."""
    w, h = size
    soft = _smooth_line(top, w * 0.03)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None]
    depth = (y - soft[None]) / h
    wisps = fbm((w, rows.stop - rows.start), 3.4, rng, (2.0, 0.6), reduce=4)
    return smooth(-0.01, height, depth + 0.026 * wisps) * strength


def peaks_of_ink(size: Size, seed: int, light: str = "ink", layers: int = 6, **how: float) -> Picture:
    """Steep peaks in black and grey, like a hanging scroll."""
    defaults: dict[str, object] = {
        "start": 0.32,
        "step": 0.1,
        "relief": (0.06, 0.1),
        "ragged": 0.8,
        "roughness": 2.3,
        "mist": 0.98,
        "mist_height": 0.24,
        "sun": None,
        "texture": 0.3,
        "saturation": 0.2,
        "contrast": 0.3,
        "bloom": 0.0,
        "vignette": 0.15,
    }
    return ranges(size, seed, light, layers, **{**defaults, **how})


def pine_fog(
    size: Size,
    seed: int,
    light: str = "jade",
    layers: int = 7,
    start: float = 0.2,
    trees: int = 90,
    tall: tuple[float, float] = (0.05, 0.16),
    fog: float = 0.85,
    **look: float,
) -> Picture:
    """A slope of conifers vanishing into fog."""
    rng, hour = dice(seed), LIGHTS[light]
    w, h = size
    out = sky(size, hour, rng, 1.0)
    for k in range(layers):
        t = k / (layers - 1)
        ground = h * (start + (1.02 - start) * t**1.15 * 0.93) + line(w, 3.0, rng) * h * 0.028
        ground = ground + (np.arange(w, dtype=np.float32) / w - 0.5) * h * 0.12 * (1 if seed % 2 else -1)
        height = tall[0] + (tall[1] - tall[0]) * t
        mask = conifer_slope(size, rng, ground, height, int(trees * (1 - 0.72 * t)))
        top = int(np.clip(ground.min() - height * h * 1.6, 0, h - 8))
        rows = slice(top, h)
        base = mix(colour(hour.far), colour(hour.near), 0.12 + 0.88 * t)
        wisps = fbm((w, h - top), 3.2, rng, (1.9, 0.55), reduce=4)
        y = np.arange(top, h, dtype=np.float32)[:, None]
        depth = (y - _smooth_line(ground, w * 0.03)[None] + height * h * 0.45) / h
        veil = smooth(-0.02, 0.2, depth + 0.03 * wisps) * (fog - 0.5 * fog * t)
        paint = mix(np.broadcast_to(base, (h - top, w, 3)), colour(hour.mist), veil)
        out[rows] = mix(out[rows], paint, mask[rows])
    return develop(out, rng, **{"saturation": 0.95, "contrast": 0.2, **look})
