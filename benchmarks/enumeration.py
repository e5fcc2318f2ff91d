"""Whether a stranger can tell from the answer, or from its time, that there is an account.

A hundred people with accounts and a hundred without are tried in turn at each door, with the real password hasher and
all limits as they are but so high that none stops us. Prints the medians in milliseconds; ends with status 1 when a
pair differs by 50 ms or more, or in status or body.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
work = tempfile.TemporaryDirectory(prefix="vitrine-enumeration-")
os.environ |= {
    "VAR_DIR": work.name,
    "SECRET_KEY": "bench-" * 10,
    "TASKS_ENGINE": "database",
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{work.name}/db.sqlite3")
os.environ.setdefault("REDIS_URL", "")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django

django.setup()

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client

from users.models import User

ALLOWED = 50.0
settings.LIMITS = dict.fromkeys(settings.LIMITS, "1000000/1m")
PASSWORD = "correct-horse-battery"
WRONG = "wrong-horse-battery"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=200, help="for each kind of person at each door")
    parser.add_argument("--doors", default="", help="only those with this word in their name")
    given = parser.parse_args()
    samples: int = given.samples
    logging.disable()
    call_command("migrate", verbosity=0, interactive=False)
    hashed = make_password(PASSWORD)
    for n in range(samples):
        User.objects.create(
            username=f"known{n}", email=f"known{n}@example.org", password=hashed, phone=phone(n, known=True),
            phone_verified=True,
        )  # fmt: skip
    return max([measure(name, door, samples) for name, door in DOORS.items() if given.doors in name])


def phone(n: int, *, known: bool) -> str:
    return f"+86{138 if known else 139}{n:08d}"


def who(n: int, known: bool) -> str:
    return f"{'known' if known else 'nobody'}{n}"


def post(path: str, **body: Any) -> Any:
    return Client().post(path, body, "application/json")


def sign_in(n: int, known: bool) -> Any:
    return post("/api/v1/auth/token/", username=who(n, known), password=WRONG)


def sign_in_by_mail(n: int, known: bool) -> Any:
    return post("/api/v1/auth/token/", username=f"{who(n, known)}@example.org", password=WRONG)


def sign_in_page(n: int, known: bool) -> Any:
    return Client().post("/accounts/login/", {"login": f"{who(n, known)}@example.org", "password": WRONG})


def sign_up(n: int, known: bool) -> Any:
    return post(
        "/api/v1/auth/register/", username=f"new-{who(n, known)}", email=f"{who(n, known)}@example.org",
        password=PASSWORD, terms=True,
    )  # fmt: skip


def sign_up_page(n: int, known: bool) -> Any:
    data = {
        "username": f"page-{who(n, known)}",
        "email": f"{who(n, known)}+p@example.org",
        "password1": PASSWORD,
    }
    if known:
        data["email"] = f"{who(n, known)}@example.org"
    return Client().post("/accounts/signup/", {**data, "terms": "on"})


def reset(n: int, known: bool) -> Any:
    who_now = f"{who(n, known)}{'' if known else '+r'}@example.org"
    return post("/api/v1/auth/password/reset/", login=who_now)


def reset_page(n: int, known: bool) -> Any:
    return Client().post(
        "/accounts/password/reset/", {"email": f"{who(n, known)}{'' if known else '+q'}@example.org"}
    )


def code_to_sign_up(n: int, known: bool) -> Any:
    return post("/api/v1/auth/codes/", phone=phone(n, known=known), purpose="sign_up")


def code_to_reset(n: int, known: bool) -> Any:
    return post("/api/v1/auth/codes/", phone=phone(n, known=known), purpose="reset")


def code_guessed(n: int, known: bool) -> Any:
    return post(
        "/api/v1/auth/password/reset/confirm/", phone=phone(n, known=known), code="x", password=PASSWORD
    )


Door = Callable[[int, bool], Any]
DOORS: dict[str, Door] = {
    "sign-in by name": sign_in,
    "sign-in by e-mail": sign_in_by_mail,
    "sign-in page": sign_in_page,
    "sign-up": sign_up,
    "sign-up page": sign_up_page,
    "reset": reset,
    "reset page": reset_page,
    "code to sign up": code_to_sign_up,
    "code to reset": code_to_reset,
    "code guessed": code_guessed,
}


def told(answer: Any) -> tuple[Any, ...]:
    """What somebody sees of the answer, without what differs each time anyway."""
    if answer["Content-Type"].startswith("text/html"):
        return answer.status_code, answer.get("Location"), len(answer.content) // 200
    body = answer.json()
    body.pop("request_id", None)
    return answer.status_code, body


def measure(name: str, door: Door, samples: int) -> int:
    took: dict[bool, list[float]] = {True: [], False: []}
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for n in range(samples):
        for known in (True, False) if n % 2 else (False, True):
            began = time.perf_counter()
            answer = door(n, known)
            took[known].append((time.perf_counter() - began) * 1000)
            seen[known].add(repr(told(answer)))
    known, unknown = (statistics.median(took[kind]) for kind in (True, False))
    alike = seen[True] == seen[False]
    good = alike and abs(known - unknown) < ALLOWED
    print(
        f"{name:<18} known {known:7.1f} ms   unknown {unknown:7.1f} ms   apart {abs(known - unknown):5.1f} ms   "
        f"{'same answer' if alike else f'OTHER ANSWER: {seen}'[:600]}{'' if good else '   FAILED'}",
        flush=True,
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
