"""Still lifes: turned things on a table by a window."""

from __future__ import annotations

import numpy as np

from home.demo.draw.canvas import Picture, Plane, Size, axes, blur, colour, glow, mix, smooth, tint
from home.demo.draw.finish import develop
from home.demo.draw.lathe import PROFILES, Thing, shadow_on_table, shadow_on_wall, turn
from home.demo.draw.noise import Random, dice, fbm
from home.demo.draw.trees import bare_tree

# a room: wall in shade and in light, table in shade and in light
ROOMS = {
    "umber": ("4a443c", "a89e89", "35281f", "8f7156"),
    "slate": ("2c333a", "7c8891", "23262b", "636a70"),
    "linen": ("8f8778", "d9d0bf", "7d7363", "d6cbb6"),
    "night": ("0d0c0c", "2c2722", "14100d", "4d3a2a"),
    "sage": ("5a6353", "aab39c", "4a3f33", "9b8467"),
    "rose": ("7d5f5a", "d0aca0", "5b4340", "b8938a"),
    "blue": ("25364a", "6f8ba6", "2b2a2e", "8d8984"),
}


def _room(size: Size, rng: Random, room: str, edge: float, cloth: bool, left: bool) -> Picture:
    w, h = size
    dark, bright, table, shine = (colour(c) for c in ROOMS[room])
    x, y = axes(size)
    side = 0.1 if left else 0.9
    plaster = fbm(size, 3.2, rng) * 0.022 + fbm(size, 1.8, rng, reduce=1) * 0.012
    wall = mix(dark, bright, glow(size, (side, 0.28), 0.8, 1.5)) * (1 + plaster)[..., None]
    if cloth:
        weave = 0.025 * (np.sin(x * w * 0.9) + np.sin(y * h * 0.9)) + 0.03 * fbm(size, 1.5, rng, reduce=1)
        grain = weave + 0.05 * fbm(size, 3.4, rng, (1.6, 0.5))
    else:
        boards = fbm(size, 2.3, rng, (7, 0.3)) * 0.075 + fbm(size, 1.7, rng, (9, 0.4), reduce=1) * 0.045
        grain = boards
    ground = (
        mix(table, shine, glow(size, (side + (0.14 if left else -0.14), edge + 0.1), 0.62, 1.4))
        * (1 + grain)[..., None]
    )
    out = mix(wall, ground, smooth(edge - 0.004, edge + 0.004, y) * np.ones_like(x))
    corner = np.exp(-np.abs(y - edge) / 0.02) * 0.35 * np.ones_like(x)
    return blur(out * (1 - corner)[..., None], 1.0)


def _branch(picture: Picture, rng: Random, thing: Thing, blossom: str, tone: str) -> Picture:
    """A twig in a vase, bare or in flower."""
    h, w, _ = picture.shape
    size = (w, h)
    top = thing.foot - thing.tall
    twig = np.maximum(
        bare_tree(size, rng, (thing.x, top + 0.02), 0.15, 0.0075, 0.36, 0.3, 0.019),
        bare_tree(size, rng, (thing.x, top + 0.02), 0.12, 0.006, 0.4, -0.25, 0.019),
    )
    out = mix(picture, colour(tone), blur(twig, 0.7))
    if not blossom:
        return out
    ys, xs = np.nonzero(twig[:: max(1, h // 500), :: max(1, h // 500)])
    scale = max(1, h // 500)
    picks = rng.choice(len(ys), min(150, len(ys)), replace=False)
    for k in picks:
        cy, cx = ys[k] * scale + rng.normal(0, h * 0.006), xs[k] * scale + rng.normal(0, h * 0.006)
        if cy > top * h - h * 0.02:
            continue
        out = _flower(out, rng, cx, cy, h * rng.uniform(0.007, 0.014), blossom)
    return out


def _flower(out: Picture, rng: Random, cx: float, cy: float, r: float, tone: str) -> Picture:
    h, w, _ = out.shape
    x0, x1, y0, y1 = (
        int(max(cx - r * 1.5, 0)),
        int(min(cx + r * 1.5, w)),
        int(max(cy - r * 1.5, 0)),
        int(min(cy + r * 1.5, h)),
    )
    if x1 - x0 < 3 or y1 - y0 < 3:
        return out
    u, v = (
        (np.arange(x0, x1, dtype=np.float32)[None] - cx) / r,
        (np.arange(y0, y1, dtype=np.float32)[:, None] - cy) / (r * rng.uniform(0.6, 1)),
    )
    d, a = np.hypot(u, v), np.arctan2(v, u) + rng.random() * 6
    petals = np.clip((0.72 + 0.3 * np.abs(np.cos(a * 2.5)) - d) * r / 1.5 + 0.5, 0, 1)
    shade = (0.62 + 0.4 * smooth(0.0, 0.9, d) - 0.25 * u).clip(0.3, 1.15)
    paint = mix(colour(tone) * shade[..., None], colour("b8863a"), np.exp(-((d / 0.22) ** 2)) * 0.8)
    out[y0:y1, x0:x1] = mix(out[y0:y1, x0:x1], paint, petals)
    return out


def arrangement(
    size: Size,
    seed: int,
    things: tuple[Thing, ...],
    room: str = "umber",
    edge: float = 0.66,
    cloth: bool = False,
    left: bool = True,
    branch: str | None = None,
    twig: str = "2f241c",
    beam: float = 0.0,
    **look: float,
) -> Picture:
    """Things on a table. With `branch` the first of them holds a twig ("" for a bare one)."""
    rng = dice(seed)
    h = size[1]
    light = (-0.75 if left else 0.75, 0.62, 0.42)
    out = _room(size, rng, room, edge, cloth, left)
    cut = int(edge * h)
    if beam:
        out[:cut] = out[:cut] + (_beam(size, left)[:cut] * beam)[..., None] * colour("ffdcaa")
    wall, table = np.ones((cut, size[0]), np.float32), np.ones((h - cut, size[0]), np.float32)
    for thing in things:
        wall *= 1 - shadow_on_wall(size, thing, light, edge, slice(0, cut))
        table *= 1 - shadow_on_table(size, thing, light, slice(cut, h))
    out[:cut] *= wall[..., None]
    out[cut:] *= table[..., None]
    for thing in sorted(things, key=lambda one: one.foot):
        if branch is not None and thing is things[0]:
            out = _branch(out, rng, thing, branch, twig)
        out = turn(out, rng, thing, light, ROOMS[room][1])
    return develop(out, rng, **{"vignette": 0.5, "contrast": 0.28, "grain": 0.012, "bloom": 0.12, **look})


def _beam(size: Size, left: bool) -> Plane:
    """A slanting bar of sun across the wall."""
    x, y = axes(size)
    across = (x if left else 1 - x) + y * 0.5
    return blur(
        smooth(0.44, 0.46, across)
        * smooth(0.78, 0.76, across)
        * (1 - 0.9 * smooth(0.6, 0.605, across) * smooth(0.622, 0.617, across)),
        5,
    )


def line_up(
    size: Size,
    seed: int,
    kind: str,
    count: int,
    tones: tuple[str, ...],
    room: str,
    tall: float = 0.2,
    gloss: float = 0.3,
    odd: int | None = None,
    odd_tone: str = "c8452c",
    edge: float = 0.6,
    left: bool = True,
    **look: float,
) -> Picture:
    """The same thing many times in a row, one of them perhaps different."""
    rng = np.random.default_rng(seed)
    w, h = size
    pitch = 0.86 / count
    things = []
    for k in range(count):
        height = tall * float(rng.uniform(0.93, 1.07))
        limit = pitch * (w / h) * 0.46 / max(PROFILES[kind])
        tone = odd_tone if k == odd else tones[k % len(tones)]
        things.append(
            Thing(
                kind,
                0.07 + pitch * (k + 0.5),
                0.76 + float(rng.normal(0, 0.008)),
                min(height, limit),
                tone,
                gloss,
            )
        )
    return arrangement(size, seed, tuple(things), room, edge, left=left, **look)


def candle(size: Size, seed: int, things: tuple[Thing, ...] = (), **look: float) -> Picture:
    """One flame in a dark room."""
    rng = dice(seed)
    w, h = size
    out = _room(size, rng, "night", 0.68, False, True) * np.float32(0.5)
    x, y = axes(size)
    cx, foot, tall, wide = 0.5, 0.78, 0.3, 0.04
    near = np.exp(-np.hypot((x - cx) * w / h, y - 0.44) / 0.3)
    out = out * (0.3 + 2.6 * near)[..., None] + tint(near * 0.2, "c9741f")
    across = (x - cx) * (w / h) / wide
    body = np.clip((1 - np.abs(across)) * wide * h / 1.4 + 0.5, 0, 1)
    top = foot - tall + 0.006 * np.sin(across * 2.4) - 0.008 * across**2
    mask = (
        body
        * np.clip((y - top) * h + 0.5, 0, 1)
        * np.clip((foot + 0.012 * np.sqrt(np.clip(1 - across**2, 0, 1)) - y) * h, 0, 1)
    )
    wax = np.exp(-np.clip(y - top, 0, 1) / 0.11) * 1.0 + 0.22 * (1 - 0.5 * np.abs(across))
    out = mix(out, tint(np.clip(wax, 0, 1.15), "f6c98c"), mask)
    for thing in things:
        out = turn(out, rng, thing, (0.8 if thing.x < cx else -0.8, 0.35, 0.45), "5a3c20", False)
    v = (y - (foot - tall - 0.005)) / -0.115
    flame_w = 0.017 * np.clip(np.sin(np.clip(v, 0, 1) ** 0.62 * np.pi), 0, 1)
    flame = smooth(0.004, -0.004, np.abs((x - cx - 0.003 * v**2) * w / h) - flame_w) * (v > 0) * (v < 1)
    wick = smooth(0.0022, 0.001, np.abs((x - cx) * w / h)) * smooth(-0.02, 0.0, v) * smooth(0.3, 0.22, v)
    tone = mix(
        colour("5a78ff"),
        mix(colour("ffe9b0"), colour("ffb648"), smooth(0.55, 1.0, v)),
        smooth(0.02, 0.22, v) * np.ones_like(x),
    )
    out = mix(out, tone * np.float32(1.1), blur(flame.astype(np.float32), 1.5))
    out = mix(out, colour("201008"), wick * 0.8)
    halo = np.exp(-((np.hypot((x - cx) * w / h, (y - 0.42) * 0.9) / 0.09) ** 1.2))
    return develop(
        out + tint(halo * 0.45, "ffb65c"), rng, **{"bloom": 0.5, "vignette": 0.4, "grain": 0.018, **look}
    )
