"""`python -m home.demo FOLDER` draws the photographs that are missing in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from tqdm import tqdm

from home.demo.render import draw_all


def main() -> None:
    """Read the command line, draw, show how far it is."""
    parser = argparse.ArgumentParser(prog="python -m home.demo", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    with tqdm(unit="photo") as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        draw_all(options.folder, options.processes, show)


if __name__ == "__main__":
    main()
