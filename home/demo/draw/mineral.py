"""Close to the lens: banded stone, lake ice, frost, cut paper."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

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
from home.demo.draw.liquid import RAMPS, warped
from home.demo.draw.noise import Random, cells, dice, fbm


def stone(
    size: Size,
    seed: int,
    ramp: str = "agate",
    bands: float = 11,
    centre: tuple[float, float] = (0.38, 0.58),
    **look: float,
) -> Picture:
    """A polished slice of banded stone with crystals in the middle."""
    rng = dice(seed)
    flow, _ = warped(size, rng, 40, 4.6, 2, 0.7)
    x, y = square_axes(size, centre)
    distance = np.hypot(x * 0.8, y) + 0.09 * flow + 0.003 * fbm(size, 2.6, rng)
    level = distance * bands
    broad = 0.5 + 0.5 * np.sin(level * 1.7 + 2.1 * np.sin(level * 0.6))
    thin = 0.5 + 0.5 * np.sin(level * 9 + 3 * np.sin(level * 1.3))
    out = shades(np.clip(0.78 * broad + 0.22 * thin, 0, 1), RAMPS[ramp]) * (0.82 + 0.26 * thin)[..., None]
    first, second, owner = cells(size, 2600, rng)
    facet = np.take(rng.uniform(0.4, 1.25, int(owner.max()) + 1).astype(np.float32), owner)
    crystal = (
        mix(colour("f4f0ec"), colour("b9a9c4"), smooth(0.16, 0.0, distance))
        * (facet * (0.7 + 0.5 * smooth(0.02, 0.12, second - first)))[..., None]
    )
    out = mix(out, crystal, smooth(0.15, 0.13, distance))
    return develop(
        out * (1 + 0.03 * fbm(size, 1.6, rng, reduce=1))[..., None], rng, **{"contrast": 0.15, **look}
    )


def ice(
    size: Size, seed: int, deep: str = "06283a", pale: str = "a9d6de", bubbles: int = 260, **look: float
) -> Picture:
    """Lake ice: cracks at several depths, white bubbles frozen in columns."""
    rng = dice(seed)
    flow = fbm(size, 3.4, rng)
    out = (
        mix(colour(deep), colour("1d6a80"), smooth(-1.6, 1.8, flow))
        * (1 + 0.05 * fbm(size, 2.0, rng, reduce=1))[..., None]
    )
    for count, width, strength in ((9, 0.05, 0.55), (26, 0.035, 0.5), (90, 0.03, 0.28)):
        first, second, _ = cells(size, count, rng)
        gap = second - first + 0.012 * fbm(size, 3.0, rng)
        sheet = np.exp(-np.abs(gap) / (width * 2.4)) * smooth(-1.2, 1.0, fbm(size, 3.0, rng))
        hair = np.exp(-((gap / (width * 0.22)) ** 2))
        out = mix(out, colour(pale), np.clip(sheet * strength * 0.7 + hair * strength, 0, 0.95))
    out = _bubbles(out, rng, bubbles)
    frost = smooth(1.0, 2.6, fbm(size, 2.2, rng)) * 0.4
    shine = glow(size, (0.72, 0.18), 0.55, 1.5) * 0.22
    return develop(
        mix(out, colour("eef6f8"), frost) + tint(shine, "cfe6ee"),
        rng,
        **{"contrast": 0.22, "vignette": 0.3, **look},
    )


def _bubbles(out: Picture, rng: Random, count: int) -> Picture:
    h, w, _ = out.shape
    for _ in range(count):
        group = rng.random(2) * (w, h)
        r = h * rng.uniform(0.004, 0.026) * rng.random() ** 0.5
        for k in range(rng.integers(1, 5)):
            cx, cy = group[0] + rng.normal(0, r * 0.4), group[1] + k * r * 0.75
            x0, x1, y0, y1 = (
                int(max(cx - r * 1.3, 0)),
                int(min(cx + r * 1.3, w)),
                int(max(cy - r, 0)),
                int(min(cy + r, h)),
            )
            if x1 - x0 < 3 or y1 - y0 < 3:
                continue
            u, v = (
                (np.arange(x0, x1, dtype=np.float32)[None] - cx) / (r * 1.2),
                (np.arange(y0, y1, dtype=np.float32)[:, None] - cy) / (r * 0.85),
            )
            d = np.hypot(u, v)
            mask = smooth(1.0, 0.82, d) * (0.18 + 0.5 * smooth(0.3, 0.95, d)) * (0.9 - 0.15 * k)
            out[y0:y1, x0:x1] = mix(out[y0:y1, x0:x1], colour("e6f3f5"), mask)
            r *= 0.86
    return out


def _ferns(size: Size, rng: Random, stems: int) -> Plane:
    """Ferns of ice growing in from the edges, as lines of light."""
    w, h = size
    sheet = Image.new("L", (w, h))
    pen = ImageDraw.Draw(sheet)

    def fern(x: float, y: float, angle: float, length: float, depth: int) -> None:
        steps = max(4, int(length / (h * 0.008)))
        curl = rng.normal(0, 0.5) / steps
        for k in range(steps):
            x2, y2 = x + np.cos(angle) * length / steps, y + np.sin(angle) * length / steps
            pen.line((x, y, x2, y2), 150 + 50 * depth, 2 + 2 * (depth == 2))
            if depth and k > 0:
                reach = length * (0.34 if depth == 2 else 0.3) * (1 - k / steps) * rng.uniform(0.7, 1.15)
                for side in (-1, 1):
                    if reach > h * 0.005:
                        fern(x2, y2, angle + side * rng.uniform(0.85, 1.05), reach, depth - 1)
            x, y, angle = x2, y2, angle + curl

    for _ in range(stems):
        if rng.random() < 0.7:
            x, y, angle = rng.random() * w, h * 1.01, -np.pi / 2 + rng.normal(0, 0.4)
        else:
            left = rng.random() < 0.5
            x, y, angle = (
                (0.0 if left else float(w)),
                rng.uniform(0.3, 1) * h,
                rng.normal(-0.5, 0.4) if left else np.pi + rng.normal(0.5, 0.4),
            )
        fern(x, y, angle, h * rng.uniform(0.2, 0.62), 2)
    return np.asarray(sheet, np.float32) / 255


def frost(
    size: Size,
    seed: int,
    back: tuple[str, str] = ("0d2340", "5f86ad"),
    glow_tone: str = "f4b98a",
    stems: int = 34,
    **look: float,
) -> Picture:
    """Frost ferns on a window before sunrise."""
    rng = dice(seed)
    lines = _ferns(size, rng, stems)
    veil = blur(lines, 5) * 1.6 + blur(lines, 26) * 0.9
    out = gradient(size, ((0, back[0]), (0.6, back[1]), (1, glow_tone))) * np.float32(0.72)
    out = out + tint(glow(size, (0.66, 0.85), 0.4, 1.4) * 0.22, glow_tone)
    out = blur(out * (1 + 0.12 * fbm(size, 3.6, rng))[..., None], 3)
    sparkle = np.clip(lines - np.roll(lines, (2, 2), (0, 1)), -0.6, 1)
    ice_light = np.clip(0.5 * veil + 0.55 * lines + 0.3 * sparkle, 0, 1)
    return develop(
        mix(out, colour("eef5fb"), ice_light * 0.9), rng, **{"contrast": 0.2, "vignette": 0.3, **look}
    )


def paper(
    size: Size,
    seed: int,
    tones: tuple[str, ...] = ("14304a", "28587a", "5a93ad", "a9c8c9", "e9e3d0", "e8b98a", "c9694a"),
    sheets: int = 11,
    **look: float,
) -> Picture:
    """Sheets of coloured paper, cut in waves and laid over each other."""
    rng = dice(seed)
    w, h = size
    x, y = axes(size)
    out = np.broadcast_to(colour(tones[0]) * 0.7, (h, w, 3)).astype(np.float32)
    grain = fbm(size, 1.7, rng, reduce=1) * 0.016 + fbm(size, 2.4, rng) * 0.008
    base, swing = rng.random() * 6, rng.uniform(0.7, 1.2)
    for k in range(sheets):
        t = k / (sheets - 1)
        edge = (
            0.06
            + 0.93 * t
            + 0.085 * np.sin(x * 4.2 * swing + base + k * 0.55)
            + 0.035 * np.sin(x * 9.1 + k * 1.3)
            - 0.16 * (x - 0.5)
        )
        depth = y - edge
        shadow = np.exp(-np.clip(-depth, 0, 1) / 0.035) * (depth < 0) * 0.5
        mask = np.clip(depth * h / 1.3 + 0.5, 0, 1)
        tone = tones[int(t * (len(tones) - 1))]
        after = tones[min(int(t * (len(tones) - 1)) + 1, len(tones) - 1)]
        body = mix(colour(tone), colour(after), (t * (len(tones) - 1)) % 1)
        rim = np.exp(-np.clip(depth, 0, 1) / 0.0022) * 0.28
        curl = 0.9 + 0.2 * np.exp(-np.clip(depth, 0, 1) / 0.05)
        out = out * (1 - shadow * (1 - mask))[..., None]
        out = mix(out, body * (curl * (1 + grain) + rim)[..., None], mask)
    return develop(out, rng, **{"contrast": 0.15, "vignette": 0.25, "grain": 0.009, **look})
