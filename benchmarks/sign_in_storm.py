"""A thousand guessed passwords over a hundred accounts, by twenty threads that forge where they come from.

    REDIS_URL=redis://127.0.0.1:6379/9 python -m benchmarks.sign_in_storm

Against gunicorn with two processes (one without Redis, whose counters lie in memory) in an empty site of its own,
behind a proxy of which the requests pretend to come: the entry on the right is the proxy's, all to the left is forged.
First one network tries everybody, then a hundred networks try four accounts. The windows are a minute instead of a
quarter of an hour, so that the end of a lock can be waited for. Ends with 1 when more was let through than the limits
say, when a known device of an owner was locked out, or when an owner did not get in when the window was over.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WINDOW = 60
PEOPLE, FEW, ATTEMPTS, THREADS = 100, 4, 1000, 20
BY_NETWORK, BY_ACCOUNT = 60, 50
PASSWORD = "correct-horse-battery"
MAKE_PEOPLE = f"""
from django.contrib.auth.hashers import make_password
from users.models import User
hashed = make_password({PASSWORD!r})
User.objects.bulk_create(User(username=f"victim{{n}}", password=hashed) for n in range({PEOPLE}))
from django.core.cache import caches
caches["limits"].clear()
"""


class Site:
    """gunicorn, with a database of its own."""

    def __init__(self, folder: str) -> None:
        redis = os.environ.get("REDIS_URL", "")
        self.processes = 2 if redis else 1
        self.port = free_port()
        limits = f"sign_in_network={BY_NETWORK}/{WINDOW}s,sign_in_account={BY_ACCOUNT}/{WINDOW}s"
        limits += f",sign_in_account_network=10/{WINDOW}s,sign_in_device=10/{WINDOW}s"
        self.environment = {
            **os.environ, "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "REDIS_URL": redis,
            "SECRET_KEY": "bench-" * 10, "TRUSTED_PROXIES": "1", "LIMITS": limits, "LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }  # fmt: skip

    def __enter__(self) -> "Site":
        self._manage("migrate", "--verbosity", "0")
        self._manage("shell", "--verbosity", "0", "--command", MAKE_PEOPLE)
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--threads", "8", "--workers", str(self.processes)]
        self.server = subprocess.Popen(
            [*command, "--log-level", "error", "--no-control-socket"],
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.DEVNULL,  # a line for each refusal
        )
        while True:
            try:
                if self.sign_in("nobody", "x", "192.0.2.1")[0]:
                    return self
            except OSError:
                time.sleep(0.2)

    def __exit__(self, *error: object) -> None:
        self.server.terminate()
        self.server.wait(30)

    def _manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True)

    def sign_in(self, name: str, password: str, address: str, device: str = "") -> tuple[int, dict[str, Any]]:
        """Status and answer for somebody at ``address``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
        if device:
            headers["X-Device-Token"] = device
        connection.request(
            "POST", "/api/v1/auth/token/", json.dumps({"username": name, "password": password}), headers
        )
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        return answer.status, body


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def storm(site: Site, name: str, people: int, networks: list[str]) -> Counter[int]:
    def attempt(n: int) -> int:
        forged = f"10.{n % 250}.{n // 250}.1, 2001:db8::{n:x}"
        return site.sign_in(f"victim{n % people}", f"guess-{n}", f"{forged}, {networks[n % len(networks)]}")[
            0
        ]

    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(attempt, range(ATTEMPTS)))
    print(f"{name}: {dict(answers)} in {time.monotonic() - began:.0f} s", flush=True)
    return answers


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    failures = []
    with tempfile.TemporaryDirectory(prefix="vitrine-storm-") as folder, Site(folder) as site:
        print(f"{site.processes} processes, {'Redis' if site.processes > 1 else 'memory'}")
        device = site.sign_in("victim0", PASSWORD, "198.51.100.1")[1]["device_token"]
        began = time.monotonic()
        one = storm(site, "one network, 100 accounts", PEOPLE, ["203.0.113.1"])
        windows = 1 + int((time.monotonic() - began) // WINDOW)
        failures += [] if one[401] <= BY_NETWORK * windows else ["one network guessed more than it may"]
        began = time.monotonic()
        many = storm(site, "100 networks, 4 accounts", FEW, [f"203.0.{n}.2" for n in range(100)])
        windows = 1 + int((time.monotonic() - began) // WINDOW)
        failures += (
            [] if many[401] <= BY_ACCOUNT * FEW * windows else ["accounts were guessed at more than allowed"]
        )
        failures += [] if set(one + many) <= {401, 429} else ["other answers than 401 and 429"]

        known, _ = site.sign_in("victim0", PASSWORD, "203.0.113.1", device)
        print(f"the owner on a device that she used before, in the middle of it: {known}")
        fresh, body = site.sign_in("victim1", PASSWORD, "198.51.100.1")
        wait = body.get("retry_after", 0)
        print(f"an owner on a new device: {fresh}, told to wait {wait} s of {WINDOW}")
        time.sleep(wait + 1)
        later, _ = site.sign_in("victim1", PASSWORD, "198.51.100.1")
        print(f"the same when the window is over: {later}")
        failures += [] if (known, later) == (200, 200) else ["an owner did not get in"]
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
