"""200 people like one album at once, and again; then a storm of 2,000 likes and unlikes.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/bench python -m benchmarks.like_storm

Against a real server of two processes with eight threads each, over HTTP, in an empty site of its own; without
DATABASE_URL on SQLite (there with ``--people 20 --storm 200``). Ends with 1 when an answer was not 200, or
when a counter does not equal its rows.
"""

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.parallel_refresh import ask, serve


class Crowd:
    """People with a token each, who ask all at once."""

    def __init__(self, port: int, number: int) -> None:
        from django.contrib.auth import get_user_model

        from users import sessions, tokens
        from users.models import Session

        self.port = port
        users = get_user_model().objects
        users.filter(username__startswith="liker-").delete()
        self.tokens = []
        for n in range(number):
            person = users.create_user(f"liker-{n}", email=f"liker-{n}@example.org")
            session = sessions.open(user=person, request=None, kind=Session.Kind.API)
            self.tokens.append(tokens.pair(session)["access"])

    def ask_at_once(
        self, requests: Callable[[int], list[tuple[str, str]]]
    ) -> tuple[Counter[int], list[float], float]:
        """Each person sends her requests one after the other; all begin together. Statuses, seconds each, seconds."""
        start = threading.Barrier(len(self.tokens))

        def act(number: int) -> list[tuple[int, float]]:
            headers = {"Authorization": f"Bearer {self.tokens[number]}"}
            mine = requests(number)
            start.wait()
            answers = []
            for method, path in mine:
                begun = time.monotonic()
                status, _body = ask(self.port, method, path, **headers)
                answers.append((status, time.monotonic() - begun))
            return answers

        begun = time.monotonic()
        with ThreadPoolExecutor(len(self.tokens)) as pool:
            answers = [answer for one in pool.map(act, range(len(self.tokens))) for answer in one]
        seconds = time.monotonic() - begun
        return Counter(status for status, _ in answers), [took for _, took in answers], seconds


def measure(port: int, people: int, storm: int) -> None:
    from django.db import connection

    album, photo = things()
    crowd = Crowd(port, people)
    paths = [f"/api/v1/albums/{album.pk}/like/", f"/api/v1/photos/{photo.pk}/like/"]
    wrong = 0
    for name in ("at once", "again"):
        said = crowd.ask_at_once(lambda number: [("PUT", paths[0])])
        tell(f"{connection.vendor}: {people} people like one album {name}", *said)
        wrong += said[0] != {200: people}
        wrong += counted(album=album) != (people, people)
        print("  counter, rows:", counted(album=album))
    each = storm // people

    def any_of(number: int) -> list[tuple[str, str]]:
        dice = random.Random(number)
        return [(dice.choice(("PUT", "DELETE")), dice.choice(paths)) for _ in range(each)]

    said = crowd.ask_at_once(any_of)
    tell(f"{connection.vendor}: a storm of {each * people} likes and unlikes", *said)
    wrong += said[0] != {200: each * people}
    for about in ({"album": album}, {"photo": photo}):
        counter, rows = counted(**about)
        print(f"  {next(iter(about))}: counter, rows: {(counter, rows)}")
        wrong += counter != rows
    if wrong:
        raise SystemExit(1)


def things() -> tuple[Any, Any]:
    """An album with a photo, of somebody who is told of the likes."""
    from django.contrib.auth import get_user_model

    from tests.factories import make_album, ready_photo

    users = get_user_model().objects
    owner = users.filter(username="liked").first() or users.create_user("liked", email="liked@example.org")
    album = make_album("Liked", owner=owner, slug=f"liked-{time.time_ns()}")
    return album, ready_photo(owner=owner, album=album, rendition_key=f"ab/{time.time_ns()}", sha256="")


def counted(**about: Any) -> tuple[int, int]:
    from community.models import Like, LikeCount

    counter = LikeCount.objects.filter(**about).values_list("likes", flat=True).first()
    return counter or 0, Like.objects.filter(**about).count()


def tell(name: str, statuses: Counter[int], times: list[float], seconds: float) -> None:
    middle, most = statistics.median(times), max(times)
    print(
        f"{name}: {seconds:.1f} s, {len(times) / seconds:.0f}/s, answers {dict(statuses)},"
        f" median {middle:.2f} s, longest {most:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--storm", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8197)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrine-likes-") as name:
        os.environ |= {"VAR_DIR": name, "LOG_LEVEL": "CRITICAL"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        server = serve(given.port)
        try:
            measure(given.port, given.people, given.storm)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
