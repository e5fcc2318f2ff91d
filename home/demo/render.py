"""From the catalogue to JPEG files."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from home.demo.catalogue import all_photos, artist_of
from home.demo.model import DemoPhoto

QUALITY = 88


def draw_photo(photo: DemoPhoto, path: Path) -> None:
    """Draw the photograph and leave it at `path`; a file of that name is always complete."""
    from PIL import Image

    from home.demo.draw import scene_function
    from home.demo.draw.finish import to_bytes
    from home.demo.exif import exif_for

    scene = photo.scene
    pixels = to_bytes(scene_function(scene.key)(photo.size, scene.seed, **scene.settings))
    image = Image.fromarray(pixels)
    # as from a camera held upright: the pixels lie on their side, and the tag says how to turn them
    if photo.orientation == 6:
        image = image.transpose(Image.Transpose.ROTATE_90)
    elif photo.orientation == 8:
        image = image.transpose(Image.Transpose.ROTATE_270)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        image.save(part, "JPEG", quality=QUALITY, subsampling="4:4:4", exif=exif_for(photo, artist_of(photo)))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _one(job: tuple[str, str]) -> str:
    """Runs in a worker: gets a name, because settings do not travel between processes."""
    name, path = job
    draw_photo(next(photo for photo in all_photos() if photo.name == name), Path(path))
    return name


def _keep_memory() -> None:
    """Let glibc keep freed pages: handing megabytes back after every array costs a third of the time."""
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt(-3, 1 << 25)  # M_MMAP_THRESHOLD, the most it takes
        libc.mallopt(-1, 1 << 26)  # M_TRIM_THRESHOLD
    except (AttributeError, OSError):
        return  # another C library; it only takes longer


def _results(jobs: list[tuple[str, str]], processes: int) -> Iterable[str]:
    if processes <= 1 or len(jobs) <= 1:
        yield from map(_one, jobs)
        return
    # a fresh interpreter for each worker: the caller may be a threaded server
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(processes, len(jobs)), initializer=_keep_memory) as pool:
        yield from pool.imap_unordered(_one, jobs)


def draw_all(
    folder: Path, processes: int = 2, progress: Callable[[int, int], None] | None = None
) -> dict[str, Path]:
    """All photographs by name, drawing those that are missing; may be interrupted and called again."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {photo.name: folder / f"{photo.name}.jpg" for photo in all_photos()}
    missing = [(name, str(path)) for name, path in paths.items() if not path.exists()]
    done, total = len(paths) - len(missing), len(paths)
    if progress:
        progress(done, total)
    for _ in _results(missing, processes):
        done += 1
        if progress:
            progress(done, total)
    return paths
