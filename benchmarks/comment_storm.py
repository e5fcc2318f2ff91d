"""Writes 200 answers into one thread and 200 new threads at once: ``python -m benchmarks.comment_storm``.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/bench python -m benchmarks.comment_storm [--people 200]

By the API of a real server of two processes with eight threads each, in an empty site of its own; without DATABASE_URL
on SQLite (there ``--people 20``). Each person writes one answer and begins one thread. Ends with 1 when something was
not stored, or the tree is not what was asked for.
"""

import argparse
import http.client
import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.parallel_refresh import serve

COMMENTS = "/api/v1/comments/"
PATIENCE = 120


class Writer:
    """One person with a token; writes what she is told."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token

    def write(self, body: dict[str, Any]) -> tuple[int, dict[str, Any], float]:
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        try:
            connection.request("POST", COMMENTS, json.dumps(body), headers)
            answer = connection.getresponse()
            status, said = answer.status, json.loads(answer.read() or b"{}")
        except OSError as error:
            status, said = 0, {"detail": repr(error)}
        finally:
            connection.close()
        return status, said, time.monotonic() - begun


def make_people(number: int) -> list[str]:
    """Tokens of so many new people."""
    from django.contrib.auth import get_user_model

    from users import sessions, tokens
    from users.models import Session

    people = get_user_model().objects
    made = [people.create_user(f"writer{n}", email=f"writer{n}@example.org") for n in range(number)]
    opened = [sessions.open(user=user, request=None, kind=Session.Kind.API) for user in made]
    return [tokens.pair(session)["access"] for session in opened]


def make_talk() -> tuple[Any, list[Any]]:
    """An album with a thread of ten comments that all answer one another."""
    from django.contrib.auth import get_user_model
    from wagtail.models import Page

    from community.actions.comments import add_comment
    from galleries.models import AlbumIndexPage, AlbumPage
    from home.models import HomePage

    owner = get_user_model().objects.create_user("owner", email="owner@example.org")
    index = AlbumIndexPage.objects.first()
    if index is None:
        home = HomePage.objects.first() or Page.get_first_root_node().add_child(
            instance=HomePage(title="Home")
        )
        index = home.add_child(instance=AlbumIndexPage(title="Albums", slug="albums"))
    album = index.add_child(instance=AlbumPage(title="Storm", slug="storm", owner=owner))
    chain: list[Any] = []
    for n in range(10):
        parent = chain[-1] if chain else None
        chain.append(add_comment(user=owner, album=album, text=f"Calm {n}", parent=parent))
    return album, chain


def all_at_once(work: list[tuple[Writer, dict[str, Any]]]) -> list[tuple[int, dict[str, Any], float]]:
    start = threading.Barrier(len(work))

    def one(job: tuple[Writer, dict[str, Any]]) -> tuple[int, dict[str, Any], float]:
        start.wait()
        return job[0].write(job[1])

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def faults(wanted: dict[str, int | None]) -> dict[str, int]:
    """What does not stand as it was asked for, by its name."""
    from community.models import AlbumComment, AlbumTalk

    rows = {c.pk: c for c in AlbumComment.objects.all()}
    below: Counter[int] = Counter()
    for comment in rows.values():
        at = comment
        while not at.is_root:
            at = rows[at.parent_id]
            below[at.pk] += 1
    ours = [c for c in rows.values() if c.comment in wanted]
    orders = Counter((c.thread_id, c.order) for c in rows.values())
    return {
        "missing": len(wanted) - len(ours),
        "wrong parents": sum(c.parent_id != (wanted[c.comment] or c.pk) for c in ours),
        "wrong threads": sum(c.thread_id != rows[c.parent_id].thread_id for c in rows.values()),
        "wrong levels": sum(not c.is_root and c.level != rows[c.parent_id].level + 1 for c in rows.values()),
        "orders that are not unique": sum(n - 1 for n in orders.values()),
        "wrong counts of answers": sum(c.nested_count != below[c.pk] for c in rows.values()),
        "difference of the album's count": abs(AlbumTalk.objects.get().comments - len(rows)),
    }


def measure(port: int, number: int) -> bool:
    from django.db import connection

    album, chain = make_talk()
    writers = [Writer(port, token) for token in make_people(number)]
    wanted: dict[str, int | None] = {}
    statuses: Counter[int] = Counter()
    print(f"{connection.vendor}, {number} people")
    for name in ("answer", "thread"):
        parents = [random.choice(chain).pk if name == "answer" else None for _ in writers]
        wanted |= {f"{name} {n}": parent for n, parent in enumerate(parents)}
        bodies = [
            {"album": album.pk, "text": f"{name} {n}", "parent": parent} for n, parent in enumerate(parents)
        ]
        begun = time.monotonic()
        answers = all_at_once(list(zip(writers, bodies, strict=True)))
        seconds = time.monotonic() - begun
        statuses += Counter(status for status, _, _ in answers)
        print(f"one {name} each at once: {seconds:.1f} s, slowest {max(took for *_, took in answers):.1f} s")
        refused = [said for status, said, _ in answers if status != 201]
        print(f"answers {dict(statuses)} {json.dumps(refused[0])[:200] if refused else ''}")
    found = faults(wanted)
    print(", ".join(f"{name}: {count}" for name, count in found.items()))
    return set(statuses) == {201} and not any(found.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--port", type=int, default=8197)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrine-storm-") as name:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        # All of it comes from one network.
        os.environ |= {"VAR_DIR": name, "LOG_LEVEL": "CRITICAL", "LIMITS": "comment_network=100000/1m"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        server = serve(given.port)
        try:
            right = measure(given.port, given.people)
        finally:
            server.terminate()
            server.wait()
    if not right:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
