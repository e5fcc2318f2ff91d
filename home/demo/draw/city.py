"""Skylines after dark, doubled by a river."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, Plane, Size, blur, colour, mix, smear, smooth, tint
from home.demo.draw.finish import develop
from home.demo.draw.light import LIGHTS
from home.demo.draw.noise import Random, dice, fbm
from home.demo.draw.sky import sky

WARM = ("ffb765", "ffcf8f", "ffe2b8", "fff3de")


COOL = ("dfe9ff", "cfe0ff")


def _windows(
    wide: int, tall: int, pitch: tuple[int, int], rng: Random, lit: float, style: int
) -> tuple[Plane, Plane]:
    """The light of a facade's windows, and how warm each is."""
    across, down = wide // pitch[0] + 1, tall // pitch[1] + 1
    power = (rng.random((down, across)) < lit) * rng.uniform(0.25, 1.0, (down, across))
    if style == 1:  # offices: whole floors are on or off
        floors = (rng.random((down, 1)) < lit * 1.1) * rng.uniform(0.4, 1.0, (down, 1))
        power = floors * rng.uniform(0.7, 1.0, (down, across)) * (rng.random((down, across)) < 0.93)
    elif style == 2:  # stairwells and lifts: lit columns
        power = np.maximum(power * 0.7, (rng.random((1, across)) < 0.12) * 0.9)
    power = power * rng.choice([1.0, 1.0, 0.55], (down, across))
    warmth = np.clip(rng.normal(0.25 if style != 1 else 0.7, 0.25, (down, across)), 0, 1)
    gx, gy = (1, 1) if pitch[0] < 9 else (max(2, pitch[0] // 4), max(2, pitch[1] // 3))
    pane_x = np.arange(wide) % pitch[0] >= gx
    pane_y = np.arange(tall) % pitch[1] >= gy
    spread = np.ix_(np.arange(tall) // pitch[1], np.arange(wide) // pitch[0])
    return (power[spread] * (pane_y[:, None] & pane_x[None])).astype(np.float32), warmth[spread].astype(
        np.float32
    )


def _building(
    out: Picture,
    rng: Random,
    left: int,
    wide: int,
    foot: int,
    tall: int,
    wall: Plane,
    near: float,
    lit: float,
) -> None:
    """Paint one house in place: wall, windows, perhaps a crown and a mast."""
    h, w, _ = out.shape
    top, x0, x1 = max(foot - tall, 2), max(left, 0), min(left + wide, w)
    if x1 - x0 < 4:
        return
    unit = h / 1600
    pitch = (
        max(3, round(rng.uniform(7, 11) * unit * (0.5 + near))),
        max(4, round(rng.uniform(9, 14) * unit * (0.5 + near))),
    )
    style = int(rng.choice([0, 0, 1, 2]))
    light, warmth = _windows(x1 - x0, foot - top, pitch, rng, lit * rng.uniform(0.5, 1.3), style)
    edge = int(pitch[0])
    light[:edge] = 0
    light[:, : edge // 2] = 0
    light[:, -(edge // 2) - 1 :] = 0
    tone = mix(colour(WARM[rng.integers(4)]), colour(COOL[rng.integers(2)]), warmth)
    side = (
        np.linspace(1.25, 0.8, x1 - x0, dtype=np.float32)[None, :, None]
        if rng.random() < 0.5
        else np.float32(1)
    )
    height = np.linspace(0.85, 1.3, foot - top, dtype=np.float32)[:, None, None]
    out[top:foot, x0:x1] = wall * side * height + tone * light[..., None] * (0.45 + 0.5 * near)
    kind = rng.random()
    if kind < 0.16 and near > 0.2:  # a lit crown
        out[top : top + int(9 * unit), x0:x1] = colour(
            rng.choice(["ffcf8f", "9fd0ff", "ff9aa8", "d8f0ff"])
        ) * np.float32(0.9)
    elif kind < 0.36:  # a mast with its red lamp
        middle, reach = (x0 + x1) // 2, int(tall * rng.uniform(0.08, 0.2))
        mast = max(2, int(3 * unit))
        out[max(top - reach, 0) : top, middle : middle + mast] = wall * 0.8
        lamp = max(top - reach, 0)
        out[lamp : lamp + mast + 2, middle - 1 : middle + mast + 1] = np.array([1.5, 0.2, 0.16], np.float32)


def _profile(x: float, kind: str) -> float:
    """How tall the city may grow at this place across the frame."""
    if kind == "core":
        return float(
            0.3 + 0.9 * np.exp(-(((x - 0.56) / 0.2) ** 2)) + 0.3 * np.exp(-(((x - 0.2) / 0.08) ** 2))
        )
    if kind == "twin":
        return float(
            0.3 + 0.8 * np.exp(-(((x - 0.26) / 0.1) ** 2)) + 0.7 * np.exp(-(((x - 0.78) / 0.12) ** 2))
        )
    return 0.75


def skyline(
    size: Size,
    seed: int,
    light: str = "dusk_violet",
    horizon: float = 0.64,
    profile: str = "core",
    rows: int = 4,
    lit: float = 0.42,
    haze: float = 0.6,
    tall: float = 0.5,
    cloud: float = 0.3,
    water: bool = True,
    **look: float,
) -> Picture:
    """A skyline by night, rows of houses in haze, doubled by a river."""
    rng, hour = dice(seed), LIGHTS[light]
    w, h = size
    out = sky(size, hour, rng, horizon, None, cloud)
    foot, above = int(h * horizon), out.max(-1)
    for k in range(rows):
        near = k / max(1, rows - 1)
        wall = mix(
            mix(colour(hour.far), colour("0b0e18"), 0.35 + 0.25 * near),
            colour(hour.near) * np.float32(0.5),
            near * 0.92,
        ) * np.float32(0.8)
        x = -int(rng.integers(0, 60))
        while x < w:
            wide = int(w * rng.uniform(0.016, 0.046) * (0.75 + 0.5 * near))
            limit = _profile((x + wide / 2) / w, profile) * (1 - 0.45 * near)
            height = int(h * tall * (0.12 + limit * rng.random() ** 1.6))
            _building(out, rng, x, wide, foot, height, wall, near, lit)
            x += wide + int(rng.integers(-6, 14) * w / 2400)
        if k < rows - 1:  # air between this row and the next
            y = np.arange(foot, dtype=np.float32)[:, None] / h
            veil = smooth(horizon - tall * 0.9, horizon, y) * haze * (0.5 - 0.35 * near)
            out[:foot] = mix(
                out[:foot], colour(hour.sky[-2][1]) * np.float32(0.8), veil * np.ones((1, w), np.float32)
            )
    # only what is brighter than the sky behind it is a lamp
    lamps = np.clip(out - 0.5, 0, 1) * (out.max(-1) > above + 0.06)[..., None]
    lamps[foot:] = 0
    out = out + blur(lamps, 3 * h / 1600) * 1.1 + blur(lamps, 22 * h / 1600) * 0.8
    if water:
        out = _river(out, rng, foot)
    else:
        out[foot:] = colour("05070c")
    return develop(out, rng, **{"bloom": 0.35, "contrast": 0.15, "grain": 0.014, **look})


def _river(out: Picture, rng: Random, foot: int) -> Picture:
    """The city again, upside down and drawn out by the ripples."""
    h, w, _ = out.shape
    depth = np.arange(h - foot, dtype=np.float32)[:, None]
    near = depth / h
    waves = fbm((w, h - foot), 2.6, rng, (3.0, 0.35)) * (3 + 60 * near) + fbm(
        (w, h - foot), 1.8, rng, (3.5, 0.3), reduce=1
    ) * (1 + 14 * near)
    rows = np.clip(foot - 2 - depth * 1.15 + waves, 0, foot - 1).astype(np.int32)
    shift = fbm((w, h - foot), 2.6, rng, (2.5, 0.4)) * (1.5 + 16 * near)
    cols = np.clip(np.arange(w)[None] + shift, 0, w - 1).astype(np.int32)
    mirror = out[:foot].reshape(-1, 3)[rows * w + cols]
    soft = mix(mirror, smear(mirror, int(h * 0.035), 0), 0.6)
    dim = np.linspace(0.8, 0.5, h - foot, dtype=np.float32)[:, None, None]
    out[foot:] = soft * dim + colour("0a0f1a") * np.float32(0.35)
    quay = np.exp(-(((np.arange(h) - foot) / (h * 0.004)) ** 2)).astype(np.float32)
    out = out * (1 - 0.85 * quay)[:, None, None]
    lamps = np.zeros((h, w), np.float32)
    lamps[foot - 3, rng.integers(0, w, 90)] = 1
    return (
        out
        + tint(blur(lamps, 2.0) * 22, "ffd79a")
        + tint(blur(smear(lamps, int(h * 0.06), 0), 2) * 30, "ffc070") * 0.4
    )
