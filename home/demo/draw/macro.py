"""Close to the lens: drops, leaves, feathers."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import (
    Picture,
    Plane,
    Size,
    axes,
    blur,
    colour,
    glow,
    gradient,
    mix,
    shades,
    smooth,
    square_axes,
    tint,
)
from home.demo.draw.finish import develop
from home.demo.draw.noise import Random, cells, dice, fbm, sample, tile

Stops = tuple[tuple[float, str], ...]


def _scatter(size: Size, rng: Random, tries: int, biggest: float) -> list[list[float]]:
    """Circles that do not touch: x, y, radius in pixels."""
    w, h = size
    kept = np.zeros((0, 3))
    radii = np.sort(h * (0.0045 + biggest * rng.random(tries) ** 9))[::-1]
    for r in radii:
        x, y = rng.random() * w, rng.random() * h
        if not len(kept) or (np.hypot(kept[:, 0] - x, kept[:, 1] - y) > kept[:, 2] + r + 3).all():
            kept = np.vstack([kept, (x, y, r)])
    return kept.tolist()


def _drop(out: Picture, ground: Picture, cx: float, cy: float, r: float, glint: str) -> None:
    """Paint one drop in place, bending the ground behind it."""
    h, w, _ = out.shape
    x0, x1, y0, y1 = (
        int(max(cx - r * 1.7, 0)),
        int(min(cx + r * 1.7, w)),
        int(max(cy - r * 1.6, 0)),
        int(min(cy + r * 1.9, h)),
    )
    u, v = (
        (np.arange(x0, x1, dtype=np.float32)[None] - cx) / r,
        (np.arange(y0, y1, dtype=np.float32)[:, None] - cy) / r,
    )
    q = np.hypot(u, v)
    inside = np.clip((1 - q) * r / 1.4 + 0.5, 0, 1)
    shadow = np.exp(-(np.hypot(u - 0.22, v - 0.32) ** 4)) * 0.5
    patch = out[y0:y1, x0:x1] * (1 - shadow * (1 - inside))[..., None]
    sx = np.clip(cx - u * r * (1.5 - 0.7 * q), 0, w - 1).astype(np.int32)
    sy = np.clip(cy - v * r * (1.5 - 0.7 * q), 0, h - 1).astype(np.int32)
    gathered = smooth(-0.5, 1.1, v * 0.8 + u * 0.5) * smooth(1.05, 0.75, q)
    lens = (
        mix(ground[sy, sx] * np.float32(0.62), colour(glint), gathered * 0.75)
        * (1 - 0.5 * q.clip(0, 1) ** 7)[..., None]
    )
    window = smooth(0.2, 0.15, np.abs(u * 0.92 + v * 0.38 + 0.5)) * smooth(
        0.16, 0.11, np.abs(v * 0.92 - u * 0.38 + 0.24)
    )
    lens = lens + tint(window * 0.85 + np.exp(-((np.hypot(u - 0.42, v - 0.5) / 0.1) ** 2)) * 0.35, "ffffff")
    out[y0:y1, x0:x1] = mix(patch, lens, inside)


def droplets(
    size: Size,
    seed: int,
    top: str = "2c5a34",
    low: str = "0c2418",
    lamp: str = "a4cf7a",
    glint: str = "d6f0b0",
    biggest: float = 0.08,
    tries: int = 1300,
    stripes: float = 1.0,
    **look: float,
) -> Picture:
    """Dew: each drop bends the picture behind it, with a highlight above and light gathered below."""
    rng = dice(seed)
    w, h = size
    x, y = axes(size)
    ground = mix(gradient(size, ((0, top), (1, low))), colour(lamp), glow(size, (0.25, 0.28), 0.55) * 0.8)
    rib = np.abs(((x * w * 0.35 + y * h) / (h * 0.085)) % 1 - 0.5)
    ground = (
        ground
        * (
            1
            - stripes * (0.22 * np.exp(-((rib / 0.06) ** 2)) - 0.05 * np.cos(rib * 2 * np.pi))
            + 0.03 * fbm(size, 2, rng, reduce=1)
        )[..., None]
    )
    ground = blur(ground, 2.0)
    out = ground.copy()
    for cx, cy, r in _scatter(size, rng, tries, biggest):
        _drop(out, ground, cx, cy, r, glint)
    focus = smooth(0.2, 0.55, np.abs(y - 0.52 + (x - 0.5) * 0.25))
    return develop(
        mix(out, blur(out, 7), focus), rng, **{"contrast": 0.22, "vignette": 0.3, "bloom": 0.15, **look}
    )


def leaf(
    size: Size,
    seed: int,
    dark: str = "1f4a1c",
    bright: str = "a9cf4a",
    vein: str = "e2efa0",
    angle: float = 28,
    pitch: float = 0.155,
    **look: float,
) -> Picture:
    """A leaf against the light: midrib, side veins, the mesh between them."""
    rng = dice(seed)
    x, y = square_axes(size, (0.5, 0.5))
    cos, sin = float(np.cos(np.deg2rad(angle))), float(np.sin(np.deg2rad(angle)))
    s, t = x * cos + y * sin, -x * sin + y * cos
    t = t + 0.02 * np.sin(s * 2.4)
    side = np.sign(t)
    along = s - np.abs(t) ** 0.85 * 0.62 + 0.012 * fbm(size, 3.2, rng) + side * pitch * 0.27
    phase = np.abs((along / pitch) % 1 - 0.5)
    taper = np.clip(1 - np.abs(t) * 0.9, 0.25, 1)
    lateral = np.exp(-((phase / (0.03 * taper)) ** 2))
    midrib = np.exp(-((t / 0.011) ** 2))
    net = np.zeros_like(t)
    for count, strength in ((700, 0.55), (5200, 0.4)):
        first, second, _ = cells(size, count, rng)
        net = np.maximum(net, smooth(0.16, 0.0, second - first) * strength)
    puff = np.clip(phase * 2, 0, 1) ** 0.6
    tone = smooth(
        -0.1, 1.1, 0.45 * puff + 0.5 * glow(size, (0.62, 0.35), 0.75, 1.6) + 0.08 * fbm(size, 3, rng)
    )
    out = mix(colour(dark), colour(bright), tone)
    out = out * (1 + 0.04 * fbm(size, 1.4, rng, reduce=1))[..., None]
    out = mix(out, colour(vein), np.clip(net * 0.5 + lateral * 0.8 + midrib, 0, 0.95))
    shade = (
        np.exp(-(((t - 0.014) / 0.014) ** 2)) * 0.4
        + np.exp(-(((along / pitch % 1 - 0.56) / 0.05) ** 2)) * 0.2
    )
    focus = smooth(0.35, 0.75, np.abs(y * 0.8 + x * 0.3))
    out = out * (1 - shade)[..., None]
    return develop(
        mix(out, blur(out, 6), focus), rng, **{"contrast": 0.2, "vignette": 0.3, "bloom": 0.2, **look}
    )


def _along_quill(size: Size) -> tuple[Plane, Plane, Plane]:
    """Places along the bent shaft and across it, and 0..1 from its foot to its tip."""
    upright = size[1] >= size[0]
    x, y = square_axes(size, (0.5, 0.52))
    angle = np.deg2rad(-58 if upright else -24)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    s = x * cos + y * sin
    half = 0.52 if upright else 0.68
    return s, -x * sin + y * cos - 0.16 * s**2 + 0.03, (s + half) / (2 * half)


def feather(
    size: Size,
    seed: int,
    ramp: Stops = ((0, "0b1420"), (0.35, "14406a"), (0.6, "2f8aa8"), (0.8, "9fd0c0"), (1, "f2efe0")),
    bars: float = 7,
    **look: float,
) -> Picture:
    """A feather on dark cloth: shaft, barbs, the places where they part."""
    rng = dice(seed)
    s, t, place = _along_quill(size)
    width = (
        0.155
        * np.sqrt(np.clip(np.sin(np.clip(place, 0, 1) ** 0.7 * np.pi), 0, 1))
        * np.where(t > 0, np.float32(1.15), np.float32(0.85))
    )
    run = s - np.abs(t) * 1.15 - 1.2 * t * t
    group = sample(tile(512, 2.2, rng)[:, :], run * 420 + 40, np.sign(t) * 60 + 100 + 0 * run)
    split = smooth(1.2, 1.7, group) * smooth(0.25, 0.95, np.abs(t) / np.maximum(width, 1e-3))
    fringe = width * (1 + 0.05 * group + 0.03 * np.sin(run * 700))
    mask = (
        smooth(0.004, -0.004, np.abs(t) - fringe)
        * (1 - split)
        * smooth(0, 0.02, place)
        * smooth(1, 0.985, place)
    )
    barbs = 0.5 + 0.5 * np.sin(run * 620 + 1.5 * group)
    band = 0.5 + 0.5 * np.sin(run * bars * 6.2 + 0.6 * fbm(size, 3, rng))
    tone = np.clip(0.5 * band + 0.45 * np.abs(t) / np.maximum(width, 1e-3) + 0.1 * fbm(size, 2.6, rng), 0, 1)
    gloss = np.exp(-((np.abs(t) / np.maximum(width, 1e-3) - 0.45) ** 2) / 0.06)
    paint = shades(tone, ramp) * (0.5 + 0.42 * barbs + 0.3 * gloss)[..., None]
    down = (
        smooth(0.13, 0.0, place)
        * np.exp(-np.abs(t) / 0.05)
        * smooth(-0.1, 1.4, fbm(size, 1.9, rng, reduce=1) + 0.5)
    )
    cloth = mix(colour("131417"), colour("34363b"), glow(size, (0.3, 0.3), 0.8))
    cloth *= (1 + 0.05 * fbm(size, 1.4, rng, reduce=1))[..., None]
    shadow = blur(np.roll(mask, (int(size[1] * 0.012), int(size[1] * 0.012)), (0, 1)), 16)
    out = mix(cloth * (1 - 0.7 * shadow)[..., None], paint, mask)
    out = mix(out, colour("e9e6dc"), np.clip(down, 0, 1) * 0.7 * (1 - mask * 0.5))
    shaft = (
        smooth(0.0065, 0.003, np.abs(t) / (1.15 - 0.7 * np.clip(place, 0, 1)))
        * smooth(-0.13, -0.1, place)
        * smooth(0.97, 0.9, place)
    )
    out = mix(out, tint(0.75 - 14 * t.clip(-0.02, 0.02), "efe6d2"), shaft)
    return develop(out, rng, **{"contrast": 0.25, "vignette": 0.3, **look})
