"""Seas at all hours: waves in perspective that mirror the sky, long exposures, tide lines from above."""

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
    mix,
    shades,
    smear,
    smooth,
    tint,
)
from home.demo.draw.finish import develop
from home.demo.draw.light import LIGHTS, Light
from home.demo.draw.night import stars
from home.demo.draw.noise import Random, dice, fbm, line, nearest, tile
from home.demo.draw.objects import boat, lighthouse, posts, rocks
from home.demo.draw.sky import Spot, moon, sky


def _slopes(size: Size, rows: int, rng: Random, chop: float, swell: float) -> tuple[Plane, Plane]:
    """How the water leans, sideways and towards us, for each pixel below the horizon."""
    w, h = size
    depression = (np.arange(rows, dtype=np.float32)[:, None] + 0.7) / h
    z = 0.05 / depression
    across = ((np.arange(w, dtype=np.float32)[None] + 0.5) / w - 0.5) * (w / h) * z
    lean_x, lean_y = np.zeros((rows, w), np.float32), np.zeros((rows, w), np.float32)
    # (points a unit, strength, the distance at which the waves become too fine to show)
    bands = (
        (260.0, 1.1 * swell, 9.0),
        (900.0, 0.9 * chop, 2.2),
        (2600.0, 0.7 * chop, 0.7),
        (7000.0, 0.45 * chop, 0.26),
    )
    for k, (scale, strength, limit) in enumerate(bands):
        heights = tile(1024, 3.0, rng, (1.7 if k < 2 else 1.25, 0.8), lowest=4 / 1024)
        dx = np.roll(heights, -1, 1) - np.roll(heights, 1, 1)
        dy = np.roll(heights, -1, 0) - np.roll(heights, 1, 0)
        dx, dy = dx / dx.std(), dy / dy.std()
        fade = strength * (smooth(limit, limit * 0.25, z) * 0.85 + 0.15)
        py, px = z * scale + np.zeros_like(across), across * scale + 300
        lean_y += nearest(dy, py, px) * fade
        lean_x += nearest(dx, py, px) * fade * 0.7
    return lean_x, lean_y


def water(
    above: Picture,
    horizon: float,
    rng: Random,
    light: Light,
    sun: Spot | None,
    chop: float = 1.0,
    swell: float = 0.6,
    glitter: float = 1.0,
    spread: float = 0.1,
    shine: str | None = None,
) -> Picture:
    """The picture with the sea under its horizon, mirroring what is above."""
    h, w, _ = above.shape
    edge = int(h * horizon)
    rows = h - edge
    lean_x, lean_y = _slopes((w, h), rows, rng, chop, swell)
    depression = (np.arange(rows, dtype=np.float32)[:, None] + 0.7) / h
    # a wave that leans away mirrors a higher part of the sky
    height = np.abs(depression * 0.9 + (lean_y * 0.045 + 0.012) * (0.35 + depression * 2.2))
    mirror = blur(np.ascontiguousarray(above[:edge:2, ::2]), 4)
    source_y = np.clip((edge - height * h) / 2, 0, mirror.shape[0] - 1).astype(np.int32)
    columns = np.arange(w, dtype=np.float32)[None] + lean_x * (14 + 40 * depression)
    source_x = np.clip(columns / 2, 0, mirror.shape[1] - 1).astype(np.int32)
    reflection = mirror.reshape(-1, 3)[source_y * mirror.shape[1] + source_x]
    fresnel = np.clip(0.97 - depression * 1.15 - lean_y * (0.05 + 0.16 * depression), 0.06, 0.97)
    sea = mix(colour(light.deep) * np.float32(0.9), reflection, fresnel)
    if sun is not None and glitter:
        x, _ = axes((w, h))
        path = np.exp(-(((x - sun[0] + lean_x * 0.006) / (spread * (0.35 + depression * 2.6))) ** 2))
        facets = smooth(0.4, 2.6, lean_y * 0.8 + np.abs(lean_x) * 0.35 + 1.1 - depression * 1.2)
        sparkle = path * (facets * 0.85 + facets**4 * 1.6) * glitter
        sea = sea + tint(sparkle, shine or light.sun)
    out = above.copy()
    # the horizon itself is never a hard line: there is always haze
    haze = np.exp(-depression / 0.006)[..., None] * 0.5
    out[edge:] = mix(sea, above[max(edge - 3, 0)][None], haze)
    return out


def ocean(
    size: Size,
    seed: int,
    light: str = "dusk_violet",
    horizon: float = 0.54,
    sun: Spot | None = (0.62, 0.5),
    cloud: float = 0.45,
    disc: float = 0.0,
    chop: float = 1.0,
    swell: float = 0.6,
    glitter: float = 1.0,
    spread: float = 0.1,
    power: float = 0.6,
    island: float = 0.0,
    with_boat: Spot | None = None,
    with_lighthouse: float | None = None,
    cloud_scale: float = 1.0,
    **look: float,
) -> Picture:
    """Open sea."""
    rng, hour = dice(seed), LIGHTS[light]
    w, h = size
    out = sky(size, hour, rng, horizon, sun, cloud, disc, power, scale=cloud_scale)
    if island:
        z = np.clip(line(w, 2.5, rng) + 0.6, 0, None) * smooth(0.0, 0.2, np.abs(line(w, 4.2, rng)))
        out = mix(
            out, mix(colour(hour.far), colour(hour.near), 0.45), below(size, h * (horizon - island * z), 1.4)
        )
    if with_lighthouse is not None:
        out = lighthouse(out, rng, with_lighthouse, horizon)
    out = water(out, horizon, rng, hour, sun, chop, swell, glitter, spread)
    if with_boat:
        out = boat(out, with_boat, 0.05, hour.near)
    return develop(out, rng, **{"bloom": 0.3, "contrast": 0.15, **look})


def moonlit(
    size: Size,
    seed: int,
    horizon: float = 0.5,
    at: Spot = (0.45, 0.22),
    radius: float = 0.035,
    cloud: float = 0.4,
    chop: float = 0.9,
    starry: int = 900,
    **look: float,
) -> Picture:
    """The moon and its road on the water."""
    rng, hour = dice(seed), LIGHTS["moonlit"]
    out = sky(size, hour, rng, horizon, (at[0], at[1]), cloud, power=0.35)
    lights = stars(size, rng, starry)
    lights[int(size[1] * horizon) :] = 0
    out = moon(out + lights, rng, at, radius, "f4efe2", 0.3)
    out = water(out, horizon, rng, hour, at, chop, 0.5, 0.9, 0.09, "dfe6f4")
    return develop(out, rng, **{"bloom": 0.4, "grain": 0.016, **look})


def stillness(
    size: Size,
    seed: int,
    light: str = "overcast",
    horizon: float = 0.5,
    cloud: float = 0.5,
    sun: Spot | None = None,
    subject: str = "rocks",
    mist: float = 0.5,
    **look: float,
) -> Picture:
    """A long exposure: the waves have become mist. The subject stands in it: rocks, posts or nothing."""
    rng, hour = dice(seed), LIGHTS[light]
    w, h = size
    out = sky(size, hour, rng, horizon, sun, cloud, stretch=0.6)
    edge = int(h * horizon)
    # clouds move during such an exposure
    out[:edge] = smear(np.ascontiguousarray(out[:edge]), int(w * 0.05) | 1, 1)
    depth = np.arange(h - edge)
    rows = np.clip(edge - 1 - depth * 0.9, 0, edge - 1).astype(int)
    sea = smear(np.ascontiguousarray(out[rows]), int(h * 0.05) | 1, 0)
    t = (depth / h).astype(np.float32)[:, None]
    sea = mix(sea, colour(hour.deep), np.clip(0.12 + t * 0.75, 0, 1)[..., None])
    streaks = fbm((w, h - edge), 3.0, rng, (2.6, 0.3), reduce=3)
    sea = mix(sea, colour(hour.mist), smooth(-0.4, 2.2, streaks) * mist * smooth(0, 0.1, t))
    out[edge:] = sea
    haze = np.exp(-np.abs(np.arange(h) - edge) / (h * 0.012)).astype(np.float32)
    out = mix(out, colour(hour.sky[-1][1]), (haze * 0.6)[:, None, None])
    if subject == "rocks":
        out = rocks(out, rng, horizon, hour)
    elif subject == "posts":
        out = posts(out, rng, horizon, hour)
    return develop(out, rng, **{"saturation": 0.85, "contrast": 0.15, **look})


TIDES = {
    "turquoise": (
        (0, "0b3f52"),
        (0.28, "12707c"),
        (0.48, "4fb0ab"),
        (0.58, "a6d2bf"),
        (0.64, "b8a98a"),
        (1, "d8c4a0"),
    ),
    "volcanic": (
        (0, "13262f"),
        (0.3, "27444f"),
        (0.5, "5f7d84"),
        (0.6, "89969a"),
        (0.66, "2f2d2e"),
        (1, "464142"),
    ),
    "dusk": (
        (0, "2a2c55"),
        (0.3, "5a4f80"),
        (0.48, "a77f97"),
        (0.58, "e0b2a2"),
        (0.65, "8d6a62"),
        (1, "c39a80"),
    ),
}


def tideline(
    size: Size, seed: int, palette: str = "turquoise", slope: float = 0.5, lean: float = 0.3, **look: float
) -> Picture:
    """The shore straight from above: deep water, foam, wet and dry sand."""
    rng = dice(seed)
    x, y = axes(size)
    bend, small, fine = fbm(size, 4.4, rng, (1.4, 0.8)), fbm(size, 2.9, rng), fbm(size, 2.0, rng, reduce=1)
    place = slope + (y - 0.5) * 0.75 + (x - 0.5) * lean + bend * 0.055
    out = shades(place + 0.008 * small, TIDES[palette])
    waves = fbm(size, 2.6, rng, (1.6, 0.5))
    out = out * (1 + 0.07 * waves + 0.05 * fine)[..., None]
    foam = np.zeros_like(place)
    for k, (at, thick, strength) in enumerate(
        ((0.585, 0.02, 0.95), (0.5, 0.022, 0.75), (0.4, 0.02, 0.5), (0.3, 0.018, 0.32))
    ):
        edge = place + fbm(size, 3.2, rng) * (0.012 + 0.004 * k)
        # a wave ends in a sharp lip on the sand's side and drags lace behind it
        behind = smooth(at - thick * 5, at, edge) * smooth(at + 0.004, at, edge)
        lace = smooth(0.75, 0.2, np.abs(fbm(size, 2.4, rng, (1.2, 0.8))) + 1.2 * (1 - behind))
        lip = np.exp(-(((edge - at) / (thick * 0.28)) ** 2))
        foam = np.maximum(foam, np.clip(lace * behind + lip * (0.7 + 0.3 * fine), 0, 1) * strength)
    out = mix(out, colour("f6f7f4"), np.clip(foam, 0, 1))
    wet = smooth(0.58, 0.6, place) * smooth(0.72, 0.64, place)
    out = out * (1 - 0.18 * wet)[..., None]
    return develop(out, rng, **{"contrast": 0.15, "vignette": 0.12, **look})


def shimmer(
    size: Size, seed: int, light: str = "dusk_orange", scale: float = 1.0, stretch: float = 2.6, **look: float
) -> Picture:
    """Only water, close to the lens: the sky folded into ripples."""
    rng, hour = dice(seed), LIGHTS[light]
    broad, fine = (
        fbm(size, 4.4, rng, (stretch, 0.8)),
        fbm(size, 3.6, rng, (stretch, 0.7), lowest=0.004 * scale),
    )
    _, y = axes(size)
    phase = 0.5 + 0.5 * np.sin(broad * 3.2 + fine * 1.5 + y * 16 * scale)
    out = shades(
        phase,
        (
            (0, hour.deep),
            (0.35, hour.sky[0][1]),
            (0.7, hour.sky[-2][1]),
            (0.92, hour.sky[-1][1]),
            (1, hour.sun),
        ),
    )
    sharp = smooth(0.82, 1.0, phase) * smooth(0.3, 1.4, fine)
    out = out + tint(sharp * 0.7, hour.sun)
    return develop(blur(out, 0.6), rng, **{"bloom": 0.3, "contrast": 0.2, **look})
