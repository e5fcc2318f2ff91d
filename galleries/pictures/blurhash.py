"""Blurhash, the encoder: a picture in some 28 characters (github.com/woltapp/blurhash, Algorithm.md).

Our own few lines, because the package's encoder goes through `Image.getdata`, which Pillow 14 drops.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


def encode(image: Image.Image, across: int, down: int) -> str:
    """The hash of a small RGB picture, with `across` x `down` components (each 1 to 9)."""
    pixels = np.asarray(image, dtype=np.float64) / 255
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    factors = np.einsum("yxc,jy,ix->jic", linear, _waves(image.height, down), _waves(image.width, across))
    factors /= image.width * image.height
    factors = factors.reshape(-1, 3) * np.array([1.0] + [2.0] * (across * down - 1))[:, None]
    constant, changing = factors[0], factors[1:]
    largest = float(np.abs(changing).max()) if len(changing) else 0.0
    step = int(min(82, max(0, np.floor(largest * 166 - 0.5)))) if len(changing) else 0
    red, green, blue = (_to_srgb(value) for value in constant)
    text = _base83(across - 1 + (down - 1) * 9, 1) + _base83(step, 1)
    text += _base83(red << 16 | green << 8 | blue, 4)
    for component in changing:
        values = np.sign(component) * np.sqrt(np.abs(component) / ((step + 1) / 166))
        r, g, b = (int(min(18, max(0, np.floor(value * 9 + 9.5)))) for value in values)
        text += _base83((r * 19 + g) * 19 + b, 2)
    return text


def _waves(size: int, count: int) -> NDArray[np.float64]:
    """cos(pi * component * place / size) for each component and place: (count, size)."""
    waves: NDArray[np.float64] = np.cos(np.pi * np.arange(count)[:, None] * np.arange(size)[None, :] / size)
    return waves


def _to_srgb(value: float) -> int:
    value = min(1.0, max(0.0, float(value)))
    encoded = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return int(encoded * 255 + 0.5)


def _base83(value: int, length: int) -> str:
    return "".join(ALPHABET[value // 83 ** (length - place) % 83] for place in range(1, length + 1))
