"""Inside buildings: stairs from below, an arcade, a dome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from home.demo.draw.architecture import soft_step
from home.demo.draw.canvas import Picture, Plane, Size, axes, blur, colour, mix, smooth, square_axes, tint
from home.demo.draw.finish import develop
from home.demo.draw.noise import dice, fbm


def spiral(
    size: Size,
    seed: int,
    dark: str = "2b2622",
    bright: str = "f0e4d2",
    eye: tuple[float, float] = (0.54, 0.47),
    turns: float = 1.55,
    steps: int = 34,
    side: float = 2.2,
    **look: float,
) -> Picture:
    """A spiral staircase from below, winding to a skylight."""
    rng = dice(seed)
    w, h = size
    x, y = axes(size)
    u, v = (x - eye[0]) * np.float32(1), (y - eye[1]) * np.float32(h / w)
    a, q = np.arctan2(v, u), np.hypot(u, v * 0.95) + 1e-4
    p = np.log(q) * turns - a / (2 * np.pi)
    f, fine = p % 1, np.maximum(q * w / 320, 0.2)
    step = (a / (2 * np.pi) * steps) % 1
    px = q * w / turns  # pixels a turn: what is nearer the eye needs softer edges
    parapet, rail = 0.93 - 0.9 * f, 0.1 + 0 * f
    tread = (0.26 + 0.55 * (f - 0.27)) * (0.62 + 0.5 * step)
    lum = mix(parapet, rail, soft_step(f - 0.2, px / 3))
    lum = mix(lum, tread, soft_step(f - 0.27, px / 3))
    lum = mix(lum, parapet * 0 + 0.93, soft_step(f - 0.995, px / 3))
    baluster = (
        smooth(0.35, 0.5, np.abs((a / (2 * np.pi) * steps * 3) % 1 - 0.5) * 2)
        * smooth(0.2, 0.21, f)
        * smooth(0.27, 0.26, f)
    )
    light = 0.6 + 0.45 * np.cos(a + side)
    lum = (lum + 0.4 * baluster) * light * (1 + 0.02 * fbm(size, 1.7, rng, reduce=1) * np.clip(fine, 0, 1))
    out = mix(colour(dark), colour(bright), np.clip(lum, 0, 1).astype(np.float32))
    out = mix(out, colour("fff8ea"), np.exp(-((q / 0.06) ** 2)))
    return develop(blur(out, 0.6), rng, **{"contrast": 0.3, "vignette": 0.4, "bloom": 0.3, **look})


@dataclass
class Nave:
    """Where the ray of each pixel meets the arcade, in units of the eye's distance from the picture."""

    x: Plane
    y: Plane
    z: Plane
    kind: np.ndarray  # 0 floor, 1 ceiling, 2 wall on the left, 3 arches on the right
    bay: Plane  # 0..1 along each bay


def _nave(
    size: Size, vanishing: tuple[float, float], half: float, eye: float, top: float, pitch: float
) -> Nave:
    x, y = square_axes(size, vanishing)
    floor, ceiling = eye / np.maximum(y, 1e-5), top / np.maximum(-y, 1e-5)
    left, right = half / np.maximum(-x, 1e-5), half * 1.15 / np.maximum(x, 1e-5)
    z = np.clip(np.minimum(np.minimum(floor, ceiling), np.minimum(left, right)), 0.3, 40)
    kind = np.select([z >= floor, z >= ceiling, z >= left], [0, 1, 2], 3).astype(np.int8)
    return Nave(x * z, y * z, z, kind, (z / pitch) % 1)


def _tiles(nave: Nave) -> Plane:
    """The joints between the floor's slabs."""
    along, across = (nave.z / 0.17) % 1 - 0.5, (nave.x / 0.17) % 1 - 0.5
    lines = np.exp(-(across**2) * 5000 / (1 + nave.z)) + np.exp(-(along**2) * 3300 / (1 + nave.z**2))
    return np.clip(lines, 0, 1) * smooth(6, 1, nave.z)


def _surfaces(nave: Nave, half: float, pitch: float, sun: float) -> Plane:
    """How light each surface is: the sun comes through the arches in bars, over floor and left wall."""
    bar = smooth(0.74, 0.62, np.abs(((nave.z + (half - nave.x) * sun * 0.45) / pitch) % 1 - 0.5) * 2)
    across = np.abs(nave.bay - 0.5) * 2
    floor = (0.04 + 0.88 * bar) * (1 - 0.22 * _tiles(nave))
    ceiling = 0.16 + 0.16 * smooth(-0.3, 0.4, nave.x) + 0.22 * np.exp(-((nave.bay / 0.06) ** 2))
    wall = 0.16 + 0.72 * bar * smooth(-0.16, 0.02, nave.y) + 0.1 * smooth(0.3, -0.3, nave.y)
    wall = wall * (1 - 0.18 * smooth(0.86, 0.9, across))
    pier = 0.18 + 0.5 * smooth(0.72, 1.0, across) * smooth(0.5, 0.0, nave.bay)
    return np.select([nave.kind == 0, nave.kind == 1, nave.kind == 2], [floor, ceiling, wall], pier)


def arcade(
    size: Size,
    seed: int,
    stone: tuple[str, str] = ("5a4a3c", "ecd8b8"),
    above: str = "b9d2e4",
    sun: float = 0.9,
    height: float = 0.42,
    **look: float,
) -> Picture:
    """An arcade in perspective: arches on the sunny side, their light across the floor."""
    rng = dice(seed)
    half, eye, pitch = 0.34, 0.3, 0.62
    nave = _nave(size, (0.4, 0.47), half, eye, height, pitch)
    grain = 1 + 0.035 * fbm(size, 1.8, rng, reduce=1) + 0.03 * fbm(size, 3, rng)
    out = mix(colour(stone[0]), colour(stone[1]), _surfaces(nave, half, pitch, sun)) * grain[..., None]
    # through the arches: sky, paling towards a garden
    across, spring = np.abs(nave.bay - 0.5) * 2 / 0.72, -0.06
    rise = np.where(nave.y < spring, np.hypot(across, (nave.y - spring) / 0.26), across)
    sharp = np.clip(size[1] * pitch / nave.z**2 / 2.4, 1.5, 90)  # softer where bays crowd together
    opening = soft_step(1 - rise, sharp) * (nave.kind == 3)
    outside = mix(colour("f6ead2"), colour(above), smooth(0.12, -0.3, nave.y))
    garden = smooth(0.02, 0.2, nave.y + 0.035 * fbm(size, 3.0, rng))
    out = mix(out, mix(outside, colour("c9c79a"), garden * 0.8), opening)
    out = mix(out, colour(stone[1]), (1 - np.exp(-nave.z * 0.06)) * 0.75)
    x, y = square_axes(size, (0.4, 0.47))
    out = out + tint(np.exp(-((np.hypot(x, y) / 0.035) ** 2)) * 0.3, "fff2d6")
    return develop(out, rng, **{"contrast": 0.22, "bloom": 0.3, "vignette": 0.3, **look})


def oculus(
    size: Size,
    seed: int,
    rings: int = 5,
    coffers: int = 28,
    stone: tuple[str, str] = ("2a2622", "cfc2ad"),
    eye: tuple[float, float] = (0.52, 0.36),
    beam: float = 0.3,
    **look: float,
) -> Picture:
    """A coffered dome from below, light falling through its eye."""
    rng = dice(seed)
    x, y = square_axes(size, eye)
    q, a = np.hypot(x, y * 1.05), np.arctan2(y, x)
    level = np.log(np.maximum(q, 1e-3) / 0.135) * 3.6
    _ring, fr = np.floor(level), level % 1
    fa = (a / (2 * np.pi) * coffers) % 1
    inset = 0.5 - np.maximum(np.abs(fr - 0.5), np.abs(fa - 0.5))
    inside = (level > 0) & (level < rings)
    steps = (
        smooth(0.09, 0.12, inset) * 0.34 + smooth(0.17, 0.2, inset) * 0.26 + smooth(0.25, 0.28, inset) * 0.18
    )
    outer = np.cos(a - 1.2) * 0.5 + 0.5
    side = (
        smooth(0.02, 0.3, np.where(np.abs(fr - 0.5) > np.abs(fa - 0.5), fr - 0.5, 0).clip(0, 1))
        * smooth(0.09, 0.1, inset)
        * smooth(0.28, 0.27, inset)
    )
    lum = 0.62 - steps * inside + 0.35 * side * inside
    lum = lum * (0.38 + 0.55 * outer) * smooth(rings + 3.5, -1.5, level) * 1.5
    patch = np.exp(-((np.hypot(x - 0.34, (y - 0.36) * 0.8) / 0.12) ** 6))
    lum = lum + patch * 0.5 * (1 - 0.6 * steps * inside)
    lum = lum * (1 + 0.05 * fbm(size, 2, rng, reduce=1) + 0.05 * fbm(size, 3, rng))
    out = mix(colour(stone[0]), colour(stone[1]), np.clip(lum, 0, 1).astype(np.float32))
    hole = soft_step(0.128 - q, size[1] * 0.8)
    out = mix(out, colour("f3f7fb"), hole)
    shaft_axis = np.abs(x * 0.727 - y * 0.686) / (0.1 + 0.12 * np.clip(x + y, 0, 1))
    shaft = smooth(1.2, 0.2, shaft_axis) * smooth(-0.02, 0.1, x + y) * smooth(0.95, 0.2, x + y) * beam
    return develop(
        out + tint(shaft.astype(np.float32), "fff0d0"),
        rng,
        **{"bloom": 0.5, "contrast": 0.25, "vignette": 0.3, **look},
    )
