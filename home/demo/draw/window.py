"""Light that a window throws into a room."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from home.demo.draw.canvas import Picture, Plane, Size, axes, blur, colour, glow, mix, smooth, tint
from home.demo.draw.finish import develop
from home.demo.draw.noise import Random, dice, fbm

WALLS = {
    "clay": ("4a3f35", "7d6a55", "ffcf90"),
    "white": ("8d939a", "b3b6b8", "fff0d6"),
    "green": ("38443c", "5a6a5a", "ffe0a4"),
    "blue": ("2b3a4e", "4a6079", "ffd9a6"),
    "pink": ("7d5c56", "a88078", "ffe2c0"),
}


def _wall(size: Size, rng: Random, wall: str) -> tuple[Picture, Plane]:
    dark, bright, _ = WALLS[wall]
    x, _ = axes(size)
    plaster = fbm(size, 2.7, rng)
    relief = (
        np.clip(plaster - np.roll(plaster, 4, 1), -0.5, 0.5) * 0.35 + fbm(size, 1.6, rng, reduce=1) * 0.02
    )
    base = mix(colour(dark), colour(bright), smooth(1.15, -0.1, x) + 0 * plaster)
    return base * (1 + 0.03 * plaster + relief)[..., None], relief


def _panes(
    size: Size,
    cols: int,
    rows: int,
    origin: tuple[float, float],
    cell: tuple[float, float],
    slant: float,
    tilt: float,
) -> Plane:
    x, y = axes(size)
    u = (x + (y - 0.4) * slant - origin[0]) / cell[0]
    v = (y + x * tilt - origin[1]) / cell[1]
    fu, fv = u % 1, v % 1
    bar = (
        smooth(0.05, 0.062, fu) * smooth(0.95, 0.938, fu) * smooth(0.05, 0.062, fv) * smooth(0.95, 0.938, fv)
    )
    return bar * ((u > 0) & (u < cols) & (v > 0) & (v < rows))


def _arch(
    size: Size, origin: tuple[float, float], cell: tuple[float, float], slant: float, tilt: float
) -> Plane:
    x, y = axes(size)
    u = (x + (y - 0.4) * slant - origin[0]) / cell[0] - 1
    v = (y + x * tilt - origin[1]) / cell[1]
    top = 1 - np.sqrt(np.clip(1 - u**2, 0, 1))
    inside = smooth(0, 0.015, v - top) * smooth(3, 2.985, v) * (np.abs(u) < 1)
    bars = 1 - np.exp(-((u / 0.03) ** 2)) - np.exp(-(((v - 1.6) / 0.03) ** 2))
    return inside * np.clip(bars, 0, 1)


def leaf_shadows(size: Size, rng: Random, count: int, scale: float = 1.0) -> Plane:
    """Twigs and leaves between the sun and the wall: 1 where they keep the light away."""
    w, h = size[0] // 2, size[1] // 2
    sheet = Image.new("L", (w, h))
    pen = ImageDraw.Draw(sheet)
    for _ in range(max(2, count // 14)):
        x, y, angle = rng.uniform(-0.1, 1.0) * w, rng.uniform(-0.1, 0.5) * h, rng.uniform(-0.4, 1.4)
        for _ in range(14):
            x2, y2 = x + np.cos(angle) * 0.05 * h * scale, y + np.sin(angle) * 0.05 * h * scale
            pen.line((x, y, x2, y2), 255, max(1, int(0.004 * h * scale)))
            for side in (-1, 1):
                a = angle + side * rng.uniform(0.5, 1.1)
                length, wide = (
                    0.085 * h * scale * rng.uniform(0.7, 1.2),
                    0.017 * h * scale * rng.uniform(0.7, 1.3),
                )
                tip = np.array([np.cos(a), np.sin(a)]) * length
                bulge = np.array([-np.sin(a), np.cos(a)]) * wide
                middle, root = np.array([x2, y2]) + tip * 0.45, np.array([x2, y2])
                outline = [
                    root,
                    root + tip * 0.2 + bulge * 0.7,
                    middle + bulge,
                    root + tip * 0.8 + bulge * 0.5,
                    root + tip,
                ]
                outline += [root + tip * 0.8 - bulge * 0.5, middle - bulge, root + tip * 0.2 - bulge * 0.7]
                pen.polygon([tuple(p) for p in outline], fill=255)
            x, y, angle = x2, y2, angle + rng.normal(0, 0.16)
    return np.asarray(sheet.resize(size, Image.Resampling.BICUBIC), np.float32) / 255


def on_wall(
    size: Size,
    seed: int,
    wall: str = "clay",
    shape: str = "panes",
    cols: int = 2,
    rows: int = 3,
    origin: tuple[float, float] = (0.3, 0.17),
    cell: tuple[float, float] = (0.23, 0.19),
    slant: float = 0.42,
    tilt: float = 0.12,
    leaves: int = 0,
    softness: float = 5.0,
    strength: float = 0.75,
    floor: float = 0.88,
    **look: float,
) -> Picture:
    """A window's light on a wall: panes, an arch, blinds; leaves may stand in the way."""
    rng = dice(seed)
    w, h = size
    out, relief = _wall(size, rng, wall)
    if shape == "arch":
        light = _arch(size, origin, cell, slant, tilt)
    elif shape == "blinds":
        x, y = axes(size)
        v = (y + x * tilt + (x - 0.5) ** 2 * 0.02) * rows
        light = (
            smooth(0.0, 0.1, v % 1)
            * smooth(0.62, 0.5, v % 1)
            * smooth(0.12, 0.13, x + y * slant)
            * smooth(1.12, 1.1, x + y * slant)
        )
        light = light * (1 - 0.9 * smooth(0.6, 0.606, x + y * slant) * smooth(0.63, 0.624, x + y * slant))
    else:
        light = _panes(size, cols, rows, origin, cell, slant, tilt)
    light = blur(light.astype(np.float32), softness * h / 1600 * 1.5)
    if leaves:
        near, far = leaf_shadows(size, rng, leaves // 2, 1.0), leaf_shadows(size, rng, leaves, 0.8)
        light = light * (1 - 0.85 * blur(near, 7)) * (1 - 0.6 * blur(far, 18))
    haze = blur(light, h * 0.08) * 0.25
    out = out * 0.68 + tint(
        np.clip(light * (1 + 2.2 * relief), 0, 1.3) * strength + haze * 0.4, WALLS[wall][2]
    ) * (0.55 + 0.9 * out)
    if floor < 1:
        _, y = axes(size)
        below = smooth(floor - 0.002, floor + 0.002, y)
        board = np.exp(-(((y - floor) / 0.0025) ** 2)) + np.exp(-(((y - floor + 0.045) / 0.0018) ** 2)) * 0.6
        out = out * ((1 - 0.5 * below) * (1 - 0.5 * board) * np.ones((1, w), np.float32))[..., None]
    return develop(out, rng, **{"vignette": 0.45, "contrast": 0.3, "bloom": 0.2, **look})


def curtain(
    size: Size,
    seed: int,
    tone: str = "f1e6d4",
    outside: str = "fff6e2",
    shade: str = "7d6b5a",
    folds: float = 9,
    **look: float,
) -> Picture:
    """Thin cloth with the morning behind it."""
    rng = dice(seed)
    x, y = axes(size)
    sway = fbm(size, 4.6, rng, (0.7, 2.2)) * 0.045 * (0.4 + y)
    wave = (x + sway) * folds
    cloth = 0.5 + 0.3 * np.sin(wave * 2 * np.pi) + 0.2 * np.sin(wave * 2 * np.pi * 2.3 + 1.3)
    ridge = np.clip(cloth, 0, 1) ** 1.5
    behind = glow(size, (0.55, 0.42), 0.72, 2.4)
    window = blur(
        smooth(0.16, 0.17, x)
        * smooth(0.9, 0.89, x)
        * (1 - np.exp(-(((x - 0.53) / 0.012) ** 2)) * 0.75)
        * (1 - np.exp(-(((y - 0.52) / 0.01) ** 2)) * 0.75),
        16,
    )
    out = mix(colour(shade), colour(tone), 0.2 + 0.65 * ridge)
    out = out * (0.35 + 0.75 * window * (0.55 + 0.45 * behind) * (0.65 + 0.35 * ridge))[..., None]
    out = out + tint(window * behind * ridge * 0.3, outside)
    weave = 0.018 * fbm(size, 1.2, rng, (0.6, 2.0), reduce=1)
    leaves = blur(leaf_shadows(size, rng, 44, 1.1), 24) * window
    out = out * (1 + weave - 0.32 * leaves)[..., None]
    return develop(out, rng, **{"vignette": 0.3, "contrast": 0.25, "bloom": 0.35, **look})
