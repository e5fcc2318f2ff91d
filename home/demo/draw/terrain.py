"""Ground seen in perspective: a height field, light from one side with cast shadows, haze by distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from home.demo.draw.canvas import Picture, Plane, Size, colour, mix, resize, smooth
from home.demo.draw.noise import Random, fbm, sample, soften, tile


@dataclass(frozen=True)
class View:
    """Where the camera stands, and how steep the land is."""

    height: float = 1.0  # above the lowest ground, in heights of the relief
    horizon: float = 0.4  # from the top, 0..1
    steepness: float = 0.3
    width: float = 1.1
    x: float = 0.0
    distance: float = 2.2
    scale: float = 1.0  # under 1 shows a smaller part of the land, larger
    foreground: float = 0.35  # how much of its height the land keeps close to the camera


@dataclass(frozen=True)
class Ground:
    """Its colours, and the air above."""

    low: str
    high: str
    sunlight: str
    haze: str
    sun: tuple[float, float] = (0.8, 0.45)  # from the right (+) or left (-); its height
    density: float = 1.0  # of the haze with distance
    valley: float = 0.0  # of the mist lying low
    strength: float = 1.3
    ambient: tuple[float, float, float] = (0.26, 0.29, 0.36)
    snow: float | None = None  # the height above which it lies
    ripples: float = 0.0
    detail: float = 0.012


def eroded(n: int, rng: Random, octaves: int = 8, first: float = 3.0, wear: float = 0.9) -> Plane:
    """Heights 0..1 with smooth valleys and rough crests: steep places take less of the finer octaves."""
    total = np.zeros((n, n), np.float32)
    dx, dy = total.copy(), total.copy()
    f = np.hypot(np.fft.fftfreq(n)[:, None], np.fft.rfftfreq(n)[None]).astype(np.float32) * n
    strength, frequency = 1.0, first
    for _ in range(octaves):
        band = np.exp(-((np.log2(np.maximum(f, 0.1) / frequency) / 0.55) ** 2))
        white = np.fft.rfft2(rng.standard_normal((n, n), dtype=np.float32))
        octave = np.fft.irfft2(white * band, (n, n)).astype(np.float32)
        octave /= octave.std()
        dx += (np.roll(octave, -1, 1) - np.roll(octave, 1, 1)) * (n / frequency * 0.06)
        dy += (np.roll(octave, -1, 0) - np.roll(octave, 1, 0)) * (n / frequency * 0.06)
        folded = 0.35 * octave + 0.65 * (0.8 - np.abs(octave))
        total += strength * folded / (1 + wear * (dx**2 + dy**2))
        strength *= 0.5
        frequency *= 2
    total -= total.min()
    return (total / total.max()) ** 1.7


def dune_field(n: int, rng: Random, rows: float = 5, soft: float = 2.0) -> Plane:
    """Dunes: a long windward slope, a sharp crest, a short steep lee."""
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    bend, broad, small = tile(n, 5.0, rng), tile(n, 5.4, rng), tile(n, 5.0, rng)
    # the pattern must repeat with the tile: whole numbers of rows in both directions
    rows_y, rows_x = max(1, round(rows * 0.55)), max(1, round(rows * 0.84))
    phase = ((y * rows_y + x * rows_x) / n + bend * 0.3 + soften(tile(n, 4.2, rng), 3) * 0.03) % 1
    crest = 0.7
    slope = np.where(
        phase < crest, smooth(-0.1, crest, phase) * 0.8 + phase * 0.3, 1.1 - smooth(crest, 1, phase) * 1.09
    )
    tall = np.clip(0.62 + 0.3 * small + 0.1 * bend, 0.15, 1.5)
    return np.clip(soften(slope.astype(np.float32) * tall, soft) * 0.5 + 0.13 * broad + 0.15, -0.5, 2)


def sunlight(heights: Plane, steepness: float, sun: tuple[float, float], shadow_edge: float = 0.03) -> Plane:
    """How much sun each point gets, with the shadows that hills cast."""
    n = heights.shape[0]
    gx = (np.roll(heights, -1, 1) - np.roll(heights, 1, 1)) * (n / 2 * steepness)
    gy = (np.roll(heights, -1, 0) - np.roll(heights, 1, 0)) * (n / 2 * steepness)
    direction = np.array([sun[0], 0.25, sun[1]])
    sx, sy, sz = (direction / np.linalg.norm(direction)).astype(np.float32)
    lit = np.clip((-gx * sx - gy * sy + sz) / np.sqrt(gx**2 + gy**2 + 1), 0, 1)
    drop = np.float32(sz / abs(sx) / n / steepness)
    # sweep from the side of the sun, over the tile twice, because shadows cross its seam
    side = 1 if sun[0] > 0 else -1
    wide = np.concatenate([heights, heights], 1)[:, ::-side]
    steps = np.arange(2 * n, dtype=np.float32) * drop
    hidden = np.maximum.accumulate(wide + steps, 1) - steps - wide
    hidden = hidden[:, n:][:, ::-side]
    return lit * soften(1 - smooth(0.0, shadow_edge, hidden), 1.0)


@dataclass
class Seen:
    """What a ray of each pixel met."""

    hit: Plane
    depth: Plane
    height: Plane
    light: Plane
    flat: Plane
    x: Plane
    z: Plane


def cast(size: Size, heights: Plane, view: View, ground: Ground, samples: int = 900) -> Seen:
    """March outwards column by column, and keep for every pixel the first ground it meets."""
    w, h = size
    n = heights.shape[0]
    half = w // 2
    # the nearest ground must lie below the frame, or its first row would be drawn out as streaks
    near = 0.75 * (view.height - view.foreground) * view.steepness / 1.1 / (1 - view.horizon)
    z = np.geomspace(near, view.distance, samples).astype(np.float32)[:, None]
    span = np.float32(n * view.scale)
    u = np.linspace(-0.5, 0.5, half, dtype=np.float32)[None] * (view.width * w / h / 1.5)
    x_at, z_at = (view.x + u * z) * span, np.broadcast_to((z + 0.1) * span, (samples, half))
    level = sample(heights, z_at, x_at)
    level = level * (view.foreground + (1 - view.foreground) * smooth(near, near * 5, z))
    screen_row = (view.horizon + (view.height - level) * view.steepness / z / 1.1) * h
    highest = np.minimum.accumulate(screen_row, 0)
    rows = np.arange(h, dtype=np.float32) + 0.5
    index = np.empty((h, half), np.int32)
    for k in range(half):
        index[:, k] = np.searchsorted(-highest[:, k], -rows, side="left")
    missed = index >= samples
    index = np.clip(index, 1, samples - 1)
    column = np.arange(half)[None]
    after, before = screen_row[index, column], highest[index - 1, column]
    part = np.clip((before - rows[:, None]) / np.maximum(before - after, 1e-4), 0, 1)
    part = np.where(missed, 1, part)
    depth = z[:, 0][index - 1] * (1 - part) + z[:, 0][index] * part
    px, pz = (view.x + u * depth) * span, (depth + 0.1) * span
    gx = (np.roll(heights, -2, 1) - np.roll(heights, 2, 1)) * (n / 4 * view.steepness)
    gy = (np.roll(heights, -2, 0) - np.roll(heights, 2, 0)) * (n / 4 * view.steepness)
    light = sample(sunlight(heights, view.steepness, ground.sun), pz, px)
    flat = sample(1 / np.sqrt(gx**2 + gy**2 + 1), pz, px)
    return Seen(1 - missed.astype(np.float32), depth, sample(heights, pz, px), light, flat, px, pz)


def _texture(seen: Seen, n: int, rng: Random, amount: float) -> Plane:
    """Grain of the ground at several distances, each scale fading before it would flicker."""
    grain = tile(512, 2.0, rng)
    out = np.zeros_like(seen.depth)
    for scale, limit in ((3.1, 2.0), (11.0, 0.7), (37.0, 0.24)):
        fade = smooth(limit, limit * 0.3, seen.depth)
        out += sample(grain, seen.z * scale * 512 / n, seen.x * scale * 512 / n) * fade * 0.5
    return 1 + amount * out


def paint(size: Size, heights: Plane, view: View, ground: Ground, sky: Picture, rng: Random) -> Picture:
    """The land under the sky. Rays are cast for every second column, then widened."""
    _w, h = size
    seen = cast(size, heights, view, ground)
    n = heights.shape[0]
    texture = _texture(seen, n, rng, ground.detail * 8)
    light = seen.light
    if ground.ripples:
        wave = sample(tile(512, 3.4, rng), seen.z * 0.6, seen.x * 0.6)
        near = smooth(0.55, 0.08, seen.depth)
        ridge = np.sin((seen.z * 0.75 + seen.x * 0.42) * 1.1 + wave * 5)
        light = light * (1 + ground.ripples * ridge * near)
    base = mix(colour(ground.low), colour(ground.high), smooth(0.05, 0.95, seen.height))
    if ground.snow is not None:
        lies = smooth(
            ground.snow - 0.1,
            ground.snow + 0.1,
            seen.height + 0.9 * (seen.flat - 0.72) + 0.06 * (texture - 1),
        )
        base = mix(base, colour("eef2f7"), lies)
    lit = np.array(ground.ambient, np.float32) * (0.75 + 0.5 * seen.flat)[..., None]
    lit = lit + (light * ground.strength)[..., None] * colour(ground.sunlight)
    out = base * lit * texture[..., None]
    low = np.clip(ground.valley - seen.height, 0, 1) if ground.valley else np.zeros_like(seen.depth)
    fog = 1 - np.exp(-(seen.depth * ground.density * 0.5 + 2.2 * low * (0.4 + seen.depth * 2)))
    far = mix(colour(ground.haze), sky[int(view.horizon * h * 0.92), ::2][: out.shape[1]][None], 0.35)
    out = mix(out, far, fog)
    out, hit = resize(out, size, smoothly=False), resize(seen.hit, size, smoothly=False)
    # single grains, which the widened columns cannot show
    out = out * (1 + min(ground.detail * 3.5, 0.035) * fbm(size, 0.9, rng, reduce=1))[..., None]
    return mix(sky, out, smooth(0.1, 0.9, hit))
