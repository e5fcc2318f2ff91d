"""What a picture looks like, in numbers: for placeholders, for "more like this", for the analyzer.

The numbers are made in measuring.py; this file is free of numpy, so that the site can read them without it.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measures:
    """What a picture looks like, in numbers.

    placeholder   blurhash of 4x3 components
    palette       up to 6 pairs of `#rrggbb` and its share of the area, the largest first
    tone          the mean colour: a digit from 0 to 7 for each of red, green and blue
    histogram     64 bins of luminance from black to white; the fullest is 100
    phash         64-bit perceptual hash in hex; compare by counting differing bits
    brightness    mean luminance, 0 to 1
    contrast      standard deviation of luminance, times two: 0 to 1
    saturation    mean saturation as in HSV, 0 to 1
    sharpness     variance of the Laplacian at 512 pixels, 0 to some thousands
    warmth        -1 (blue) to 1 (red); `temperature` is warm, neutral or cool
    """

    placeholder: str
    palette: list[tuple[str, float]]
    tone: str
    histogram: list[int]
    phash: str
    brightness: float
    contrast: float
    saturation: float
    sharpness: float
    warmth: float
    temperature: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Measures":
        """The reverse of `as_dict`, also after a way through JSON."""
        return cls(**{**values, "palette": [(colour, share) for colour, share in values["palette"]]})
