"""Skies by day: colours down to the horizon, the sun, clouds that recede."""

from __future__ import annotations

import numpy as np

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
    resize,
    smooth,
    square_axes,
)
from home.demo.draw.light import LIGHTS, Light
from home.demo.draw.noise import Random, nearest, tile

Spot = tuple[float, float]
# soft rays, some broad and some narrow
_FAN = np.hanning(31) / 3.2 + np.pad(np.hanning(9), 11) / 2.6


def clouds(
    picture: Picture,
    rng: Random,
    light: Light,
    horizon: float,
    amount: float = 0.5,
    sun: Spot = (0.6, 0.4),
    beta: float = 3.1,
    scale: float = 1.0,
    stretch: float = 1.0,
) -> Picture:
    """Clouds on a ceiling seen in perspective, brighter towards the sun, thinning at the horizon."""
    h, w, _ = picture.shape
    size = (w // 2, max(8, int(h * horizon) // 2))
    n = 1024
    field = tile(n, beta, rng, (1.0, stretch))
    x, y = axes(size)
    elevation = np.clip(1 - y, 0.0, 1) + 0.05
    z = 0.42 / elevation
    across = (x - 0.5) * (w / h) / horizon * z
    px, py = across * 300 * scale + 140, z * 330 * scale
    density = nearest(field, py + np.zeros_like(px), px)
    towards = np.sign(sun[0] - 0.5) or 1.0
    shifted = nearest(field, py + 16 * scale + np.zeros_like(px), px + 14 * towards * scale)
    # a ceiling seen at a flat angle cannot be sampled finely enough: blur what is far away
    blend = smooth(0.42, 0.0, elevation)
    density = mix(density, blur(density, 5), blend)
    shifted = mix(shifted, blur(shifted, 5), blend)
    threshold = 1.1 - 1.9 * amount
    cover = smooth(threshold, threshold + 1.1, density)
    lit = np.clip(0.5 + 0.55 * (density - shifted), 0, 1) * (
        1 - 0.5 * smooth(threshold + 0.6, threshold + 2.4, density)
    )
    near_sun = np.exp(-((np.hypot((x - sun[0]) * w / h, (y * horizon - sun[1])) / 0.35) ** 1.5))
    lit = np.clip(lit + 0.35 * near_sun, 0, 1)
    opacity = blur(cover * smooth(0.05, 0.2, elevation) * 0.92, 1.0)
    top = picture[: int(h * horizon)]
    full = (w, top.shape[0])
    paint = mix(colour(light.shade), colour(light.cloud), resize(lit, full)[..., None])
    out = picture.copy()
    out[: top.shape[0]] = mix(top, paint, np.clip(resize(opacity, full), 0, 1))
    return out


def sky(
    size: Size,
    light: Light | str,
    rng: Random,
    horizon: float = 0.5,
    sun: Spot | None = None,
    cloud: float = 0.0,
    disc: float = 0.0,
    power: float = 0.5,
    **how: float,
) -> Picture:
    """A whole sky; below the horizon it continues in the horizon's colour. `disc` is the sun's radius."""
    light = LIGHTS[light] if isinstance(light, str) else light
    out = gradient(size, light.sky, horizon)
    if sun is not None:
        halo = glow(size, sun, 0.55, 1.1) * power * 0.6 + glow(size, sun, 0.16, 1.2) * power * 0.8
        out = out + halo[..., None] * (colour(light.sun) * (1.08 - np.clip(out, 0, 1)))
    if cloud:
        out = clouds(out, rng, light, horizon, cloud, sun or (0.6, horizon * 0.5), **how)
    if sun is not None and disc:
        out = with_disc(out, sun, disc, light)
    return out


def with_disc(picture: Picture, sun: Spot, radius: float, light: Light) -> Picture:
    """The sun itself, with the flare around it."""
    h, w, _ = picture.shape
    x, y = square_axes((w, h), sun)
    distance = np.hypot(x, y)
    body = np.clip((radius - distance) * h / 2 + 0.5, 0, 1)
    flare = np.exp(-((distance / (radius * 2.6)) ** 1.1)) * 0.7
    hot = np.clip(colour(light.sun) * 0.35 + 0.72, 0, 1)
    return mix(picture + flare[..., None] * colour(light.sun) * 0.5, hot, body)


def moon(
    picture: Picture, rng: Random, centre: Spot, radius: float, tone: str = "f8ead2", halo: float = 0.2
) -> Picture:
    """A full moon with its seas, and the haze around it."""
    h, w, _ = picture.shape
    x, y = square_axes((w, h), centre)
    q = np.hypot(x, y) / radius
    out = picture + (np.exp(-((q / 3.4) ** 1.1)) * halo)[..., None] * colour(tone)
    side = int(radius * h * 2.4)
    top, left = int(centre[1] * h - side / 2), int(centre[0] * w - side / 2)
    rows, cols = slice(max(top, 0), top + side), slice(max(left, 0), left + side)
    near = q[rows, cols]
    size = (near.shape[1], near.shape[0])
    seas = resize(np.ascontiguousarray(tile(256, 3.2, rng)[:128, :128]), size)
    craters = resize(np.ascontiguousarray(tile(256, 1.6, rng)[:192, :192]), size)
    limb = 1 - 0.22 * np.clip(near, 0, 1) ** 4
    face = (1 - 0.2 * smooth(0.0, 1.0, seas) + 0.03 * craters) * limb
    edge = np.clip((1 - near) * radius * h / 1.4 + 0.5, 0, 1)
    out[rows, cols] = mix(out[rows, cols], face[..., None] * colour(tone), edge)
    return out


def beams(size: Size, rng: Random, sun: Spot, reach: float = 1.2, strength: float = 0.3) -> Plane:
    """Rays fanning out from the sun, where mist or leaves let them through."""
    small = (size[0] // 3, size[1] // 3)
    x, y = square_axes(small, sun)
    angle = np.arctan2(y, x)
    fan = np.interp(
        angle, np.linspace(-np.pi, np.pi, 720), np.convolve(rng.standard_normal(760), _FAN, "same")[20:740]
    )
    fade = smooth(reach, 0.05, np.hypot(x, y))
    rays = smooth(-0.5, 2.6, fan.astype(np.float32)) * fade * strength * smooth(0.0, 0.3, np.hypot(x, y))
    return resize(blur(rays, 2), size)
