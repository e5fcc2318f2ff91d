"""Turning and shrinking pictures without ever holding two large ones.

A decoded picture of 50 Mpx takes 200 MB (Pillow keeps 4 bytes a pixel), and the process may have 380.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

Turn = Image.Transpose
# EXIF orientation -> what makes the picture upright (Exif 3.0, 4.6.5.1.6)
TURNS = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}
SWAPPING = {Turn.TRANSPOSE, Turn.TRANSVERSE, Turn.ROTATE_90, Turn.ROTATE_270}
FROM_THE_END = {Turn.FLIP_TOP_BOTTOM, Turn.ROTATE_180, Turn.TRANSVERSE, Turn.ROTATE_90}
IN_MEMORY_PIXELS = 12_500_000
STRIP = 256  # rows
Box = tuple[int, int, int, int]


def upright(image: Image.Image, orientation: int, folder: Path) -> Image.Image:
    """The picture as it should be seen. A large `image` is closed on the way."""
    turn = TURNS.get(orientation)
    if turn is None:
        return image
    width, height = image.size
    if width * height <= IN_MEMORY_PIXELS or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image.transpose(turn)
    size = (height, width) if turn in SWAPPING else (width, height)
    boxes = _boxes_of_turned_strips(image.size, turn)
    return through_disk(image, size, image.mode, boxes, lambda strip: strip.transpose(turn), folder)


def converted(image: Image.Image, convert: Callable[[Image.Image], Image.Image], folder: Path) -> Image.Image:
    """The picture with each pixel converted to RGB. A large `image` is closed on the way."""
    width, height = image.size
    if width * height <= IN_MEMORY_PIXELS:
        return convert(image)
    boxes = ((0, top, width, min(top + STRIP, height)) for top in range(0, height, STRIP))
    return through_disk(image, image.size, "RGB", boxes, convert, folder)


def through_disk(
    image: Image.Image,
    size: tuple[int, int],
    mode: str,
    boxes: Iterator[Box],
    change: Callable[[Image.Image], Image.Image],
    folder: Path,
) -> Image.Image:
    """Build a new picture from changed strips of another, by way of a file; closes the other."""
    with tempfile.TemporaryFile(dir=folder) as file:
        heights = []
        for box in boxes:
            strip = change(image.crop(box))
            heights.append(strip.height)
            file.write(strip.tobytes())
        image.close()
        file.seek(0)
        result, top = Image.new(mode, size), 0
        for height in heights:
            data = file.read(size[0] * height * len(mode))
            result.paste(Image.frombytes(mode, (size[0], height), data), (0, top))
            top += height
    return result


def _boxes_of_turned_strips(size: tuple[int, int], turn: Turn) -> Iterator[Box]:
    """The parts of the source that become the rows of the result, from the top down."""
    width, height = size
    length = width if turn in SWAPPING else height
    for start in range(0, length, STRIP):
        end = min(start + STRIP, length)
        first, last = (length - end, length - start) if turn in FROM_THE_END else (start, end)
        yield (first, 0, last, height) if turn in SWAPPING else (0, first, width, last)


def reduced(image: Image.Image, width: int, mode: str) -> Image.Image:
    """The picture in `mode`, shrunk by a whole factor to no less than twice `width` (or not at all).

    Works in strips, because converting or reducing an RGBA picture copies it.
    """
    factor = max(1, image.width // (2 * width))
    if factor == 1 and (image.mode == mode or image.width * image.height <= IN_MEMORY_PIXELS):
        return image if image.mode == mode else image.convert(mode)
    result = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    rows = factor * max(1, STRIP // factor)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        strip.info = image.info  # the transparent colour
        result.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    return result
