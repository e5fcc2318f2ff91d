"""Trees as masks: conifers stamped along a line, bare trees grown branch by branch."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from home.demo.draw.canvas import Plane, Size, below
from home.demo.draw.noise import Random


def _conifer(rng: Random, height: int = 420) -> Image.Image:
    """One spruce, drawn branch by branch at twice its size."""
    w = int(height * 0.52)
    sprite = Image.new("L", (w * 2, height * 2))
    pen = ImageDraw.Draw(sprite)
    middle, tall = w, height * 2
    pen.polygon(
        [(middle - 1, 4), (middle + 1, 4), (middle + tall * 0.012, tall), (middle - tall * 0.012, tall)],
        fill=255,
    )
    spread = rng.uniform(0.3, 0.44)
    y = tall * 0.03
    while y < tall * 0.95:
        t = y / tall
        for side in (-1, 1):
            if rng.random() < 0.1:
                continue
            length = w * 2 * spread * t**0.85 * rng.uniform(0.62, 1.08) + 3
            droop = length * rng.uniform(0.12, 0.5)
            thick = tall * (0.008 + 0.014 * t)
            tip = (middle + side * length, y + droop)
            pen.polygon([(middle, y - thick), (middle, y + thick * 1.7), tip], fill=255)
            for part in (0.35, 0.55, 0.75):
                bx, by = middle + side * length * part, y + droop * part
                pen.line(
                    [(bx, by), (bx + side * length * 0.1, by + thick * rng.uniform(1.2, 2.8))],
                    fill=255,
                    width=3,
                )
        y += tall * (0.012 + 0.012 * t) * rng.uniform(0.8, 1.3)
    return sprite.resize((w, height), Image.Resampling.BOX)


def conifer_slope(size: Size, rng: Random, ground: Plane, tall: float, count: int) -> Plane:
    """The mask of a wooded slope: trees along the ground line, and everything under it."""
    w, h = size
    sprites = [_conifer(rng, int(np.clip(tall * h * 1.5, 60, 460))) for _ in range(6)]
    canvas = Image.fromarray((below(size, ground) * 255).astype(np.uint8))
    for x in np.sort(rng.random(count)) * w:
        height = int(tall * h * rng.uniform(0.55, 1.35))
        sprite = sprites[rng.integers(len(sprites))]
        width = max(4, int(height * 0.52 * rng.uniform(0.75, 1.1)))
        stamp = sprite.resize((width, max(6, height)), Image.Resampling.BOX)
        if rng.random() < 0.5:
            stamp = stamp.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        left = int(x - width / 2)
        foot = int(ground[int(np.clip(x, 0, w - 1))] + height * 0.05)
        box = (left, foot - height, left + width, foot - height + stamp.height)
        canvas.paste(ImageChops.lighter(canvas.crop(box), stamp), box)
    return np.asarray(canvas, np.float32) / 255


def bare_tree(
    size: Size,
    rng: Random,
    foot: tuple[float, float],
    length: float,
    thick: float,
    spread: float = 0.46,
    lean: float = 0.0,
    finest: float = 0.006,
) -> Plane:
    """A leafless tree as a mask; the foot in 0..1, the trunk's length and thickness in heights."""
    w, h = size
    sheet = Image.new("L", (w, h))
    pen = ImageDraw.Draw(sheet)
    shortest = h * finest

    def grow(x: float, y: float, angle: float, reach: float, width: float) -> None:
        if reach < shortest:
            return
        # two bent pieces make a branch, straight ones look like wire
        bend = rng.normal(0, 0.16)
        mx, my = x + np.cos(angle) * reach * 0.5, y - np.sin(angle) * reach * 0.5
        x2, y2 = mx + np.cos(angle + bend) * reach * 0.5, my - np.sin(angle + bend) * reach * 0.5
        pen.line((x, y, mx, my), 255, max(1, int(width)))
        pen.line((mx, my, x2, y2), 255, max(1, int(width * 0.85)))
        if width > 5:
            pen.ellipse((x2 - width * 0.4, y2 - width * 0.4, x2 + width * 0.4, y2 + width * 0.4), 255)
        for _ in range(3 if reach > h * 0.016 else 2):
            grow(
                x2,
                y2,
                angle + bend * 0.5 + rng.normal(0, spread),
                reach * rng.uniform(0.64, 0.82),
                width * 0.63,
            )

    grow(foot[0] * w, foot[1] * h, np.pi / 2 + lean, length * h, thick * h)
    return np.asarray(sheet, np.float32) / 255
