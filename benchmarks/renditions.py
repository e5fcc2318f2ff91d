"""How long a photo takes: seconds of one core per step, and photos a second on two processes.

.venv/bin/python benchmarks/renditions.py [photos]
"""

import io
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from galleries.pictures import FORMATS, Sandbox
from galleries.pictures.master import make_master
from galleries.pictures.renditions import prepare

SIZES = {"12 Mpx": (4000, 3000), "24 Mpx": (6000, 4000)}


def photo(width: int, height: int) -> bytes:
    """A JPEG with soft colours and grain, some 0.25 bytes a pixel, as cameras write it."""
    rng = np.random.default_rng(1)
    patches = rng.integers(0, 256, (height // 64, width // 64, 3), dtype=np.uint8)
    smooth = np.asarray(Image.fromarray(patches).resize((width, height), Image.Resampling.BICUBIC))
    grain = np.kron(rng.normal(0, 6, (height // 2, width // 2)), np.ones((2, 2)))[..., None]
    buffer = io.BytesIO()
    Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def one_core(name: str, source: Path, folder: Path) -> None:
    """Print processor seconds of each step in this process, the best of three."""
    master = make_master(source, folder)
    steps = {"master": lambda: make_master(source, folder)}
    steps |= {kind: lambda kind=kind: prepare(master.path, folder, formats=(kind,)) for kind in FORMATS}
    steps |= {"none (decode, shrink, measure)": lambda: prepare(master.path, folder, formats=())}
    steps |= {"all three formats": lambda: prepare(master.path, folder)}
    print(f"{name}, {source.stat().st_size / 1e6:.1f} MB")
    for step, run in steps.items():
        times = []
        for _ in range(3):
            started = time.process_time()
            run()
            times.append(time.process_time() - started)
        print(f"  {step:32} {min(times):6.3f} s")


def two_processes(name: str, source: Path, folder: Path, photos: int) -> None:
    """Print photos a second through the sandbox: master, renditions and measures."""
    sandbox = Sandbox(size=2)

    def whole_way(number: int) -> None:
        target = folder / str(number)
        target.mkdir()
        args = {"source": str(source), "target_folder": str(target)}
        master = sandbox.run("make_master", **args)["path"]
        widths = [320, 640, 1280, 1920]
        sandbox.run("prepare", master=master, target_folder=str(target), widths=widths, formats=list(FORMATS))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(whole_way, (-1, -2)))  # start the children
        started = time.monotonic()
        list(threads.map(whole_way, range(photos)))
        print(f"  two processes: {photos / (time.monotonic() - started):.2f} photos/s ({name})")
    sandbox.close()


def main() -> None:
    """Measure both sizes."""
    photos = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    for name, size in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "source.jpg"
            source.write_bytes(photo(*size))
            one_core(name, source, Path(folder))
            two_processes(name, source, Path(folder), photos)


if __name__ == "__main__":
    main()
