"""Colour and light on arrays: what every scene is painted with.

A picture is a float32 array (height, width, 3) in display values 0..1; a plane is one channel of it.
Axes are kept broadcastable, (h, 1) and (1, w), as long as possible: that saves most of the time.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float32]
Picture = NDArray[np.float32]
Size = tuple[int, int]  # width, height, as a photographer says it


@cache
def _parsed(code: str) -> Plane:
    value = np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255
    value.setflags(write=False)
    return value


def colour(code: str | Plane) -> Plane:
    """Three floats from "rrggbb"; an array passes through."""
    return _parsed(code) if isinstance(code, str) else code


def smooth(low: float, high: float, value: Plane | float) -> Plane:
    """0 below low, 1 above high, an S-curve between; low may be the larger one."""
    t = np.clip((np.asarray(value, np.float32) - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a: Picture, b: Picture, t: Plane | float) -> Picture:
    """From a to b; between colours or pictures, a plane t is spread over the three channels."""
    if isinstance(t, np.ndarray):
        t = t.astype(np.float32, copy=False)
    if isinstance(t, np.ndarray) and t.ndim == 2 and not (np.ndim(a) == 2 or np.ndim(b) == 2):
        t = t[..., None]
    # in place where it can be: full frames are large, and this is called most of all
    step = np.asarray(b - a)
    if step.dtype == np.float32 and np.broadcast_shapes(step.shape, np.shape(t)) == step.shape:
        step *= t
    else:
        step = step * t
    step += a
    return step


def tint(plane: Plane, code: str | Plane) -> Picture:
    """The colour, in the strength of the plane."""
    return plane.astype(np.float32, copy=False)[..., None] * colour(code)


def shades(plane: Plane, stops: tuple[tuple[float, str], ...]) -> Picture:
    """The plane's values as colours: a look-up along the stops."""
    table = np.linspace(0, 1, 1024, dtype=np.float32)
    places = [p for p, _ in stops]
    codes = np.stack([colour(c) for _, c in stops])
    ramp = np.stack([np.interp(table, places, codes[:, i]) for i in range(3)], -1).astype(np.float32)
    index = (np.clip(plane, 0, 1) * 1023).astype(np.int32)
    return np.take(ramp, index, axis=0)


def axes(size: Size) -> tuple[Plane, Plane]:
    """x as (1, w) and y as (h, 1), both 0..1."""
    w, h = size
    x = (np.arange(w, dtype=np.float32) + 0.5) / w
    y = (np.arange(h, dtype=np.float32) + 0.5) / h
    return x[None], y[:, None]


def square_axes(size: Size, centre: tuple[float, float] = (0.5, 0.5)) -> tuple[Plane, Plane]:
    """Axes around a centre in units of the height: circles stay round."""
    x, y = axes(size)
    return (x - centre[0]) * (size[0] / size[1]), y - centre[1]


def blank(size: Size, code: str | Plane) -> Picture:
    """A picture of one colour."""
    w, h = size
    return np.broadcast_to(colour(code), (h, w, 3)).astype(np.float32)


def gradient(size: Size, stops: tuple[tuple[float, str], ...], bottom: float = 1.0) -> Picture:
    """Colours from the top (0) down to `bottom` (1 in the stops)."""
    _, y = axes(size)
    column = shades_exact((y[:, 0] / bottom), stops)
    return np.repeat(column[:, None], size[0], axis=1)


def shades_exact(values: Plane, stops: tuple[tuple[float, str], ...]) -> Plane:
    """Like shades, for one row of values, on curves that neither overshoot nor show a stop as a band."""
    places = np.array([p for p, _ in stops], np.float32)
    codes = np.stack([colour(c) for _, c in stops])
    secants = np.diff(codes, axis=0) / np.diff(places)[:, None]
    before, after = secants[:-1], secants[1:]
    slopes = np.zeros_like(codes)
    same = before * after > 0
    slopes[1:-1][same] = (2 * before * after)[same] / (before + after)[same]
    v = np.clip(values, places[0], places[-1])
    i = np.clip(np.searchsorted(places, v, side="right") - 1, 0, len(places) - 2)
    span = (places[i + 1] - places[i])[:, None]
    t = ((v - places[i])[:, None]) / span
    a, b = codes[i], codes[i + 1]
    curve = (2 * t**3 - 3 * t**2 + 1) * a + (t**3 - 2 * t**2 + t) * span * slopes[i]
    curve += (-2 * t**3 + 3 * t**2) * b + (t**3 - t**2) * span * slopes[i + 1]
    return np.clip(curve, 0, 1).astype(np.float32)


def glow(size: Size, centre: tuple[float, float], radius: float, power: float = 2.0) -> Plane:
    """A round light, 1 in its centre; the radius is in heights."""
    x, y = square_axes(size, centre)
    return np.exp(-((np.hypot(x, y) / radius) ** power))


def resize(plane: NDArray[np.float32], size: Size, smoothly: bool = True) -> NDArray[np.float32]:
    """A plane or picture in another size."""
    how = Image.Resampling.BICUBIC if smoothly else Image.Resampling.BILINEAR
    if plane.ndim == 2:
        return np.asarray(Image.fromarray(plane.astype(np.float32, copy=False)).resize(size, how))
    return np.stack([resize(np.ascontiguousarray(plane[..., i]), size, smoothly) for i in range(3)], -1)


def _gauss(plane: Plane, radius: float, axis: int) -> Plane:
    reach = max(1, int(np.ceil(radius * 2.6)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / radius) ** 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    padding = [(reach, reach) if i == axis else (0, 0) for i in range(plane.ndim)]
    padded = np.pad(plane, padding, "edge")
    n = plane.shape[axis]
    out = np.zeros_like(plane)
    for i, weight in enumerate(kernel):
        out += weight * (padded[i : i + n] if axis == 0 else padded[:, i : i + n])
    return out


def blur(plane: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """Gaussian blur; wide ones are done on a reduced copy, which nobody can tell afterwards."""
    if radius <= 0:
        return plane
    if plane.ndim == 3:
        return np.stack([blur(np.ascontiguousarray(plane[..., i]), radius) for i in range(3)], -1)
    h, w = plane.shape
    factor = min(int(radius / 2), max(1, min(h, w) // 12))
    if factor < 2:
        return _gauss(_gauss(plane, radius, 0), radius, 1)
    small = np.asarray(
        Image.fromarray(plane).resize((-(-w // factor), -(-h // factor)), Image.Resampling.BOX)
    )
    small = _gauss(_gauss(small, radius / factor, 0), radius / factor, 1)
    return resize(small, (w, h))


def smear(plane: NDArray[np.float32], length: int, axis: int) -> NDArray[np.float32]:
    """A wide blur along one axis: motion, or the reflections on wet ground."""
    h, w = plane.shape[:2]
    few = max(4, round((h if axis == 0 else w) * 2.5 / length))
    small = (w, few) if axis == 0 else (few, h)
    if plane.ndim == 3:
        return np.stack([smear(np.ascontiguousarray(plane[..., i]), length, axis) for i in range(3)], -1)
    reduced = Image.fromarray(plane).resize(small, Image.Resampling.BOX)
    return np.asarray(reduced.resize((w, h), Image.Resampling.BICUBIC))


def screen(base: Picture, light: Picture) -> Picture:
    """Light added as on film: it never burns out hard."""
    return 1 - (1 - np.clip(base, 0, 1)) * (1 - np.clip(light, 0, 1))


def below(size: Size, line: Plane, softness: float = 1.2) -> Plane:
    """1 below a line given in pixels from the top, one value a column; the edge is antialiased."""
    y = np.arange(size[1], dtype=np.float32)[:, None] + 0.5
    return np.clip((y - line[None]) / softness + 0.5, 0, 1)
