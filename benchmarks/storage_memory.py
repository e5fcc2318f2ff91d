"""A 50 MB file on its way to Kodo (its fake): how much the process grows, and what a killed one leaves behind.

python benchmarks/storage_memory.py
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MB = 1024 * 1024
SIZE, MOST_GROWTH, WEEK = 50 * MB, 32 * MB, 7 * 86400


def upload(path: str) -> None:
    """In a process of its own: save the file, tell by how many bytes the process has grown at most."""
    import django

    django.setup()
    from django.core.files import File
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    storage = storages["default"]
    storage.save("warm-up.txt", ContentFile(b"modules and connections are there"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open(path, "rb") as content:
        storage.save("large.bin", File(content))
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)


def main() -> int:
    from tests.fakes.kodo import FakeKodo

    with tempfile.TemporaryDirectory() as folder, FakeKodo() as kodo:
        path = Path(folder) / "large.bin"
        with path.open("wb") as out:
            for _ in range(SIZE // MB):
                out.write(os.urandom(MB))
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "VAR_DIR": folder,
            "STORAGE": "qiniu",
            "QINIU_ACCESS_KEY": kodo.access_key,
            "QINIU_SECRET_KEY": kodo.secret_key,
            "QINIU_BUCKET": "originals",
            "QINIU_DOMAIN": kodo.domain("originals"),
            "QINIU_HOSTS": ",".join(f"{name}={kodo.url}" for name in ("up", "rs", "rsf", "uc")),
        }
        command = [sys.executable, __file__, str(path)]
        grown = int(
            subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
        )
        stored = kodo.objects["originals", "originals/large.bin"]
        whole = stored.data == path.read_bytes()
        print(f"50 MB uploaded in {kodo.count('part')} parts, every byte there: {whole}")
        print(f"the process grew by {grown / MB:.1f} MB (at most {MOST_GROWTH / MB:.0f} MB)")
        clean = killed_halfway(kodo, command, environment)
    return 0 if grown < MOST_GROWTH and whole and clean else 1


def killed_halfway(kodo: "FakeKodo", command: list[str], environment: dict[str, str]) -> bool:  # noqa: F821
    """Whether a process that is killed in the middle leaves neither an object nor, after a week, parts."""
    kodo.buckets["originals"].objects.clear()
    kodo.requests.clear()
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    while kodo.count("part") < 6 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = [key for _, key in kodo.objects if key.endswith("large.bin")]
    waiting = len(kodo.uploads)
    kodo.offset = WEEK + 60
    kodo.sweep()
    print(f"killed after {kodo.count('part')} of 13 parts: {len(left)} objects, {waiting} unfinished upload")
    print(f"after a week: {len(kodo.uploads)} unfinished uploads")
    return not left and waiting == 1 and not kodo.uploads


if __name__ == "__main__":
    if len(sys.argv) > 1:
        upload(sys.argv[1])
    else:
        raise SystemExit(main())
