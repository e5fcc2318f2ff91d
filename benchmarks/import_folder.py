"""Imports a folder as an owner would bring it: ``python -m benchmarks.import_folder [--photos 200]``.

Draws the folder first: JPEGs of 12 to 24 Mpx with camera noise, nested two deep, among them ten
duplicates and five broken files. Then runs ``manage.py import_photos`` twice in an empty site of its
own and prints what the command prints, the memory of the largest process and the time of each run.
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SIZES = [(4000, 3000)] * 8 + [(4928, 3264), (6000, 4000)]


def draw(path: Path, size: tuple[int, int], seed: int) -> None:
    """A picture with soft shapes and the noise of a sensor: as costly to encode as a real one."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 255, (24, 32, 3), dtype=np.uint8))
    soft = np.asarray(small.resize((size[0] // 2, size[1] // 2), Image.Resampling.BICUBIC), dtype=np.int16)
    grain = rng.normal(0, 9, soft.shape[:2]).astype(np.int16)[..., None]
    picture = Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8)).resize(
        size, Image.Resampling.BICUBIC
    )
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "NIKON CORPORATION", "NIKON Z 6"
    exif.get_ifd(0x8769)[0x9003] = f"2024:0{seed % 9 + 1}:11 0{seed % 9}:30:00"
    picture.save(path, quality=90, exif=exif)


def make_folder(folder: Path, photos: int) -> None:
    places = [folder / year / month for year in ("2023", "2024") for month in ("Spring", "Autumn")]
    for place in places:
        place.mkdir(parents=True)
    made: list[Path] = []
    for number in range(photos - 15):
        path = places[number % len(places)] / f"DSC_{number:04}.JPG"
        draw(path, SIZES[number % len(SIZES)], number)
        made.append(path)
    for number in range(10):
        shutil.copy(made[number * 2], places[(number + 1) % len(places)] / f"copy {number}.jpg")
    for number in range(5):
        content = made[number].read_bytes()
        cut = random.Random(number).randrange(1000, len(content) // 2)
        (places[number % len(places)] / f"broken {number}.jpg").write_bytes(content[:cut] if number else b"")


def manage(*args: str, **variables: str) -> float:
    begun = time.monotonic()
    command = [sys.executable, str(ROOT / "manage.py"), *args]
    subprocess.run(command, check=True, env={**os.environ, **variables})
    return time.monotonic() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--jobs", default=str(os.cpu_count() or 2))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as name:
        base = Path(name)
        make_folder(base / "photographs", options.photos)
        site = {"VAR_DIR": str(base / "var"), "LOG_LEVEL": "WARNING"}
        manage("migrate", "-v0", **site)
        manage(
            "createsuperuser", "--noinput", "--username", "root", "--email", "root@example.org",
            DJANGO_SUPERUSER_PASSWORD="benchmark-only", **site,
        )  # fmt: skip
        for run in ("first", "second"):
            seconds = manage("import_photos", str(base / "photographs"), "--jobs", options.jobs, **site)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"{run} run: {seconds:.1f} s; largest process {peak} MB\n")


if __name__ == "__main__":
    main()
