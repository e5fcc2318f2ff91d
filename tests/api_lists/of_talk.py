"""Worlds of what people say and what moderators decide."""

from itertools import cycle
from typing import Any

from django.utils import timezone

from community import roles
from community.models import (
    AlbumComment,
    Case,
    CommentRevision,
    CommentVote,
    Decision,
    Kind,
    Notification,
    NotificationActor,
    Report,
)
from tests.api_lists import making
from tests.api_lists.worlds import World, shows


def voted(w: World, said: list[AlbumComment]) -> None:
    CommentVote.objects.bulk_create(CommentVote(comment=one, user=w.me, value=1) for one in said)


@shows(
    "comments/?album={w.other.pk}",
    "comments/?album={w.other.pk}&sort=newest",
    "comments/?album={w.other.pk}&sort=oldest",
    "comments/?album={w.other.pk}&sort=best",
)
def threads(w: World, n: int) -> None:
    said = making.comments(w.other, making.people(n))
    voted(w, said)
    for one in said[:20]:
        making.comments(w.other, making.people(1), parent=one)
        AlbumComment.objects.filter(pk=one.pk).update(nested_count=1)


@shows(
    "comments/?album={w.other.pk}&parent={w.kept[root].pk}",
    "comments/?parent={w.kept[root].pk}",
    "comments/?parent={w.kept[root].pk}&sort=best",
)
def answers(w: World, n: int) -> None:
    w.kept.setdefault("root", making.comments(w.other, making.people(1))[0])
    voted(w, making.comments(w.other, making.people(n), parent=w.kept["root"]))


@shows("comments/?album={w.other.pk}&photo={w.kept[photo].pk}")
def threads_on_a_photo(w: World, n: int) -> None:
    w.kept.setdefault("photo", making.first_of(w.other))
    voted(w, making.comments(w.other, making.people(n), photo=w.kept["photo"]))


@shows("comments/{w.kept[edited].pk}/revisions/", groups=(roles.MODERATORS,))
def revisions(w: World, n: int) -> None:
    w.kept.setdefault("edited", making.comments(w.other, making.people(1))[0])
    CommentRevision.objects.bulk_create(
        CommentRevision(comment=w.kept["edited"], text=f"It said {number}") for number in range(n)
    )


@shows("notifications/")
def notifications(w: World, n: int) -> None:
    """Of every kind. The first tells of a photo without an album, which takes a query of its own."""
    kinds = cycle([Kind.LIKE, *(kind for kind in Kind if kind != Kind.LIKE)])
    for number, kind, person in zip(range(n), kinds, making.people(n), strict=False):
        note = Notification.objects.create(recipient=w.me, kind=kind, about=f"{kind}:{number}:{n}")
        for actor in (person, *making.people(2)):
            NotificationActor.objects.create(notification=note, person=actor)
        _about(w, note, person)


def _about(w: World, note: Notification, person: Any) -> None:
    """What the notification tells of: albums, photos, comments and decisions, each of its own."""
    kind = Kind(note.kind)
    if kind == Kind.FOLLOW:
        return
    album = making.full_albums([w.me if kind == Kind.LIKE else person])[0]
    if kind == Kind.MODERATION:
        case = Case.objects.create(kind=Case.Kind.ALBUM, album=album, subject=w.me, about=f"album:{album.pk}")
        note.decision = Decision.objects.create(
            case=case, action="warn", by=person, subject=w.me, message="No"
        )
    elif kind == Kind.LIKE:
        note.photo = making.first_of(album)
    else:
        note.album = album
    if kind in (Kind.COMMENT, Kind.REPLY, Kind.MENTION, Kind.COMMENT_LIKE, Kind.WAITING):
        state = "waiting" if kind == Kind.WAITING else "visible"
        root = making.comments(album, [w.me])[0]
        actors = [actor.person for actor in note.actors.select_related("person")]
        said = making.comments(album, actors, parent=root, state=state)
        note.comment = said[0]
    note.save()


# --- moderators --------------------------------------------------------------------------------------------


def case(kind: str, subject: Any) -> Case:
    album = making.full_albums([subject])[0]
    fields: dict[str, Any] = {"album": album, "subject": subject, "kind": kind}
    if kind == Case.Kind.COMMENT:
        fields["comment"] = making.comments(album, [subject])[0]
    elif kind == Case.Kind.PHOTO:
        fields["photo"] = making.first_of(album)
    elif kind == Case.Kind.PERSON:
        fields |= {"person": subject, "album": None}
    return Case.objects.create(about=f"{kind}:{album.pk}", excerpt=f"About {album.pk}", **fields)


def reports(about: Case, n: int) -> None:
    Report.objects.bulk_create(
        Report(case=about, reporter=person, reason="spam", note=person.username)
        for person in making.people(n)
    )


def decisions(about: Case, n: int, **more: Any) -> None:
    now = timezone.now()
    Decision.objects.bulk_create(
        Decision(
            case=about, action="hide", by=person, message="Hidden", appealed_at=now, appeal="But why?",
            answered_at=now, answered_by=other, outcome="upheld", **more,
        )
        for person, other in zip(making.people(n), making.people(n), strict=True)
    )  # fmt: skip


@shows(
    "moderation/cases/",
    "moderation/cases/?state=all",
    "moderation/cases/?reason=spam",
    groups=(roles.MODERATORS,),
)
def cases(w: World, n: int) -> None:
    for kind, subject in zip(cycle(Case.Kind.values), making.people(n), strict=False):
        about = case(kind, subject)
        reports(about, 2)
        decisions(about, 2)


@shows("moderation/cases/{w.kept[case].pk}/", part="decisions")
@shows("moderation/cases/{w.kept[case].pk}/", part="reports", groups=(roles.MODERATORS,))
def reports_and_decisions_of_a_case(w: World, n: int) -> None:
    about = w.kept.setdefault("case", case(Case.Kind.COMMENT, making.people(1)[0]))
    reports(about, n)
    decisions(about, n)


@shows("me/decisions/")
def decisions_about_oneself(w: World, n: int) -> None:
    for kind, _ in zip(cycle(Case.Kind.values), range(n), strict=False):
        decisions(case(kind, w.me), 1, subject=w.me)
