"""Reads and answers a thread of 10,000 comments with a chain 500 deep: ``python -m benchmarks.deep_thread``.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/bench python -m benchmarks.deep_thread

Whole requests through every middleware, in an empty site of its own; without DATABASE_URL on SQLite. Prints the
median of seven, queries and size of the album's page, the same for a branch and for the API, and what an answer costs
at the top, in the middle and at the end of the chain. Ends with 1 when something is over its limit.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

PAGE = {"ms": 1000, "queries": 20, "KB": 500}
ANSWER = {"ms": 100, "queries": 15}
ROUNDS, WARM = 7, 2


def parents_of(number: int, deep: int) -> list[int]:
    """For each comment whom it answers: first the chain, then anybody."""
    rng = random.Random(6)
    chain = [max(0, n - 1) for n in range(deep)]
    return chain + [rng.randrange(n) for n in range(deep, number)]


def fill(album: Any, people: list[Any], number: int, deep: int) -> list[int]:
    """The thread, past the actions: keys of its comments."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.utils import timezone
    from django_comments.models import Comment

    from community.models import AlbumTalk

    parents = parents_of(number, deep)
    levels, below = [0] * number, [0] * number
    for n in range(1, number):
        levels[n] = levels[parents[n]] + 1
    for n in range(number - 1, 0, -1):
        below[parents[n]] += below[n] + 1
    about = {
        "content_type": ContentType.objects.get_for_model(album),
        "object_pk": str(album.pk),
        "site_id": 1,
    }
    words = "The light here is what I remember most, and the long way down. "
    made = Comment.objects.bulk_create(
        [
            Comment(
                **about, user=people[n % len(people)], comment=f"{n}: {words}", submit_date=timezone.now()
            )
            for n in range(number)
        ],
        batch_size=1000,
    )
    pks = [comment.pk for comment in made]
    threads = [(pks[n], pks[0], pks[parents[n]], levels[n], n + 1, below[n]) for n in range(number)]
    rows = [(pks[n], album.pk, f"<p>{n}: {words}</p>", timezone.now()) for n in range(number)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO django_comments_xtd_xtdcomment "
            '(comment_ptr_id, thread_id, parent_id, level, "order", nested_count, followup) '
            "VALUES (%s, %s, %s, %s, %s, %s, false)",
            threads,
        )
        cursor.executemany(
            "INSERT INTO community_albumcomment "
            "(xtdcomment_ptr_id, album_id, state, html, likes, dislikes, score, edited_at) "
            "VALUES (%s, %s, 'visible', %s, 0, 0, 0, %s)",
            rows,
        )
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    AlbumTalk.objects.create(album=album, comments=number)
    return pks


def measured(name: str, work: Callable[[], Any], limits: dict[str, int]) -> bool:
    """Print the median of several rounds, and whether it is within the limits."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times = []
    for n in range(ROUNDS + WARM):
        begun = time.perf_counter()
        answer = work()
        if n >= WARM:
            times.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as captured:
        work()
    said = [query["sql"].split(" ", 1)[0] for query in captured.captured_queries]
    queries = [word for word in said if word not in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")]
    found = {"ms": statistics.median(times), "queries": len(queries)}
    if answer is not None:
        found["KB"] = len(answer.content) / 1024
    right = all(found[key] <= limit for key, limit in limits.items() if key in found)
    print(
        f"{name:34}"
        + "".join(f"{value:9.0f} {key}" for key, value in found.items())
        + ("" if right else "  OVER")
    )
    return right


def measure(number: int, deep: int) -> bool:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from benchmarks.comment_storm import make_talk
    from community import threads
    from community.actions.comments import add_comment
    from community.models import AlbumComment, AlbumTalk
    from galleries.policy import Viewer

    album, _ = make_talk()
    AlbumComment.objects.all().delete()
    AlbumTalk.objects.all().delete()
    people = [
        get_user_model().objects.create_user(
            f"writer{n}", email=f"writer{n}@example.org", display_name=f"Writer {n}"
        )
        for n in range(50)
    ]
    pks = fill(album, people, number, deep)
    print(f"{connection.vendor}: {number} comments in one thread, a chain of {deep}")
    member, guest = Client(), Client()
    member.force_login(people[0])

    def page(client: Client, address: str) -> Callable[[], Any]:
        def ask() -> Any:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            return answer

        return ask

    def answer(pk: int) -> Callable[[], None]:
        parent = threads.find(Viewer(people[1]), pk)
        return lambda: (
            add_comment(user=people[1], album=album, parent=parent, text=str(random.random())) and None
        )

    address = album.get_url()
    right = [
        measured("album page, guest", page(guest, address), PAGE),
        measured("album page, member", page(member, address), PAGE),
        measured("branch at the top", page(member, f"/comments/{pks[0]}/thread/"), PAGE),
        measured("branch in the middle", page(member, f"/comments/{pks[deep // 2]}/thread/"), PAGE),
        measured("API, threads", page(member, f"/api/v1/comments/?album={album.pk}"), PAGE),
        measured("API, answers", page(member, f"/api/v1/comments/?parent={pks[0]}&page_size=100"), PAGE),
    ]
    for name, at in (("top", 0), ("middle", deep // 2), ("end", deep - 1)):
        right.append(measured(f"answer at the {name} of the chain", answer(pks[at]), ANSWER))
    return all(right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--deep", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrine-thread-") as name:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        limits = "comment_account=100000/1m,comment_network=100000/1m"
        os.environ |= {"VAR_DIR": name, "LOG_LEVEL": "CRITICAL", "LIMITS": limits}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        right = measure(given.comments, given.deep)
    if not right:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
