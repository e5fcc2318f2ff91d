"""Worked and wind-worked ground: flooded terraces, ripples in sand and snow."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, Size, axes, blur, colour, mix, smooth, tint
from home.demo.draw.finish import develop
from home.demo.draw.light import LIGHTS
from home.demo.draw.noise import dice, fbm, sample, soften, tile


def terraces(
    size: Size,
    seed: int,
    light: str = "dusk_orange",
    steps: float = 8.5,
    bank: str = "20261c",
    crop: str = "",
    bend: float = 2.4,
    mist: float = 0.85,
    **look: float,
) -> Picture:
    """Rice terraces: each step a strip of water that mirrors another part of the sky, or a strip of rice."""
    rng, hour = dice(seed), LIGHTS[light]
    _x, y = axes(size)
    shape = fbm(size, 4.6, rng, (1.3, 1.0))
    wobble = fbm(size, 3.4, rng) * 0.06
    level = np.log(0.1 + y) * steps + shape * bend * 0.55 + wobble
    step, k = np.floor(level), level % 1
    number = (step - step.min()).astype(np.int32)
    tone = rng.random(int(number.max()) + 1).astype(np.float32)[number]
    fresh = 0.15 + 0.85 * smooth(
        0.0, 1.0, 0.42 * k + 0.4 * tone + 0.16 * fbm(size, 3.2, rng) + 0.12 * (1 - y)
    )
    low, middle, high = colour(hour.sky[0][1]), colour(hour.sky[-3][1]), colour(hour.sky[-1][1])
    water = mix(mix(low, middle, smooth(0.1, 0.55, fresh)), high, smooth(0.5, 1.0, fresh))
    water *= (1 + 0.025 * fbm(size, 2.2, rng, (2.5, 0.4), reduce=1))[..., None]
    del fresh
    if crop:
        rows = 0.5 + 0.5 * np.sin((k * 9 + shape * 2) * 2 * np.pi)
        rice = colour(crop) * (0.72 + 0.26 * rows + 0.16 * fbm(size, 1.6, rng, reduce=1))[..., None]
        water = mix(water, rice, smooth(0.35, 0.5, tone) * (0.75 + 0.2 * rows))
        del rice, rows  # a picture of this size is 50 MB
    thick = 0.16 + 0.05 * fbm(size, 2.6, rng)
    wall = smooth(1 - thick, 1 - thick + 0.05, k)
    grass = colour(bank) * (1 + 0.5 * fbm(size, 1.6, rng, reduce=1))[..., None].clip(0.3, 2.2)
    grass += tint(np.exp(-(((k - 1 + thick) / 0.03) ** 2)) * 0.12, hour.sun)
    out = mix(water, grass, wall)
    edge = np.exp(-((k / 0.035) ** 2)) * 0.4
    del water, grass
    out *= (1 - edge)[..., None]
    haze = smooth(0.42, 0.0, y + 0.03 * fbm(size, 3.4, rng, (2, 0.6))) * mist
    return develop(mix(out, colour(hour.mist), haze), rng, **{"contrast": 0.28, "bloom": 0.25, **look})


GROUNDS = {
    "sand": ("6b4024", "d8a266", "ffe0b0"),
    "rose": ("56343a", "c98f7c", "ffd8c0"),
    "snow": ("8ba3c6", "eef1f6", "fff3e2"),
    "black": ("101114", "54565c", "d9dde6"),
}


def ripples(
    size: Size,
    seed: int,
    ground: str = "sand",
    waves: float = 26,
    angle: float = 18,
    relief: float = 1.0,
    perspective: float = 0.6,
    **look: float,
) -> Picture:
    """Wind ripples in low light, from close by."""
    rng = dice(seed)
    x, y = axes(size)
    dark, body, lamp = (colour(c) for c in GROUNDS[ground])
    far = 1 / (0.35 + perspective * (y - 0.5) + 0.5)
    u, v = (x - 0.5) * (size[0] / size[1]) * far, np.log(0.6 + y) * 1.25 * (1 + 0 * x)
    warp, broad = soften(tile(1024, 4.4, rng), 3), soften(tile(1024, 4.8, rng), 3)
    bend = sample(warp, v * 420, u * 420) * 0.032 + sample(broad, v * 160 + 300, u * 160) * 0.06
    cos, sin = float(np.cos(np.deg2rad(angle))), float(np.sin(np.deg2rad(angle)))
    phase = ((v * cos + u * sin + bend) * waves) % 1
    # a long rise into the wind and a short fall behind the crest
    slope = np.where(
        phase < 0.68,
        0.75 * np.sin(phase / 0.68 * np.pi * 0.5 + 0.2),
        -1.5 * np.sin((phase - 0.68) / 0.32 * np.pi),
    )
    slope = blur(slope.astype(np.float32), 1.6)
    large = sample(broad, v * 160 + 308, u * 160) - sample(broad, v * 160 + 300, u * 160 + 8)
    light = np.clip(0.5 + 0.42 * relief * slope + 1.3 * large + 0.025 * fbm(size, 1.2, rng, reduce=1), 0, 1.2)
    grain = 1 + 0.07 * fbm(size, 0.7, rng, reduce=1)
    out = mix(dark, body, light) * grain[..., None] + tint(smooth(0.78, 1.15, light) * 0.22, lamp)
    focus = smooth(0.3, 0.0, y)
    return develop(mix(out, blur(out, 5), focus), rng, **{"contrast": 0.25, "vignette": 0.3, **look})
