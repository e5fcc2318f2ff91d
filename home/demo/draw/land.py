"""Scenes on the terrain: high mountains, snowfields, deserts, a sea of clouds."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, Size
from home.demo.draw.finish import develop
from home.demo.draw.light import LIGHTS
from home.demo.draw.noise import dice, soften, tile
from home.demo.draw.sky import Spot, moon, sky
from home.demo.draw.terrain import Ground, View, dune_field, eroded, paint

SANDS = {
    "gold": ("b9783f", "dba468", "ffe3b4"),
    "red": ("8d4426", "bf6d42", "ffcf9e"),
    "pale": ("b29c82", "d8c6aa", "fff2da"),
    "night": ("3c4050", "5a5f70", "b8c6e6"),
    "rose": ("a2645a", "cf9780", "ffd6bd"),
}


def dunes(
    size: Size,
    seed: int,
    light: str = "rust",
    sand: str = "gold",
    rows: float = 5,
    height: float = 1.35,
    horizon: float = 0.25,
    steepness: float = 0.12,
    sun: tuple[float, float] = (-0.9, 0.42),
    x: float = 0.2,
    ripples: float = 0.05,
    haze: float = 0.5,
    cloud: float = 0.0,
    scale: float = 1.0,
    glow_at: Spot | None = None,
    moon_at: Spot | None = None,
    **look: float,
) -> Picture:
    """A desert; low suns give long shadows, a low camera big dunes."""
    rng, hour = dice(seed), LIGHTS[light]
    low, high, lamp = SANDS[sand]
    above = sky(size, hour, rng, horizon + 0.06, glow_at, cloud)
    if moon_at:
        above = moon(above, rng, moon_at, 0.035)
    view = View(height, horizon, steepness, 1.1, x, scale=scale)
    dim = 1.25 if sand == "night" else 1.0
    ground = Ground(
        low, high, lamp, hour.sky[-1][1], sun, haze, 0.0, 1.35 * dim, (0.33, 0.32, 0.35), None, ripples, 0.008
    )
    out = paint(size, dune_field(1024, rng, rows), view, ground, above, rng)
    return develop(out, rng, **{"contrast": 0.3, "saturation": 1.05, "bloom": 0.15, **look})


def alps(
    size: Size,
    seed: int,
    light: str = "dawn_rose",
    snow: float | None = 0.45,
    height: float = 0.5,
    horizon: float = 0.42,
    steepness: float = 0.5,
    sun: tuple[float, float] = (0.85, 0.35),
    rock: tuple[str, str] = ("3a3c40", "7b7672"),
    haze: float = 0.9,
    valley: float = 0.3,
    x: float = 0.0,
    distance: float = 2.2,
    scale: float = 0.6,
    first: float = 3.0,
    cloud: float = 0.0,
    glow_at: Spot | None = None,
    strength: float = 1.25,
    **look: float,
) -> Picture:
    """High mountains from a neighbouring summit."""
    rng, hour = dice(seed), LIGHTS[light]
    above = sky(size, hour, rng, horizon + 0.08, glow_at, cloud)
    view = View(height, horizon, steepness, 1.1, x, distance, scale, 0.2)
    ground = Ground(
        rock[0], rock[1], hour.sun, hour.mist, sun, haze, valley, strength, snow=snow, detail=0.02
    )
    out = paint(size, eroded(1024, rng, 8, first), view, ground, above, rng)
    return develop(out, rng, **{"contrast": 0.22, "bloom": 0.2, **look})


def snowfield(
    size: Size,
    seed: int,
    light: str = "winter",
    height: float = 1.25,
    horizon: float = 0.32,
    steepness: float = 0.1,
    sun: tuple[float, float] = (-0.85, 0.2),
    x: float = 0.3,
    haze: float = 0.8,
    cloud: float = 0.0,
    glow_at: Spot | None = None,
    ambient: tuple[float, float, float] = (0.36, 0.43, 0.56),
    scale: float = 0.5,
    **look: float,
) -> Picture:
    """Wind-blown snow, blue in the shade."""
    rng, hour = dice(seed), LIGHTS[light]
    above = sky(size, hour, rng, horizon + 0.05, glow_at, cloud)
    field = soften(tile(1024, 5.0, rng) * 0.2 + 0.3, 2) + dune_field(1024, rng, 9, 2.5) * 0.5
    ground = Ground(
        "dfe6f0", "f2f4f8", hour.sun, hour.sky[-1][1], sun, haze, 0.0, 1.0, ambient, None, 0.035, 0.004
    )
    out = paint(size, field, View(height, horizon, steepness, 1.1, x, scale=scale), ground, above, rng)
    return develop(out, rng, **{"vignette": 0.14, "bloom": 0.2, **look})


def cloud_sea(
    size: Size,
    seed: int,
    light: str = "dawn_gold",
    height: float = 1.35,
    horizon: float = 0.36,
    steepness: float = 0.2,
    sun: tuple[float, float] = (-0.85, 0.32),
    glow_at: Spot | None = (0.3, 0.33),
    tone: tuple[str, str] = ("9a9cb6", "d9ccca"),
    x: float = 0.0,
    **look: float,
) -> Picture:
    """Clouds from above, perhaps with summits standing out."""
    rng, hour = dice(seed), LIGHTS[light]
    above = sky(size, hour, rng, horizon + 0.05, glow_at, 0.0, power=0.7)
    # rounded tops and sharp valleys, as in cauliflower: the absolute of noise, several times
    billows = 0.35 + 0.12 * tile(1024, 4.6, rng)
    for octave, strength in ((5, 0.2), (11, 0.09), (25, 0.035), (60, 0.009)):
        band = soften(tile(1024, 2.5, rng, lowest=octave / 1024), 1024 / octave / 7)
        billows = billows + strength * np.abs(band / band.std())
    ground = Ground(
        tone[0], tone[1], hour.sun, hour.sky[-1][1], sun, 1.05, 0.5, 0.95, (0.36, 0.39, 0.5), detail=0.0
    )
    out = paint(size, billows, View(height, horizon, steepness, 1.1, x, 3.2, 0.7), ground, above, rng)
    return develop(out, rng, **{"bloom": 0.35, **look})
