"""Things that stand in a landscape: rocks, posts, boats, a lighthouse."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from home.demo.draw.canvas import Picture, axes, colour, mix, smooth, tint
from home.demo.draw.light import Light
from home.demo.draw.noise import Random, fbm, line


def rocks(picture: Picture, rng: Random, horizon: float, light: Light, count: int = 7) -> Picture:
    """Rocks in calm water, small far away and large in front, dark and wet at the foot."""
    h, w, _ = picture.shape
    x_all, y_all = axes((w, h))
    grain, relief = fbm((w, h), 2.2, rng, reduce=1), fbm((w, h), 3.0, rng)
    facets = np.clip((relief - np.roll(relief, -8, 1)) * 2.2, -1.4, 1.4)
    out = picture.copy()
    for d in np.sort(rng.random(count) ** 1.3):
        foot = horizon + 0.035 + 0.36 * d
        wide, tall = (0.03 + 0.12 * d) * rng.uniform(0.6, 1.25), (0.035 + 0.12 * d) * rng.uniform(0.5, 1.2)
        centre, power = rng.uniform(0.08, 0.92), rng.uniform(1.4, 2.4)
        rows = slice(int((foot - tall * 1.8) * h), int(min((foot + tall * 1.3) * h, h)))
        cols = slice(int(max((centre - wide) * w, 0)), int(min((centre + wide) * w, w)))
        x, y = x_all[:, cols], y_all[rows]
        across = (x - centre) / wide
        outline = np.clip(1 - np.abs(across) ** power, 0, 1) ** 0.8
        rough = (
            line(w, 2.2, rng)[None, cols] * tall * 0.22 * outline
            + 0.004 * line(w, 1.6, rng)[None, cols] * outline**0.5
        )
        top = foot - tall * outline - rough
        under = smooth(foot + 0.012, foot - 0.004, y + 0.006 * relief[rows, cols])
        inside = np.clip((y - top) * h / 1.5, 0, 1) * under
        mirror = smooth(foot + tall * 1.1 * outline.clip(0.02), foot, y) * (y > foot) * outline
        stone = mix(colour(light.near), colour(light.far), 0.16 + 0.14 * (1 - d))
        wet = smooth(foot - 0.4 * tall, foot, y)
        paint = (
            stone * ((1 + 0.18 * grain[rows, cols] + 0.6 * facets[rows, cols]) * (1 - 0.5 * wet))[..., None]
        )
        patch = mix(out[rows, cols], colour(light.near), mirror * 0.5)
        out[rows, cols] = mix(patch, paint, inside)
    return out


def posts(picture: Picture, rng: Random, horizon: float, light: Light, count: int = 16) -> Picture:
    """The posts of a vanished pier, walking out in two rows, each with its reflection."""
    h, w, _ = picture.shape
    x_all, y = axes((w, h))
    out = picture.copy()
    grain = fbm((w, h), 2.0, rng, (0.3, 3.0))
    for k in range(count, 0, -1):
        z = 0.9 + k * 0.55
        for side in (-0.55, 0.55):
            if rng.random() < 0.14:
                continue
            foot = horizon + 0.4 / z
            centre = 0.56 + (side * 0.42 - 0.05) / z + rng.normal(0, 0.004) / z
            wide = 0.021 / z * rng.uniform(0.8, 1.15)
            tall = 0.31 / z * rng.uniform(0.72, 1.12)
            lean = rng.normal(0, 0.035)
            cols = slice(int((centre - wide * 2.6) * w), int((centre + wide * 2.6) * w) + 2)
            across = (x_all[:, cols] - centre - (y - foot) * lean) * (w / h) / wide
            edge = np.clip((1 - np.abs(across)) * wide * h / 1.4 + 0.5, 0, 1)
            cap = foot - tall + 0.1 * wide * across**2
            body = edge * np.clip((y - cap) * h + 0.5, 0, 1) * np.clip((foot - y) * h + 0.5, 0, 1)
            mirror = edge * smooth(foot + tall * 1.05, foot, y) * (y >= foot)
            round_light = 0.75 + 0.5 * np.clip(-across * 0.6 + 0.2, -0.4, 1)
            tone = mix(colour(light.near), colour(light.mist), min(0.75, 0.06 + 0.045 * k))
            patch = mix(out[:, cols], tone, mirror * 0.5)
            out[:, cols] = mix(patch, tone * (round_light * (1 + 0.12 * grain[:, cols]))[..., None], body)
    return out


def _stamp(picture: Picture, outline: list[tuple[float, float]], code: str) -> Picture:
    """A filled outline in 0..1, antialiased."""
    h, w, _ = picture.shape
    xs, ys = [p[0] * w for p in outline], [p[1] * h for p in outline]
    x0, y0, x1, y1 = int(min(xs)) - 2, int(min(ys)) - 2, int(max(xs)) + 3, int(max(ys)) + 3
    sheet = Image.new("L", ((x1 - x0) * 4, (y1 - y0) * 4))
    ImageDraw.Draw(sheet).polygon(
        [((a - x0) * 4, (b - y0) * 4) for a, b in zip(xs, ys, strict=True)], fill=255
    )
    mask = np.asarray(sheet.resize((x1 - x0, y1 - y0), Image.Resampling.BOX), np.float32) / 255
    rows, cols = slice(max(y0, 0), min(y1, h)), slice(max(x0, 0), min(x1, w))
    mask = mask[rows.start - y0 : rows.stop - y0, cols.start - x0 : cols.stop - x0]
    out = picture.copy()
    out[rows, cols] = mix(out[rows, cols], colour(code), mask)
    return out


def boat(picture: Picture, at: tuple[float, float], tall: float, code: str) -> Picture:
    """A small sailing boat in silhouette, and its dark reflection."""
    h, w, _ = picture.shape
    x, y = at
    k = tall * h / w
    hull = [
        (x - k * 0.55, y - tall * 0.08),
        (x + k * 0.6, y - tall * 0.1),
        (x + k * 0.42, y + tall * 0.04),
        (x - k * 0.42, y + tall * 0.04),
    ]
    main = [
        (x - k * 0.02, y - tall),
        (x - k * 0.02, y - tall * 0.13),
        (x - k * 0.5, y - tall * 0.13),
        (x - k * 0.3, y - tall * 0.5),
    ]
    jib = [(x + k * 0.02, y - tall * 0.92), (x + k * 0.5, y - tall * 0.14), (x + k * 0.04, y - tall * 0.14)]
    mirror = [(x - k * 0.5, y + tall * 0.05), (x + k * 0.5, y + tall * 0.05), (x - k * 0.05, y + tall * 0.75)]
    shadow = _stamp(picture, mirror, code)
    out = mix(picture, shadow, 0.45)
    for part in (main, jib, hull):
        out = _stamp(out, part, code)
    return out


def lighthouse(picture: Picture, rng: Random, at: float, horizon: float) -> Picture:
    """A headland with a lighthouse whose beam sweeps the sky."""
    h, w, _ = picture.shape
    x, y = axes((w, h))
    side = 1 if at > 0.5 else -1
    land = (
        horizon
        - 0.075 * smooth(0.26, 0.0, (at - x) * side)
        - 0.004 * line(w, 2.0, rng)[None] * smooth(0.26, 0.16, (at - x) * side)
    )
    ground = horizon - 0.078
    top, k = ground - 0.17, h / w
    lamp_y = top + 0.006
    angle = np.arctan2(y - lamp_y, (x - at) / k)
    distance = np.hypot(y - lamp_y, (x - at) / k)
    target = np.pi + 0.09 if side > 0 else -0.09
    off = np.abs(np.angle(np.exp(1j * (angle - target))))
    out = picture + tint(np.exp(-((off / 0.035) ** 2)) * 0.34 / (0.25 + distance) * 0.5, "fff0cc").astype(
        np.float32
    )
    inside = np.clip((y - land) * h + 0.5, 0, 1) * np.clip((horizon - y) * h + 0.5, 0, 1)
    out = mix(out, colour("070a10"), inside)
    tower = [
        (at - 0.013 * k, ground + 0.02),
        (at + 0.013 * k, ground + 0.02),
        (at + 0.008 * k, top + 0.012),
        (at - 0.008 * k, top + 0.012),
    ]
    out = _stamp(out, tower, "10141c")
    cap = [(at - 0.011 * k, top - 0.004), (at, top - 0.02), (at + 0.011 * k, top - 0.004)]
    out = _stamp(out, cap, "10141c")
    return out + tint(np.exp(-((distance / 0.012) ** 2)) * 1.5 + np.exp(-distance / 0.05) * 0.4, "ffe9bf")
