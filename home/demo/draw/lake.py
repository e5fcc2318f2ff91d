"""Still water: what stands above it, once more."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, blur, colour, mix
from home.demo.draw.light import Light
from home.demo.draw.noise import Random, fbm


def mirrored(picture: Picture, rng: Random, horizon: float, light: Light, calm: float = 1.0) -> Picture:
    """The picture with a lake from `horizon` (0..1) down, a little darker than what it mirrors."""
    h, w, _ = picture.shape
    edge = int(h * horizon)
    depth = np.arange(h - edge, dtype=np.float32)[:, None]
    ripple = fbm((w, h - edge), 2.5, rng, (3.2, 0.35)) * (0.6 + depth * 0.022) / calm
    rows = np.clip(edge - 1 - depth * 0.98 + ripple, 0, edge - 1).astype(np.int32)
    mirror = picture[:edge].reshape(-1, 3)[rows * w + np.arange(w, dtype=np.int32)[None]]
    fade = (depth / h)[..., None]
    out = picture.copy()
    water = mix(blur(mirror, 1.3), colour(light.deep), np.clip(0.1 + fade * 0.75, 0, 0.6))
    # gusts roughen the surface in bands that catch the bright sky
    gust = np.clip(fbm((w, h - edge), 3.2, rng, (5, 0.25)) - 1.0, 0, 1) * 0.3
    out[edge:] = mix(water, colour(light.sky[-2][1]), gust)
    shore = np.exp(-(((np.arange(h) - edge) / (h * 0.0022)) ** 2)).astype(np.float32)
    return mix(out, colour(light.mist), (shore * 0.45)[:, None, None])
