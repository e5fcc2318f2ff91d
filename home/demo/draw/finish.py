"""The darkroom: halation, vignette, saturation, contrast and grain, the same for all pictures."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, blur, mix, square_axes
from home.demo.draw.noise import Random

LUMINANCE = np.array([0.3, 0.59, 0.11], np.float32)


def develop(
    picture: Picture,
    rng: Random,
    *,
    bloom: float = 0.0,
    vignette: float = 0.2,
    saturation: float = 1.0,
    contrast: float = 0.12,
    grain: float = 0.011,
    sharpen: float = 0.0,
) -> Picture:
    """The picture as it comes out of the camera, still in floats."""
    h, w, _ = picture.shape
    out = np.clip(picture, 0, 1.15)
    if bloom:
        light = blur(np.clip(picture - 0.5, 0, 1.5), h * 0.025)
        out = 1 - (1 - np.clip(out, 0, 1)) * (1 - np.clip(bloom * light, 0, 1))
    if sharpen:
        out = out + (out - blur(out, 1.1)) * sharpen
    x, y = square_axes((w, h))
    corner = (x * h / w) ** 2 * 2 + y**2 * 2
    out = np.clip(out, 0, 1) * (1 - vignette * corner)[..., None]
    grey = (out @ LUMINANCE)[..., None]
    out = grey + (out - grey) * np.float32(saturation)
    out = mix(out, out * out * (3 - 2 * out), contrast)
    # grain is strongest in the middle tones, as on film, and also hides what 8 bits would band
    noise = rng.standard_normal((h, w), dtype=np.float32)
    noise = blur(noise, 0.65) * np.float32(1.9)
    out += noise[..., None] * (np.float32(grain) * (0.45 + 2.2 * np.clip(grey * (1 - grey), 0, 0.25)))
    return np.clip(out, 0, 1)


def to_bytes(picture: Picture) -> np.ndarray:
    """Eight bits a channel, rounded."""
    return (picture * 255 + 0.5).astype(np.uint8)
