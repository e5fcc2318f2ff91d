"""The street by night: neon on wet ground or through wet glass, lit windows."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import (
    Picture,
    Plane,
    Size,
    axes,
    blur,
    colour,
    gradient,
    mix,
    screen,
    smear,
    smooth,
    tint,
)
from home.demo.draw.finish import develop
from home.demo.draw.noise import Random, dice, fbm

NEON = {
    "classic": ("ff8a5c", "ffd08a", "e2506a", "6fb7d6", "f4e3c8", "b35c8f"),
    "cyan": ("35d0e0", "5a8cff", "e86ad0", "b0f0ff", "7a5cf0"),
    "amber": ("ffb050", "ff8a3c", "ffd79a", "fff0d0", "e85a3a"),
    "market": ("ff5a4a", "ffb84a", "5ad08a", "ffe6b0", "ff7ab0"),
}


def discs(
    out: Picture,
    rng: Random,
    palette: tuple[str, ...],
    count: int,
    radii: tuple[float, float],
    area: tuple[float, float],
    power: float,
) -> Picture:
    """Lights out of focus: flat discs with a slightly brighter rim, cut by the lens at the edges."""
    h, w, _ = out.shape
    for _ in range(count):
        r = h * (radii[0] + (radii[1] - radii[0]) * rng.random() ** 2)
        cx, cy = rng.random() * w, h * (area[0] + (area[1] - area[0]) * rng.random())
        x0, x1, y0, y1 = (
            int(max(cx - r - 2, 0)),
            int(min(cx + r + 3, w)),
            int(max(cy - r - 2, 0)),
            int(min(cy + r + 3, h)),
        )
        if x1 - x0 < 2 or y1 - y0 < 2:
            continue
        x, y = (
            np.arange(x0, x1, dtype=np.float32)[None] - cx,
            np.arange(y0, y1, dtype=np.float32)[:, None] - cy,
        )
        d = np.hypot(x, y)
        # the cat's eye: towards the corners a second circle cuts the disc
        cut = np.hypot(x + (cx - w / 2) * 0.18 * r / h * 2, y + (cy - h / 2) * 0.18 * r / h * 2)
        edge = np.clip((r - d) / 2.2 + 0.5, 0, 1) * np.clip((r * 1.02 - cut) / 2.2 + 0.5, 0, 1)
        rim = 0.78 + 0.22 * np.clip(d / r, 0, 1) ** 6
        light = tint(edge * rim * power * rng.uniform(0.25, 1.0), palette[rng.integers(len(palette))])
        out[y0:y1, x0:x1] = screen(out[y0:y1, x0:x1], light)
    return out


def neon(
    size: Size,
    seed: int,
    palette: str = "classic",
    horizon: float = 0.64,
    count: int = 150,
    glass: float = 0.0,
    base: tuple[str, str, str] = ("0a0b16", "2a1c30", "0a0a12"),
    radii: tuple[float, float] = (0.01, 0.06),
    **look: float,
) -> Picture:
    """A street of signs out of focus; on wet asphalt, or through a window with drops."""
    rng = dice(seed)
    w, h = size
    tones = NEON[palette]
    out = gradient(size, ((0, base[0]), (0.6, base[1]), (1, base[2])))
    out = discs(out, rng, tones, count // 3, (0.07, 0.15), (0.05, horizon), 0.22)
    out = discs(out, rng, tones, count, radii, (0.12, horizon + 0.03), 0.75)
    if glass:
        return develop(_wet_glass(out, rng, glass), rng, **{"contrast": 0.25, "bloom": 0.3, **look})
    edge = int(h * horizon)
    mirror = out[np.clip(edge - np.arange(h - edge) * 1.2, 0, edge - 1).astype(int)]
    wet = smear(mirror, int(h * 0.22), 0) * 1.25 + smear(mirror, int(h * 0.06), 0) * 0.35
    rough = fbm((w, h - edge), 2.0, rng, (2.6, 0.4), reduce=1)
    patches = 0.55 + 0.45 * smooth(-1, 1, fbm((w, h - edge), 3.2, rng, (2, 0.6)))
    out[edge:] = wet * (np.clip(0.75 + 0.2 * rough, 0.1, 1.6) * patches)[..., None] + colour(
        base[2]
    ) * np.float32(0.5)
    seam = np.exp(-np.abs(np.arange(h) - edge) / (h * 0.02)).astype(np.float32)
    out = out * (1 - 0.55 * seam)[:, None, None]
    return develop(out, rng, **{"contrast": 0.28, "bloom": 0.35, "grain": 0.016, **look})


def _wet_glass(out: Picture, rng: Random, amount: float) -> Picture:
    """Drops on a window, each showing the street upside down."""
    h, w, _ = out.shape
    scene = blur(out, 5)
    out = mix(scene, np.full_like(scene, 0.35), 0.05)
    for _ in range(int(620 * amount)):
        r = h * (0.004 + 0.026 * rng.random() ** 3)
        cx, cy = rng.uniform(r, w - r), rng.uniform(r, h - r)
        tall = rng.uniform(1.0, 1.35)
        x0, x1, y0, y1 = (
            int(max(cx - r, 0)),
            int(min(cx + r + 1, w)),
            int(max(cy - r * tall, 0)),
            int(min(cy + r * tall + 1, h)),
        )
        u = (np.arange(x0, x1, dtype=np.float32)[None] - cx) / r
        v = (np.arange(y0, y1, dtype=np.float32)[:, None] - cy) / (r * tall)
        d = np.hypot(u, v)
        inside = np.clip((1 - d) * r / 1.6, 0, 1)
        sx = np.clip(cx - u * w * 0.22 * (0.4 + d), 0, w - 1).astype(int)
        sy = np.clip(cy - v * h * 0.3 * (0.4 + d), 0, h - 1).astype(int)
        lens = scene[sy, sx] * (1.3 - 0.75 * d**3)[..., None] + tint(
            np.exp(-((np.hypot(u + 0.35, v + 0.45) / 0.2) ** 2)) * 0.4, "ffffff"
        )
        out[y0:y1, x0:x1] = mix(out[y0:y1, x0:x1], lens, inside)
    return out


def _rooms(rng: Random, floors: int, flats: int, lit: float, tone: float) -> dict[str, Plane]:
    """What differs from flat to flat: lamps, their warmth, curtains."""
    shape = (floors + 1, flats + 1)
    rooms = {
        "lamp": (rng.random(shape) < lit) * rng.uniform(0.35, 1.0, shape),
        "warmth": np.clip(rng.normal(tone, 0.22, shape), 0, 1),
        "curtain": rng.random(shape),
        "drawn": rng.uniform(0.15, 1.0, shape),
    }
    return {name: table.astype(np.float32) for name, table in rooms.items()}


def apartments(
    size: Size,
    seed: int,
    floors: int = 17,
    flats: int = 11,
    lit: float = 0.4,
    wall: str = "2b3140",
    tone: float = 0.25,
    **look: float,
) -> Picture:
    """One facade by night, frontal: every window another life."""
    rng = dice(seed)
    x, y = axes(size)
    u, v = x * flats, y * floors
    fx, fy = u % 1, v % 1
    cell = (v.astype(np.int32), u.astype(np.int32))
    rooms = {name: table[cell] for name, table in _rooms(rng, floors, flats, lit, tone).items()}
    glass = smooth(0.12, 0.135, fx) * smooth(0.88, 0.865, fx) * smooth(0.16, 0.18, fy) * smooth(0.7, 0.68, fy)
    bars = 1 - 0.85 * (np.exp(-(((fx - 0.5) / 0.012) ** 2)) + np.exp(-(((fx - 0.3) / 0.007) ** 2)) * 0.8)
    panel = 0.85 + 0.15 * smooth(0.0, 0.02, fx) + 0.05 * fbm(size, 2.2, rng, reduce=1)
    balcony = smooth(0.7, 0.715, fy) * smooth(0.94, 0.93, fy)
    slats = 0.72 + 0.28 * (np.sin(fx * 2 * np.pi * 22) > -0.2)
    front = panel * (1 - 0.45 * smooth(0.9, 1.0, fy)) * (1 + balcony * (slats * 0.9 - 0.55))
    fold = 0.82 + 0.18 * np.sin(fx * 60 + rooms["curtain"] * 9)
    cloth = np.where(np.abs(fx - 0.5) * 2 > 1 - rooms["drawn"] * 0.55, 0.72 * fold, np.float32(1))
    shine = rooms["lamp"] * cloth * (0.72 + 0.5 * smooth(0.65, 0.2, fy) * (1 - np.abs(fx - 0.5))) * 1.05
    gloom = 0.5 * smooth(0.7, 0.1, fy) * (0.4 + 0.6 * rooms["curtain"])
    warm, cool, dark, dusk = (colour(c) for c in ("ffb25c", "e8f0ff", "10141d", "38465c"))
    out = np.empty((size[1], size[0], 3), np.float32)
    for c in range(3):  # channel by channel: whole pictures of every part would fill the memory
        lamp = (warm[c] + (cool[c] - warm[c]) * rooms["warmth"]) * shine
        pane = np.where(rooms["lamp"] > 0, lamp, dark[c] + (dusk[c] - dark[c]) * gloom) * bars
        facade = colour(wall)[c] * front
        out[..., c] = facade + (pane - facade) * glass
    out += blur(np.clip(out - 0.45, 0, 1), size[1] * 0.012) * 0.9
    return develop(out, rng, **{"bloom": 0.3, "contrast": 0.2, "grain": 0.015, "vignette": 0.35, **look})
