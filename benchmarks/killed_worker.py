"""Kills the worker with -9 while it prepares photos: ``python -m benchmarks.killed_worker [--photos 50]``.

In an empty site of its own: takes the photos in, starts ``manage.py worker``, kills it and all its
children when a fifth of the photos are ready, starts it again and waits. Ends with 1 when after two
minutes a photo is not ready, a file belongs to no photo, or a photo lacks a file.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.import_folder import ROOT, draw

PATIENCE = 120


def start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "manage.py"), "worker", "--processes", "2"]
    return subprocess.Popen(command, start_new_session=True)


def children_of(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    direct = [int(line) for line in found.stdout.split()]
    return [p for child in direct for p in (child, *children_of(child))]


def kill_all(worker: subprocess.Popen[bytes]) -> None:
    for pid in (*children_of(worker.pid), worker.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    worker.wait()


def take_in(folder: Path, photos: int) -> None:
    from django.contrib.auth import get_user_model
    from django.core.files import File
    from wagtail.models import Collection

    from galleries import ingest

    owner = get_user_model().objects.create_user("owner", email="owner@example.org")
    for number in range(photos):
        path = folder / f"{number}.jpg"
        draw(path, (4000, 3000), number)
        with path.open("rb") as content:
            ingest.add(File(content), path.name, owner=owner, collection=Collection.get_first_root_node())


def wait_for(count: int, seconds: float) -> float:
    from galleries.models import Photo

    begun = time.monotonic()
    while Photo.objects.filter(state=Photo.State.READY).count() < count:
        if time.monotonic() - begun > seconds:
            raise SystemExit(
                f"After {seconds:.0f} s only {Photo.objects.ready().count()} of {count} photos are ready."
            )
        time.sleep(0.2)
    return time.monotonic() - begun


def check_files() -> None:
    """Every rendition has its file and every file its rendition."""
    from django.conf import settings

    from galleries.models import PhotoRendition

    base = Path(settings.MEDIA_ROOT) / "renditions"
    files = {str(path.relative_to(base)) for path in base.rglob("*") if path.is_file()}
    rows = set(PhotoRendition.objects.values_list("file", flat=True))
    print(
        f"{len(rows)} renditions, {len(rows - files)} without a file, {len(files - rows)} files without a row"
    )
    if rows - files:
        raise SystemExit("A photo lacks a file.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=50)
    photos = parser.parse_args().photos
    with tempfile.TemporaryDirectory(prefix="vitrine-kill-") as name:
        os.environ |= {
            "VAR_DIR": f"{name}/var",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        folder = Path(name) / "photographs"
        folder.mkdir()
        take_in(folder, photos)
        worker = start_worker()
        wait_for(photos // 5, PATIENCE)
        kill_all(worker)
        print(f"killed with {photos // 5} of {photos} ready")
        worker = start_worker()
        try:
            print(f"all {photos} ready {wait_for(photos, PATIENCE):.1f} s after the restart")
            check_files()
        finally:
            kill_all(worker)


if __name__ == "__main__":
    main()
