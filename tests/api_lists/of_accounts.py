"""Worlds of what belongs to an account: what ``users`` and ``webhooks`` list."""

from itertools import cycle
from typing import Any

from django.utils import timezone

from tests.api_lists import making
from tests.api_lists.worlds import World, shows
from users import access_tokens, sessions
from users.models import DataExport, Session
from webhooks.models import Delivery, Event, Webhook


@shows("auth/sessions/")
def sign_ins(w: World, n: int) -> None:
    if "program" not in w.kept:  # whose own is the first
        w.kept["program"], n = w.client, n - 1
    for number in range(n):
        sessions.open(user=w.me, request=None, kind=Session.Kind.WEB, device=f"Browser {number}")


@shows("me/tokens/")
def tokens(w: World, n: int) -> None:
    for number in range(n):
        access_tokens.make(user=w.me, name=f"Program {number}", scopes=["read"], expires_at=None)


@shows("me/exports/")
def exports(w: World, n: int) -> None:
    states = cycle(DataExport.State.values)
    DataExport.objects.bulk_create(
        DataExport(user=w.me, state=state, expires_at=timezone.now())
        for state, _ in zip(states, range(n), strict=False)
    )


@shows("me/webhooks/")
def webhooks(w: World, n: int) -> list[Webhook]:
    return Webhook.objects.bulk_create(
        Webhook(user=w.me, url=f"https://example.org/{number}", events=Event.values) for number in range(n)
    )


@shows("me/webhooks/{w.kept[webhook].pk}/deliveries/")
def deliveries(w: World, n: int) -> None:
    w.kept.setdefault("webhook", webhooks(w, 1)[0])
    albums = making.full_albums([w.me] * n)
    photos = [making.first_of(album) for album in albums]
    said = [making.comments(album, making.people(1))[0] for album in albums]
    kinds: Any = cycle(zip(Event.values, (albums, photos, said), strict=True))
    Delivery.objects.bulk_create(
        Delivery(webhook=w.kept["webhook"], event=event, thing=things[number].pk, body={"number": number})
        for number, (event, things) in zip(range(n), kinds, strict=False)
    )
