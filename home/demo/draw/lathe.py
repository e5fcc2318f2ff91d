"""Turned things: a profile spun round an axis, lit by a window, with the shadows it throws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from home.demo.draw.canvas import Picture, Plane, axes, colour, mix, smooth, tint
from home.demo.draw.noise import Random, fbm

SQUASH = 0.2  # how much of a horizontal circle one sees from the chair of the painter

# radii from foot to top, as parts of the height
PROFILES: dict[str, tuple[float, ...]] = {
    "bottle": (0.15, 0.19, 0.2, 0.2, 0.2, 0.2, 0.19, 0.15, 0.08, 0.055, 0.05, 0.05, 0.052, 0.062),
    "vase": (0.17, 0.25, 0.29, 0.3, 0.28, 0.23, 0.16, 0.1, 0.075, 0.065, 0.065, 0.075, 0.095),
    "moon": (0.28, 0.4, 0.48, 0.52, 0.535, 0.53, 0.5, 0.43, 0.33, 0.24, 0.215, 0.22),
    "jar": (0.3, 0.37, 0.41, 0.43, 0.43, 0.42, 0.38, 0.31, 0.26, 0.27, 0.29),
    "bowl": (0.36, 0.4, 0.56, 0.7, 0.82, 0.9, 0.96, 1.0, 1.02),
    "cup": (0.32, 0.4, 0.43, 0.45, 0.46, 0.47, 0.475, 0.48),
    "beaker": (0.2, 0.21, 0.215, 0.22, 0.225, 0.23, 0.235, 0.24),
    "tall": (0.1, 0.115, 0.12, 0.12, 0.115, 0.105, 0.09, 0.07, 0.05, 0.042, 0.04, 0.045),
    "pear": (0.2, 0.33, 0.4, 0.41, 0.39, 0.34, 0.27, 0.21, 0.18, 0.165, 0.14, 0.09, 0.0),
    "apple": (0.26, 0.42, 0.52, 0.57, 0.59, 0.59, 0.57, 0.53, 0.45, 0.33, 0.12),
    "persimmon": (0.34, 0.55, 0.66, 0.71, 0.73, 0.73, 0.7, 0.64, 0.54, 0.4, 0.16),
    "lemon": (0.1, 0.32, 0.42, 0.47, 0.49, 0.49, 0.47, 0.41, 0.3, 0.1),
    "egg": (0.16, 0.31, 0.37, 0.39, 0.385, 0.365, 0.33, 0.28, 0.2, 0.0),
}
OPEN = {"bowl", "cup", "beaker", "vase", "moon", "jar", "bottle", "tall"}
STEMMED = {"pear", "apple", "persimmon"}


@dataclass(frozen=True)
class Thing:
    """One object: what it is, where its foot stands (0..1), how tall (in heights), and its surface."""

    kind: str
    x: float
    foot: float
    tall: float
    tone: str
    gloss: float = 0.3
    speckle: float = 0.04
    blush: str = ""


def radius(thing: Thing, level: Plane) -> Plane:
    """The radius (in heights) at a level 0..1 above the foot."""
    profile = np.array(PROFILES[thing.kind], np.float32)
    places = np.linspace(0, 1, profile.size)
    fine = np.interp(np.linspace(0, 1, 400), places, profile)
    kernel = np.hanning(35) / np.hanning(35).sum()
    rounded = np.convolve(np.pad(fine, 17, "edge"), kernel, "valid")
    if profile[-1] < 0.05:  # fruit closes at the top like a sphere
        rounded[-60:] *= np.sqrt(np.clip(1 - np.linspace(0, 1, 60) ** 2, 0, 1))
    if thing.kind not in OPEN:
        rounded[:40] *= np.sqrt(np.clip(1 - np.linspace(1, 0, 40) ** 2 * 0.75, 0, 1))
    return (np.interp(np.clip(level, 0, 1), np.linspace(0, 1, 400), rounded) * thing.tall).astype(np.float32)


def shadow_on_table(
    size: tuple[int, int], thing: Thing, light: tuple[float, float, float], rows: slice
) -> Plane:
    """How much of the light the thing keeps from each point of the table."""
    w, h = size
    x, y = axes(size)
    dx, dz = (x - thing.x) * (w / h), (y[rows] - thing.foot) / SQUASH
    length = np.hypot(light[0], light[2])
    lx, lz = light[0] / length, light[2] / length
    away = -(dx * lx + dz * lz)
    aside = np.abs(dx * lz - dz * lx)
    height = away * (light[1] / length)
    r = radius(thing, height / thing.tall)
    soft = 0.012 + 0.16 * np.clip(away, 0, 1)
    core = (
        smooth(soft, -soft, aside - r)
        * smooth(-0.02, 0.02, away)
        * smooth(thing.tall * 1.0 + soft, thing.tall - soft, height)
    )
    foot = radius(thing, np.float32(0.0)[None, None])[0, 0]
    contact = np.exp(-np.clip(np.hypot(dx, dz) - foot, 0, 9) / 0.02)
    return np.clip(core * 0.85 * np.exp(-np.clip(away, 0, 9) * 0.9) + contact * 0.8, 0, 0.95)


def shadow_on_wall(
    size: tuple[int, int], thing: Thing, light: tuple[float, float, float], edge: float, rows: slice
) -> Plane:
    """The same for the wall behind; `edge` is where table and wall meet."""
    w, h = size
    x, y = axes(size)
    gap = (thing.foot - edge) / SQUASH
    shift = gap * light[0] / light[2]
    rise = gap * light[1] / light[2]
    level = (thing.foot - y[rows] - gap * SQUASH + rise) / thing.tall
    aside = np.abs((x - thing.x) * (w / h) + shift)
    soft = 0.02 + 0.2 * gap
    inside = smooth(soft, -soft, aside - radius(thing, level)) * smooth(1 + soft * 2, 1 - soft * 2, level)
    return inside * 0.55 * np.exp(-gap * 1.2)


def turn(
    picture: Picture,
    rng: Random,
    thing: Thing,
    light: tuple[float, float, float],
    wall: str,
    window: bool = True,
) -> Picture:
    """The picture with the thing in it."""
    h, w, _ = picture.shape
    x, y = axes((w, h))
    widest = max(PROFILES[thing.kind]) * thing.tall * 1.1
    cols = slice(int(max((thing.x - widest * h / w) * w, 0)), int(min((thing.x + widest * h / w) * w + 2, w)))
    rows = slice(
        int(max((thing.foot - thing.tall * 1.25) * h, 0)), int(min((thing.foot + widest * SQUASH) * h + 3, h))
    )
    across, up = (x[:, cols] - thing.x) * (w / h), thing.foot - y[rows]
    r = np.maximum(radius(thing, up / thing.tall), 1e-4)
    # seen a little from above, the front of a ring lies lower than its axis
    front = np.sqrt(np.clip(1 - (across / r) ** 2, 0, 1))
    level = (up + SQUASH * r * front * 0.98) / thing.tall
    r = np.maximum(radius(thing, level), 1e-4)
    u = np.clip(across / r, -1, 1)
    mask = np.clip((1 - np.abs(across / r)) * r * h / 1.3 + 0.5, 0, 1)
    mask = (
        mask * np.clip(level * thing.tall * h / 1.3, 0, 1) * np.clip((1 - level) * thing.tall * h / 1.3, 0, 1)
    )
    step = np.float32(0.012)
    lean = (radius(thing, level - step) - radius(thing, level + step)) / (2 * step * thing.tall)
    norm = np.sqrt(1 + lean**2)
    nx, ny, nz = u / norm, lean / norm, np.sqrt(np.clip(1 - u**2, 0, 1)) / norm
    part = (across.shape[1], up.shape[0])
    grain = fbm(part, 1.6, rng, reduce=1)
    paint = _lit(thing, (nx, ny, nz), light, wall, grain, fbm(part, 3.4, rng), level, window)
    patch = mix(picture[rows, cols], paint, mask)
    if thing.kind in OPEN:
        patch = _mouth(patch, thing, across, up, light)
    if thing.kind in STEMMED:
        patch = _stem(patch, thing, across, up, h)
    out = picture.copy()
    out[rows, cols] = patch
    return out


def _lit(
    thing: Thing,
    normal: tuple[Plane, Plane, Plane],
    light: tuple[float, float, float],
    wall: str,
    grain: Plane,
    stains: Plane,
    level: Plane,
    window: bool,
) -> Picture:
    nx, ny, nz = normal
    ray = np.array(light, np.float32) / np.linalg.norm(light)
    direct = nx * ray[0] + ny * ray[1] + nz * ray[2]
    lambert = np.clip((direct + 0.12) / 1.12, 0, 1) ** 1.15
    bounce = np.clip(-ny * 0.6 + 0.25, 0, 1) * 0.16 + np.clip(nx * -np.sign(ray[0]), 0, 1) ** 3 * 0.10
    base = colour(thing.tone) * (1 + thing.speckle * grain + 0.05 * stains)[..., None]
    if thing.blush:
        side = smooth(-0.3, 0.9, nx * -np.sign(ray[0]) * 0.4 + level - 0.4 + 0.2 * stains)
        base = mix(base, colour(thing.blush), side * 0.75)
    occlusion = 0.55 + 0.45 * smooth(0.0, 0.22, level)
    out = base * ((0.13 + 1.0 * lambert + bounce) * occlusion)[..., None]
    # the mirror image of the window: a bright rectangle with its crossbar
    rx, ry = 2 * nz * nx, 2 * nz * ny
    side = rx * np.sign(ray[0])
    pane = (
        smooth(0.58, 0.66, side) * smooth(0.95, 0.88, side) * smooth(0.02, 0.1, ry) * smooth(0.72, 0.62, ry)
    )
    if window:
        pane = (
            pane
            * (1 - 0.75 * np.exp(-(((ry - 0.36) / 0.025) ** 2)))
            * (1 - 0.75 * np.exp(-(((side - 0.77) / 0.014) ** 2)))
        )
    soft = np.exp(-(((side - 0.74) / 0.22) ** 2) - ((ry - 0.35) / 0.3) ** 2)
    rim = (1 - np.clip(nz, 0, 1)) ** 4
    shine = thing.gloss * (0.75 * pane + 0.22 * soft)
    return out + tint(shine, "fff6e8") + tint(rim * 0.2 * (0.3 + thing.gloss), wall) * occlusion[..., None]


def _mouth(
    patch: Picture, thing: Thing, across: Plane, up: Plane, light: tuple[float, float, float]
) -> Picture:
    """The rim of a vessel and the dark inside it."""
    r = PROFILES[thing.kind][-1] * thing.tall * 0.97
    v = (up - thing.tall) / (r * SQUASH)
    d = np.hypot(across / r, v)
    edge = np.clip((1 - d) * r * SQUASH * 1400 / 2, 0, 1)
    inner = np.clip((0.9 - d) * r * SQUASH * 1400 / 2, 0, 1)
    side = across / r * np.sign(light[0])
    rim = colour(thing.tone) * (0.75 + 0.35 * side)[..., None]
    # the light falls on the inner wall opposite to the window
    hollow = colour(thing.tone) * (0.1 + 0.5 * smooth(0.1, -0.9, side) * smooth(-0.8, 0.8, v))[..., None]
    return mix(mix(patch, rim, edge), hollow, inner)


def _stem(patch: Picture, thing: Thing, across: Plane, up: Plane, h: int) -> Picture:
    """A short bent stalk."""
    above = (up - thing.tall * 0.93) / (thing.tall * 0.24)
    bend = 0.05 * thing.tall * np.clip(above, 0, 1) ** 2
    wide = thing.tall * (0.018 + 0.012 * np.clip(above, 0, 1))
    mask = (
        np.clip((wide - np.abs(across - bend)) * h / 1.3 + 0.5, 0, 1)
        * (above > 0)
        * np.clip((1 - above) * 12, 0, 1)
    )
    tone = colour("4a3524") * (1 - 0.5 * (across - bend) / wide).clip(0.4, 1.5)[..., None]
    return mix(patch, tone, mask)
