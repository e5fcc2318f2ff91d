"""Buildings from outside: fins, balconies, stairs, shells."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, Plane, Size, axes, colour, gradient, mix, smooth
from home.demo.draw.finish import develop
from home.demo.draw.noise import dice, fbm


def soft_step(distance: Plane, pixels: float | Plane) -> Plane:
    """A soft step at 0, about a pixel wide."""
    return np.clip(distance * pixels + 0.5, 0, 1)


def fins(
    size: Size,
    seed: int,
    wall: tuple[str, str] = ("40342e", "f3e6d6"),
    above: tuple[str, str] = ("3f6f9e", "a9c3d6"),
    pitch: float = 0.045,
    lean: float = 0.16,
    cut: float = 0.7,
    curve: float = 0.0,
    **look: float,
) -> Picture:
    """A facade of vertical fins against the sky; with `curve` it turns away like a drum."""
    rng = dice(seed)
    w, h = size
    x, y = axes(size)
    s = (x + curve * (x - 0.5) ** 2 * 2 + (y - 1) * lean * h / w) / pitch
    k, floor = s % 1, (y * 30 + s * 0.3) % 1
    face = 0.92 - 0.55 * k**1.4
    face = mix(face, 0.13 + 0.12 * y, smooth(0.8, 0.83, k) * smooth(1.0, 0.985, k))
    joint = 1 - 0.22 * (smooth(0.0, 0.02, floor) * smooth(0.08, 0.05, floor))
    panel = rng.uniform(0.93, 1.05, 4096).astype(np.float32)[
        (np.floor(s) * 31 + np.floor(y * 30 + s * 0.3) * 7).astype(int) % 4096
    ]
    light = (
        face * joint * panel * (0.75 + 0.32 * (1 - y)) * (1 + 0.025 * fbm(size, 1.8, rng, (0.5, 2), reduce=1))
    )
    out = mix(colour(wall[0]), colour(wall[1]), light.astype(np.float32))
    edge = (x - cut - (y - 0.5) * 0.13 + curve * 0.12 * (y - 0.5) ** 2) * w
    out = mix(out, gradient(size, ((0, above[0]), (1, above[1]))), np.clip(edge, 0, 1))
    corner = np.exp(-np.clip(-edge, 0, w) / (w * 0.004)) * (edge < 0)
    return develop(out * (1 - 0.5 * corner)[..., None], rng, **{"contrast": 0.25, **look})


def _behind(size: Size, cell: tuple[Plane, Plane], shut: Plane, sun: float, wall: tuple[str, str]) -> Picture:
    """The recess behind a balcony: wall in sun and shade, a glass door, its blind."""
    fx, fy = cell
    lit, shade = colour(wall[0]), colour(wall[1])
    px, py = size[0] / 8, size[1] / 11
    shadow = np.maximum(soft_step(0.1 + sun * 0.36 - fx, px / 6), soft_step(0.08 + sun * 0.5 - fy, py / 6))
    out = mix(lit * np.float32(0.96), shade * np.float32(0.62), shadow)
    door = soft_step(fx - 0.42, px) * soft_step(0.8 - fx, px) * soft_step(fy - 0.24, py)
    glass = mix(colour("27323c"), colour("6d8698"), smooth(0.9, 0.2, fy) * 0.7)
    glass = glass * (0.6 + 0.4 * smooth(0.2, 0.5, shut))[..., None]
    slats = 0.8 + 0.2 * np.sin(fy * 2 * np.pi * 26)
    closed = (shut > 0.55) & (fy < 0.24 + 0.9 * (shut - 0.5))
    glass = np.where(closed[..., None], colour("e2dccf") * slats[..., None], glass)
    glass *= (1 - 0.35 * shadow)[..., None]
    return mix(out, glass, door)


def balconies(
    size: Size,
    seed: int,
    wall: tuple[str, str] = ("d9cdbd", "8d96a3"),
    accent: tuple[str, ...] = ("c96a4a", "e0b25a", "5a8fa3", "e9e2d4"),
    flats: int = 8,
    floors: int = 11,
    sun: float = 0.55,
    **look: float,
) -> Picture:
    """A housing block in hard sun: every balcony throws the same shadow."""
    rng = dice(seed)
    x, y = axes(size)
    u, v = x * flats, y * floors
    fx, fy = u % 1, v % 1
    cell, shape = (v.astype(np.int32), u.astype(np.int32)), (floors + 1, flats + 1)
    texture = 1 + 0.025 * fbm(size, 1.9, rng, reduce=1) + 0.02 * fbm(size, 3, rng, (0.5, 2))
    px, py = size[0] / flats, size[1] / floors
    recess = soft_step(fx - 0.1, px) * soft_step(0.9 - fx, px) * soft_step(fy - 0.08, py)
    recess = recess * soft_step(0.92 - fy, py)
    shut = rng.random(shape).astype(np.float32)[cell]
    out = mix(colour(wall[0]), _behind(size, (fx, fy), shut, sun, wall), recess)
    slab = np.exp(-((fy - 0.92).clip(0) / 0.03)) * (fy > 0.92) * 0.35 + soft_step(fx - 0.96, px / 3) * 0.12
    out *= ((1 - slab) * texture)[..., None]
    rail = soft_step(fy - 0.58, py) * soft_step(0.9 - fy, py) * recess
    panels = 0.78 + 0.22 * smooth(0.1, 0.5, fx) - 0.1 * np.exp(-(((fx * 9) % 1 - 0.5) ** 2) / 0.003)
    palette = np.stack([colour(c) for c in accent])
    face = palette[rng.integers(len(accent), size=shape)[cell]]
    face *= (panels * texture)[..., None]
    return develop(mix(out, face, rail), rng, **{"contrast": 0.2, "vignette": 0.2, **look})


def steps(
    size: Size,
    seed: int,
    stone: tuple[str, str] = ("39404a", "e6ddd0"),
    count: int = 15,
    diagonal: float = 0.55,
    rail: bool = False,
    **look: float,
) -> Picture:
    """Broad stairs, frontal, cut by a diagonal of shade."""
    rng = dice(seed)
    w, h = size
    x, y = axes(size)
    depth = 1 - y
    s = np.log1p(depth * 1.1) / np.log1p(1.1) * count
    k, f = np.floor(s), s % 1
    sharp = h / count / 1.6
    riser = soft_step(f - 0.42, sharp) * soft_step(0.999 - f, sharp)
    grain = fbm(size, 1.7, rng, (2.2, 0.6), reduce=1) * 0.05 + fbm(size, 3, rng, (3, 0.5)) * 0.04
    worn = 0.02 * np.sin(k * 7.3) + 0.05 * fbm(size, 3.4, rng)
    edge_shift = (k + np.where(f > 0.42, np.float32(0), f * 0.5)) * 0.03
    line_x = diagonal + (x * 0 + edge_shift) * 1.25 - 0.1 - 0.3 * riser * 0.06
    sun = soft_step((x - line_x) + 0 * y, w / 5)
    lum = mix(0.92 - 0.08 * f, 0.6 - 0.25 * (f - 0.42), riser) * (0.3 + 0.7 * sun)
    nose = np.exp(-(((f - 0.42) / 0.03) ** 2)) * 0.12 * (0.3 + sun)
    lum = (lum + nose) * (1 + grain + worn)
    out = mix(colour(stone[0]), colour(stone[1]), np.clip(lum, 0, 1).astype(np.float32))
    out = out * (1 - 0.25 * (1 - sun)[..., None] * np.array([0.5, 0.2, -0.15], np.float32))
    if rail:
        out = _rail(out, 0.74)
    return develop(out, rng, **{"contrast": 0.25, "vignette": 0.25, **look})


def _rail(out: Picture, at: float) -> Picture:
    """A thin iron handrail climbing with the stairs, and its shadow."""
    h, w, _ = out.shape
    x, y = axes((w, h))
    lean = at - 0.16 * (1 - y)
    for shift, strength in ((0.035, 0.4), (0.0, 0.92)):
        bar = np.clip((0.0042 * (0.5 + y) - np.abs(x - lean - shift * y)) * w + 0.5, 0, 1)
        out = mix(out, colour("1b1c20"), bar * strength)
    return out


def waves(
    size: Size,
    seed: int,
    shell: tuple[str, str] = ("6f7782", "f6f4ef"),
    above: tuple[str, str] = ("2f6db0", "8fb8dc"),
    ribs: int = 7,
    **look: float,
) -> Picture:
    """White concrete shells, one behind the other, against a clear sky."""
    rng = dice(seed)
    _w, h = size
    x, y = axes(size)
    out = gradient(size, ((0, above[0]), (1, above[1])))
    grain = 1 + 0.018 * fbm(size, 1.8, rng, reduce=1) + 0.012 * fbm(size, 3, rng)
    for k in range(ribs):
        t = k / (ribs - 1)
        phase = x * (3.0 + 0.5 * t) + k * 0.72 + 0.4
        top = 0.2 + 0.62 * t - (0.2 - 0.07 * t) * np.abs(np.sin(phase)) ** 0.8 + 0.18 * (x - 0.5)
        slope = np.cos(phase) * np.sign(np.sin(phase))
        depth = y - top
        mask = np.clip(depth * h / 1.4 + 0.5, 0, 1)
        lines = 1 - 0.07 * np.exp(-((((depth * 34 + 0.001 * x) % 1 - 0.5) / 0.07) ** 2))
        lum = (
            0.6
            + 0.36 * slope
            - 0.5 * np.exp(-np.clip(depth, 0, 1) / 0.5) * 0
            - 0.55 * smooth(0.0, 0.3, depth) * (0.6 - 0.3 * slope)
        )
        rim = np.exp(-np.clip(depth, 0, 1) / 0.006) * 0.25
        shade = np.exp(-np.clip(-depth, 0, 1) / 0.05) * (depth < 0) * 0.3 * (t > 0)
        out = out * (1 - shade * (1 - mask))[..., None] if k else out
        out = mix(
            out,
            mix(colour(shell[0]), colour(shell[1]), np.clip((lum + rim) * lines, 0, 1)) * grain[..., None],
            mask,
        )
    return develop(out, rng, **{"contrast": 0.2, "vignette": 0.2, **look})
