"""Ink in water and soap films: noise pushed about by noise."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import (
    Picture,
    Plane,
    Size,
    axes,
    colour,
    glow,
    mix,
    resize,
    shades,
    smooth,
    square_axes,
)
from home.demo.draw.finish import develop
from home.demo.draw.noise import Random, dice, sample, tile

Stops = tuple[tuple[float, str], ...]


RAMPS: dict[str, Stops] = {
    "indigo": ((0, "f4f1ea"), (0.35, "c9d2dc"), (0.55, "6f89ad"), (0.75, "24406f"), (1, "0a1530")),
    "sumi": ((0, "f5f2ec"), (0.4, "dcd8d0"), (0.6, "8f8c87"), (0.8, "35343a"), (1, "0c0c0f")),
    "carmine": ((0, "f7efe6"), (0.35, "f0cdbb"), (0.55, "d8705e"), (0.78, "8f1f30"), (1, "34081a")),
    "agate": (
        (0, "2b1a16"),
        (0.18, "7d3b22"),
        (0.35, "c9793c"),
        (0.5, "efd9b4"),
        (0.62, "f7f1e6"),
        (0.75, "8fa3a5"),
        (1, "2b4552"),
    ),
    "malachite": (
        (0, "04231c"),
        (0.3, "0b5a44"),
        (0.55, "2f9a72"),
        (0.75, "8fd0a8"),
        (0.9, "1b6a50"),
        (1, "06281f"),
    ),
}


def warped(
    size: Size, rng: Random, strength: float, beta: float = 3.2, rounds: int = 2, zoom: float = 1.0
) -> tuple[Plane, Plane]:
    """Noise pushed about by noise, as smoke and ink are; and how far it was pushed."""
    w, h = size
    small = (w // 2, h // 2)
    y, x = np.mgrid[0 : small[1], 0 : small[0]].astype(np.float32) * np.float32(900 * zoom / small[1])
    field, push_x, push_y = tile(1024, beta, rng), tile(1024, 4.2, rng), tile(1024, 4.2, rng)
    dx, dy = np.zeros_like(x), np.zeros_like(x)
    for _ in range(rounds):
        dx, dy = strength * sample(push_x, y + dy, x + dx), strength * sample(push_y, y + dy, x + dx)
    return resize(sample(field, y + dy, x + dx), size), resize(np.hypot(dx, dy) / strength, size)


def ink(
    size: Size, seed: int, ramp: str = "indigo", strength: float = 75, sink: float = 0.9, **look: float
) -> Picture:
    """A drop of ink opening in water."""
    rng = dice(seed)
    cloud, push = warped(size, rng, strength, 3.5, 3)
    fine, _ = warped(size, rng, strength * 0.7, 3.0, 3, 1.6)
    x, y = square_axes(size, (0.5, 0.36))
    body = smooth(0.75, 0.0, np.hypot(x * 1.1, y * sink) + 0.14 * cloud)
    density = np.clip(body * (0.74 + 0.27 * cloud + 0.08 * fine + 0.05 * push), 0, 1)
    out = shades(density, RAMPS[ramp])
    edges = np.clip(cloud - np.roll(cloud, 3, 0), -0.2, 0.2) * body
    return develop(out * (1 + 0.25 * edges)[..., None], rng, **{"vignette": 0.12, "contrast": 0.15, **look})


def soap(
    size: Size,
    seed: int,
    strength: float = 90,
    order: float = 9.0,
    dark: float = 0.2,
    zoom: float = 0.55,
    **look: float,
) -> Picture:
    """Interference colours on a soap film, thinner above than below."""
    rng = dice(seed)
    flow, _ = warped(size, rng, strength, 4.4, 3, zoom)
    _, y = axes(size)
    thick = 0.55 + order * 0.32 * (0.45 * y + 0.2 * flow + 0.35)
    thick = np.clip(thick, 0.05, None)
    waves = np.array([1.0, 1.22, 1.45], np.float32)  # red, green, blue light
    phase = thick[..., None] * waves * (2 * np.pi)
    contrast = np.exp(-thick * 0.2)[..., None]
    out = 0.5 - 0.5 * np.cos(phase) * contrast
    out = mix(colour("101018"), out.astype(np.float32), 1 - dark + dark * smooth(-1.2, 0.6, flow))
    sheen = glow(size, (0.3, 0.25), 0.5, 1.6)
    return develop(
        out * (0.8 + 0.4 * sheen)[..., None],
        rng,
        **{"vignette": 0.35, "saturation": 0.5, "contrast": 0.15, **look},
    )
