"""How the numbers in `Measures` are made: from small versions of the picture, always the same."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import blurhash
from .measures import Measures

Floats = NDArray[np.float64]
PALETTE_SIZE = 6
PALETTE_DISTANCE = 12.0  # in CIELAB; nearer colours count as one
HISTOGRAM_BINS = 64
SAMPLE_SIDE, SHARPNESS_SIDE = 96, 512
# ITU-R BT.601 luma, which is what Pillow's mode L is
LUMA = np.array([0.299, 0.587, 0.114])
WARM = 0.06


def measure(image: Image.Image) -> Measures:
    """Measure an RGB picture, best given at some 512 pixels. Deterministic."""
    medium = _within(image, SHARPNESS_SIDE)
    small = _within(medium, SAMPLE_SIDE)
    pixels = np.asarray(small, dtype=np.float64) / 255
    luminance = pixels @ LUMA
    mean = pixels.reshape(-1, 3).mean(axis=0)
    warmth = float(mean[0] - mean[2])
    return Measures(
        placeholder=blurhash.encode(_within(small, 32), 4, 3),
        palette=_palette(small),
        tone="".join(str(int(value // 32)) for value in np.round(mean * 255, 6)),
        histogram=_histogram(luminance),
        phash=_phash(medium),
        brightness=round(float(luminance.mean()), 4),
        contrast=round(float(luminance.std()) * 2, 4),
        saturation=round(_saturation(pixels), 4),
        sharpness=round(_sharpness(medium), 1),
        warmth=round(warmth, 4),
        temperature="warm" if warmth > WARM else "cool" if warmth < -WARM else "neutral",
    )


def _within(image: Image.Image, side: int) -> Image.Image:
    """The picture with its longer side at most `side`, every side at least 1."""
    scale = side / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(length * scale)) for length in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def _histogram(luminance: Floats) -> list[int]:
    counts, _ = np.histogram(luminance, bins=HISTOGRAM_BINS, range=(0, 1))
    return [int(value) for value in np.round(counts * 100 / counts.max())]


def _saturation(pixels: Floats) -> float:
    """Mean saturation as in HSV."""
    most, least = pixels.max(axis=2), pixels.min(axis=2)
    return float(np.divide(most - least, most, out=np.zeros_like(most), where=most > 0).mean())


def _sharpness(image: Image.Image) -> float:
    """Variance of the Laplacian (Pech-Pacheco et al. 2000) of the luminance in 0..255."""
    grey = np.asarray(image.convert("L"), dtype=np.float64)
    grey = np.pad(grey, 1, mode="edge")
    centre = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * centre
    return float(laplacian.var())


@cache
def _cosines(size: int, wanted: int) -> Floats:
    """The first rows of the DCT-II matrix: (wanted, size)."""
    frequencies, places = np.arange(wanted)[:, None], np.arange(size)[None, :]
    matrix: Floats = np.cos(np.pi * frequencies * (2 * places + 1) / (2 * size))
    return matrix


def _phash(image: Image.Image) -> str:
    """Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), 3.1.1, in the
    shape that the library ImageHash gave it: of a 32x32 DCT the 8x8 lowest values, against their median."""
    grey = image.convert("L").resize((32, 32), Image.Resampling.LANCZOS)
    cosines = _cosines(32, 8)
    lowest = np.round(cosines @ np.asarray(grey, dtype=np.float64) @ cosines.T, 3)
    bits = (lowest > np.median(lowest)).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def _palette(image: Image.Image) -> list[tuple[str, float]]:
    """Median cut with k-means to 16 colours; the nearest pairs are joined until 6 distinct ones are left."""
    quantised = image.quantize(16, method=Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    table = quantised.getpalette() or []
    counts = [(count, index) for count, index in quantised.getcolors() or [] if isinstance(index, int)]
    colours = [np.array(table[3 * index : 3 * index + 3], dtype=np.float64) for _, index in counts]
    weights = [float(count) for count, _ in counts]
    while len(colours) > 1:
        distance, first, second = _nearest_pair(np.array(colours))
        if len(colours) <= PALETTE_SIZE and distance > PALETTE_DISTANCE:
            break
        weight = weights[first] + weights[second]
        colours[first] = (colours[first] * weights[first] + colours[second] * weights[second]) / weight
        weights[first] = weight
        del colours[second], weights[second]
    total = sum(weights)
    names = ["#" + "".join(f"{round(value):02x}" for value in colour) for colour in colours]
    shares = [round(weight / total, 4) for weight in weights]
    return sorted(zip(names, shares, strict=True), key=lambda pair: (-pair[1], pair[0]))


def _nearest_pair(colours: Floats) -> tuple[float, int, int]:
    lab = _lab(colours)
    distances = np.sqrt(((lab[:, None] - lab[None]) ** 2).sum(axis=2))
    distances[np.tril_indices(len(lab))] = np.inf
    first, second = divmod(int(distances.argmin()), len(lab))
    return float(distances[first, second]), first, second


def _lab(colours: Floats) -> Floats:
    """CIELAB of sRGB in 0..255, shape (n, 3); IEC 61966-2-1 and CIE 15, white D65."""
    scaled = colours / 255
    linear = np.where(scaled <= 0.04045, scaled / 12.92, ((scaled + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lab: Floats = np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)
    return lab
