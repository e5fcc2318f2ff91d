"""Noise with a power spectrum: terrain, clouds, stone, water all begin here."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Plane, Size, resize

Random = np.random.Generator


def dice(seed: int) -> Random:
    """The random numbers of one picture."""
    return np.random.default_rng(seed)


def _quick_length(n: int) -> int:
    """The next length that the Fourier transform does fast."""
    while True:
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 1


def _spectral(h: int, w: int, beta: float, rng: Random, stretch: tuple[float, float], lowest: float) -> Plane:
    fy = np.fft.fftfreq(h).astype(np.float32)[:, None] * stretch[1]
    fx = np.fft.rfftfreq(w).astype(np.float32)[None] * stretch[0]
    f = np.hypot(fx, fy)
    f[0, 0] = 1
    amplitude = f ** np.float32(-beta / 2)
    amplitude[f < lowest] = 0
    amplitude[0, 0] = 0
    white = np.fft.rfft2(rng.standard_normal((h, w), dtype=np.float32))
    return np.fft.irfft2(white * amplitude, (h, w)).astype(np.float32, copy=False)


def fbm(
    size: Size,
    beta: float,
    rng: Random,
    stretch: tuple[float, float] = (1, 1),
    reduce: int = 2,
    lowest: float = 0.0,
) -> Plane:
    """Clouds of noise, mean 0 and deviation 1. Larger beta is smoother; stretch lengthens it along x, y.

    It is computed at 1/reduce of the size: with beta above 2.5 nothing is lost.
    """
    w, h = size
    small_w, small_h = -(-w // reduce), -(-h // reduce)
    # a little larger than needed: the transform wraps around, and opposite edges should not match
    full_w, full_h = _quick_length(int(small_w * 1.2)), _quick_length(int(small_h * 1.2))
    z = _spectral(full_h, full_w, beta, rng, stretch, lowest)[:small_h, :small_w]
    z = (z - z.mean()) / (z.std() + 1e-9)
    return resize(np.ascontiguousarray(z), (w, h)) if reduce > 1 else z


def tile(
    n: int, beta: float, rng: Random, stretch: tuple[float, float] = (1, 1), lowest: float = 0.0
) -> Plane:
    """A square of noise that repeats without a seam; n is a power of two."""
    z = _spectral(n, n, beta, rng, stretch, lowest)
    return (z - z.mean()) / z.std()


def soften(plane: Plane, radius: float) -> Plane:
    """A blurred tile that still repeats without a seam."""
    f = np.hypot(np.fft.fftfreq(plane.shape[0])[:, None], np.fft.rfftfreq(plane.shape[1])[None])
    kernel = np.exp(-2 * (np.pi * radius * f) ** 2).astype(np.float32)
    return np.fft.irfft2(np.fft.rfft2(plane) * kernel, plane.shape).astype(np.float32, copy=False)


def sample(plane: Plane, y: Plane, x: Plane) -> Plane:
    """The repeating tile at any place, between its points bilinear."""
    n = plane.shape[0]
    flat, mask, shift = plane.ravel(), n - 1, n.bit_length() - 1
    y0, x0 = np.floor(y), np.floor(x)
    fy, fx = (y - y0).astype(np.float32), (x - x0).astype(np.float32)
    yi, xi = y0.astype(np.int32), x0.astype(np.int32)
    top, bottom = (yi & mask) << shift, ((yi + 1) & mask) << shift
    left, right = xi & mask, (xi + 1) & mask
    upper = flat[top | left] * (1 - fx) + flat[top | right] * fx
    lower = flat[bottom | left] * (1 - fx) + flat[bottom | right] * fx
    return upper * (1 - fy) + lower * fy


def nearest(plane: Plane, y: Plane, x: Plane) -> Plane:
    """The repeating tile at the nearest point: four times faster, for what is blurred anyway."""
    n = plane.shape[0]
    index = ((y.astype(np.int32) & (n - 1)) << (n.bit_length() - 1)) | (x.astype(np.int32) & (n - 1))
    return plane.ravel()[index]


def line(n: int, beta: float, rng: Random) -> Plane:
    """Noise along one axis: a skyline."""
    length = _quick_length(2 * n)
    f = np.fft.rfftfreq(length)
    f[0] = 1
    spectrum = np.fft.rfft(rng.standard_normal(length)) * f ** (-beta / 2)
    spectrum[0] = 0
    z = np.fft.irfft(spectrum, length)[:n]
    return ((z - z.mean()) / z.std()).astype(np.float32)


def cells(size: Size, count: int, rng: Random, reduce: int = 2) -> tuple[Plane, Plane, Plane]:
    """Distances to the nearest and second nearest of scattered points (in cell widths), and its number."""
    w, h = -(-size[0] // reduce), -(-size[1] // reduce)
    step = np.sqrt(w * h / count)
    rows, cols = int(h / step) + 3, int(w / step) + 3
    points = rng.random((rows, cols, 2), dtype=np.float32)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / np.float32(step)
    yi, xi = y.astype(np.int32), x.astype(np.int32)
    first = np.full((h, w), 9, np.float32)
    second, owner = first.copy(), np.zeros((h, w), np.int32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            j, i = yi + dy + 1, xi + dx + 1
            near = points[j, i]
            d = np.hypot(yi + dy + near[..., 0] - y, xi + dx + near[..., 1] - x)
            closer = d < first
            second = np.where(closer, first, np.minimum(second, d))
            owner = np.where(closer, j * cols + i, owner)
            first = np.where(closer, d, first)
    if reduce > 1:
        owner = np.repeat(np.repeat(owner, reduce, 0), reduce, 1)[: size[1], : size[0]]
        return resize(first, size), resize(second, size), owner
    return first, second, owner
