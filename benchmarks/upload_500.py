"""Sends 500 photos to an album as the uploader does: ``python -m benchmarks.upload_500 [--photos 500]``.

In an empty site of its own, served by ``manage.py serve`` (SQLite, or the database that DATABASE_URL names: an empty
one): draws JPEGs of 1.5 Mpx, all different, posts them to the album's upload address, three at a time, and waits until
all are prepared. Prints the times, what the processes of the web and of the worker held at their most, and the rows and
files there are in the end. Ends with 1 when a photo is missing or a group held more than 500 MB.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from benchmarks.import_folder import ROOT, draw, manage

AT_ONCE = 3
MOST_MB = 500
PATIENCE = 1800
# An album, and a person who is signed in and may fill it. The mark keeps `serve` from drawing the demo.
SET_UP = """
from pathlib import Path
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from galleries.models import AlbumIndexPage, AlbumPage
root = get_user_model().objects.create_superuser("root", "root@example.org")
album = AlbumPage(title="Five hundred", slug="five-hundred", owner=root)
AlbumIndexPage.objects.get().add_child(instance=album)
Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
(Path(settings.MEDIA_ROOT) / "demo-loaded").touch()
browser = Client()
browser.force_login(root)
print("ANSWER", album.pk, browser.cookies["sessionid"].value)
"""
COUNT = """
from galleries.models import AlbumPhoto, Leftover, Photo, PhotoRendition
print("ANSWER", Photo.objects.count(), Photo.objects.filter(state="ready").count(), AlbumPhoto.objects.count(),
      PhotoRendition.objects.count(), Leftover.objects.count())
"""


class Memory(threading.Thread):
    """Watches the processes below ``serve``: what those of the web, and those of the worker, hold together.

    Counted twice: resident memory as it is shown by ``ps``, where pages that several share count for each of them,
    and with such pages divided among those that share them.
    """

    def __init__(self, parent: int) -> None:
        super().__init__(daemon=True)
        self.parent = parent
        self.peaks: Counter[tuple[str, str]] = Counter()
        self.largest = 0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.4):
            sums: Counter[tuple[str, str]] = Counter()
            for pid, group in self.processes():
                for kind, kilobytes in held(pid).items():
                    sums[group, kind] += kilobytes
                    if kind == "Rss":
                        self.largest = max(self.largest, kilobytes)
            for key, value in sums.items():
                self.peaks[key] = max(self.peaks[key], value)

    def processes(self) -> list[tuple[int, str]]:
        found = []
        for child in children_of(self.parent):
            group = "web" if b"gunicorn" in command_of(child) else "worker"
            found += [(pid, group) for pid in (child, *all_below(child))]
        return found


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found


def all_below(pid: int) -> list[int]:
    return [each for child in children_of(pid) for each in (child, *all_below(child))]


def command_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def held(pid: int) -> dict[str, int]:
    """Kilobytes: Rss, and Pss with shared pages divided."""
    with suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return {kind: int(size) for kind, size in re.findall(r"^(Rss|Pss):\s+(\d+) kB", text, re.MULTILINE)}
    return {}


def ask(code: str, site: dict[str, str]) -> list[str]:
    """The words that a piece of code answers in the site."""
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **site})
    return done.stdout.partition("ANSWER ")[2].split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send(browser: requests.Session, address: str, token: str, path: Path) -> tuple[int, float]:
    begun = time.monotonic()
    headers = {"X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token, "Accept": "application/json"}
    with path.open("rb") as content:
        answer = browser.post(
            address, files={"files[]": (path.name, content, "image/jpeg")}, headers=headers, timeout=120
        )
    if answer.status_code != 200 or answer.json()["what"] != "added":
        print(f"{path.name}: {answer.status_code} {answer.text[:200]}")
        return 0, 0
    return int(answer.json()["photo"]["id"]), time.monotonic() - begun


def wait_until_ready(browser: requests.Session, address: str, ids: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    left = ids
    while left and time.monotonic() < deadline:
        time.sleep(2)
        asked, others = left[:200], left[200:]
        answer = browser.get(address, params={"ids": ",".join(map(str, asked))}, timeout=60)
        states = answer.json()["states"]
        left = [pk for pk in asked if states[str(pk)]["state"] == "preparing"] + others


def run(base: str, album: str, session: str, paths: list[Path]) -> list[int]:
    browser = requests.Session()
    browser.cookies["sessionid"] = session
    # The server ends idle connections; a question that comes at that moment is asked once more.
    browser.mount("http://", HTTPAdapter(max_retries=Retry(5, backoff_factor=0.2, allowed_methods=["GET"])))
    photos = f"{base}/admin/albums/{album}/photos/"
    token = browser.get(f"{photos}upload/states/", timeout=60).json()["token"]
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = list(pool.map(lambda path: send(browser, f"{photos}upload/", token, path), paths))
    ids = [pk for pk, _seconds in sent if pk]
    seconds = sorted(taken for pk, taken in sent if pk)
    print(
        f"{len(ids)} of {len(paths)} taken in {time.monotonic() - begun:.1f} s, {AT_ONCE} at a time;", end=" "
    )
    print(f"one took {seconds[len(seconds) // 2]:.2f} s, the slowest {seconds[-1]:.2f} s")
    wait_until_ready(browser, f"{photos}upload/states/", ids)
    print(f"all ready {time.monotonic() - begun:.1f} s after the first was sent")
    return ids


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        paths = [folder / f"DSC_{number:04}.jpg" for number in range(options.photos)]
        for number, path in enumerate(paths):
            draw(path, (1500, 1000), number)
        print(f"{len(paths)} JPEGs of 1.5 Mpx, {sum(p.stat().st_size for p in paths) / 1e6:.0f} MB")
        base = f"http://127.0.0.1:{port}"
        site = {"VAR_DIR": str(folder / "var"), "LOG_LEVEL": "ERROR", "BASE_URL": base}
        manage("migrate", "-v0", **site)
        album, session = ask(SET_UP, site)
        command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
        server = subprocess.Popen(command, env={**os.environ, **site}, stdout=subprocess.DEVNULL)
        memory = Memory(server.pid)
        try:
            await_answer(base)
            memory.start()
            ids = run(base, album, session, paths)
        finally:
            memory.done.set()
            server.terminate()
            server.wait(60)
        counts = [int(word) for word in ask(COUNT, site)]
        return report(memory, counts, folder / "var" / "media", len(paths), len(ids))


def await_answer(base: str) -> None:
    for _ in range(120):
        with suppress(requests.RequestException):
            if requests.get(f"{base}/healthz", timeout=5).status_code == 200:
                return
        time.sleep(1)
    raise SystemExit("The site did not start.")


def report(memory: Memory, counts: list[int], media: Path, wanted: int, taken: int) -> int:
    photos, ready, places, renditions, leftovers = counts
    files = Counter(path.relative_to(media).parts[0] for path in media.rglob("*") if path.is_file())
    print(
        f"rows: {photos} photos, {ready} ready, {places} places, {renditions} renditions, {leftovers} leftovers"
    )
    print("files:", ", ".join(f"{kind} {count}" for kind, count in sorted(files.items())))
    for group in ("web", "worker"):
        rss, pss = (memory.peaks[group, kind] // 1024 for kind in ("Rss", "Pss"))
        print(f"{group}: at most {pss} MB together ({rss} MB as ps counts, shared pages for each)")
    print(f"largest process: {memory.largest // 1024} MB")
    small = all(memory.peaks[group, "Pss"] < MOST_MB * 1024 for group in ("web", "worker"))
    return 0 if wanted == taken == photos == ready == places and small else 1


if __name__ == "__main__":
    raise SystemExit(main())
