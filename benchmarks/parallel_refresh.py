"""Uses one refresh token twenty times at once, a hundred times over: ``python -m benchmarks.parallel_refresh``.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/bench python -m benchmarks.parallel_refresh [--rounds 100]

Against a real server of two processes with eight threads each, in an empty site of its own; without
DATABASE_URL on SQLite. Ends with 1 when in some round not exactly one use won, or when afterwards a
token of that session, the winner's included, still opens anything.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 20
REFRESH, SESSIONS = "/api/v1/auth/token/refresh/", "/api/v1/auth/sessions/"


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Content-Type": "application/json", "Connection": "close", **headers}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    finally:
        connection.close()


def serve(port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        "2",
        "--threads",
        "8",
        "--worker-class",
        "gthread",
    ]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "config.wsgi"]
    # Its log tells of every refusal, and there are thousands.
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            ask(port, "GET", "/healthz")
            return server
        except OSError:
            time.sleep(0.1)
        except ValueError:
            return server
    server.terminate()
    raise SystemExit("The server does not answer.")


def one_round(port: int, tokens: dict[str, str]) -> tuple[Counter[int], list[dict[str, str]]]:
    """How often each status was answered, and the tokens of those who won."""
    start = threading.Barrier(AT_ONCE)

    def use(number: int) -> tuple[int, dict[str, Any]]:
        start.wait()
        return ask(port, "POST", REFRESH, {"refresh": tokens["refresh"]})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(use, range(AT_ONCE)))
    return Counter(status for status, _ in answers), [body for status, body in answers if status == 200]


def still_open(port: int, pairs: list[dict[str, str]]) -> int:
    """How many of these tokens are still taken."""
    found = 0
    for pair in pairs:
        found += ask(port, "GET", SESSIONS, Authorization=f"Bearer {pair['access']}")[0] != 401
        found += ask(port, "POST", REFRESH, {"refresh": pair["refresh"]})[0] != 401
    return found


def measure(port: int, rounds: int) -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection

    from users import sessions, tokens
    from users.models import SecurityEvent, Session

    users = get_user_model().objects
    users.filter(username="refresher").delete()
    user = users.create_user("refresher", email="refresher@example.org")
    statuses: Counter[int] = Counter()
    wrong = alive = 0
    begun = time.monotonic()
    for _ in range(rounds):
        session = sessions.open(user=user, request=None, kind=Session.Kind.API)
        pair = tokens.pair(session)
        if ask(port, "GET", SESSIONS, Authorization=f"Bearer {pair['access']}")[0] != 200:
            raise SystemExit("A fresh token opens nothing.")
        counted, winners = one_round(port, pair)
        statuses += counted
        wrong += counted[200] != 1
        alive += still_open(port, [pair, *winners])
    seconds = time.monotonic() - begun
    noted = SecurityEvent.objects.filter(user=user, kind=SecurityEvent.Kind.TOKEN_REUSED).count()
    print(f"{connection.vendor}: {rounds} rounds of {AT_ONCE} in {seconds:.1f} s, answers {dict(statuses)}")
    print(
        f"{wrong} rounds without exactly one winner, {alive} tokens alive afterwards, {noted} re-uses noted"
    )
    if wrong or alive or noted != rounds:
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--port", type=int, default=8199)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrine-refresh-") as name:
        os.environ |= {
            "VAR_DIR": name,
            "LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        server = serve(given.port)
        try:
            measure(given.port, given.rounds)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
