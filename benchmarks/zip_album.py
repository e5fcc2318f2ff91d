"""Fetches an album of 5 GB as one zip from a real server: ``python -m benchmarks.zip_album [--gigabytes 5]``.

The album's pictures are one JPEG with a position and a serial number in it, taken in as any upload and then linked
on the disk as often as the size asks for. Tells how much memory the server's processes take more than before,
whether the archive is whole (every CRC, zip64 beyond 4 GB), and whether a picture in it still says where and with
what it was taken. Ends with 1 when one of these is wrong.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

from benchmarks.parallel_refresh import serve

ROOT = Path(__file__).resolve().parent.parent
GB, MB = 1024**3, 1024**2
PORT = 8143
MOST_GROWTH = 64 * MB


def picture() -> bytes:
    """A JPEG of some 8 MB that says where and with which camera it was taken."""
    import numpy
    from PIL import Image

    noise = numpy.random.default_rng(1).integers(0, 256, (1500, 2200, 3), dtype="uint8")
    exif = Image.Exif()
    exif[0x010F], exif[0xA431] = "Maker", "SERIAL-4711"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "JPEG", quality=97, exif=exif)
    return out.getvalue()


def fill(gigabytes: float) -> int:
    """An album of about that size. Returns its key."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    from galleries import ingest
    from tests.factories import make_album, make_user, ready_photo

    owner = make_user("zip-owner")
    sent = picture()
    assert b"SERIAL-4711" in sent
    album = make_album("Large", owner=owner, slug="large", download="original")
    file = ContentFile(sent, "x.jpg")
    first, _known = ingest.add(file, "x.jpg", owner=owner, collection=album.collection)
    master = Path(storages["default"].path(first.file.name))
    size = master.stat().st_size
    count = round(gigabytes * GB / size) + 1
    for _ in range(count):
        photo = ready_photo(owner=owner, album=album)
        target = Path(storages["default"].path(photo.file.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(master, target)
    print(f"{count} photos of {size / MB:.1f} MB")
    return int(album.pk)


def peak(server: int) -> int:
    """Bytes that the server's processes have held at most, all together."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    total = 0
    for pid in [str(server), *children]:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    return total


def fetch(address: str, target: Path) -> bool:
    began, size = time.monotonic(), 0
    with urllib.request.urlopen(address) as answer, target.open("wb") as out:
        told = int(answer.headers["Content-Length"])
        while piece := answer.read(MB):
            out.write(piece)
            size += len(piece)
    seconds = time.monotonic() - began
    print(
        f"{size / GB:.2f} GB in {seconds:.0f} s, {size / MB / seconds:.0f} MB/s; as long as told: {size == told}"
    )
    return size == told


def is_clean(path: Path) -> bool:
    """Whether every entry is whole and none says where or with what it was taken."""
    from PIL import Image

    with zipfile.ZipFile(path) as archive:
        broken = archive.testzip()
        names = archive.namelist()
        some = [*names[:20], *names[-20:]]
        telling = [name for name in some if b"SERIAL" in archive.read(name)]
        telling += [name for name in some if Image.open(io.BytesIO(archive.read(name))).getexif()]
    print(f"{len(names)} entries, {names[0]} to {names[-1]}; broken: {broken}; with metadata: {telling}")
    return broken is None and not telling


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--gigabytes", type=float, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({"DJANGO_SETTINGS_MODULE": "config.settings.dev", "VAR_DIR": folder})
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
        import django

        django.setup()
        pk = fill(asked.gigabytes)
        server = serve(PORT)
        try:
            for _ in range(8):  # both processes have their modules
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/").read()
            before = peak(server.pid)
            zipped = Path(folder) / "album.zip"
            whole = fetch(f"http://127.0.0.1:{PORT}/zip/{pk}/?size=original", zipped)
            grown = peak(server.pid) - before
        finally:
            server.terminate()
            server.wait()
        print(f"the server's processes grew by {grown / MB:.1f} MB (at most {MOST_GROWTH / MB:.0f} MB)")
        clean = is_clean(zipped)
    return 0 if whole and clean and grown < MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
