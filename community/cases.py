"""Cases for moderators: what can be one, who may see to it, and how one is opened."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from common.text import clean
from community import notifications, threads
from community.models import AlbumComment, Case, Decision, Kind, Suspension
from galleries import policy
from galleries.models import AlbumPage, Photo, Withheld
from users import profile
from users.models import User

MODERATE = "community.moderate"
EXCERPT = 500
# So many moderators are told of a comment that waits; more would be a mailing list.
MOST_TOLD = 50

Action = Decision.Action
_KINDS = {
    AlbumComment: Case.Kind.COMMENT,
    Photo: Case.Kind.PHOTO,
    AlbumPage: Case.Kind.ALBUM,
    User: Case.Kind.PERSON,
}


def moderates(user: Any) -> bool:
    """Whether this person decides about reports."""
    return bool(user.is_authenticated and user.has_perm(MODERATE))


def moderators() -> QuerySet[User]:
    """Everybody who decides about reports, the oldest account first."""
    app, codename = MODERATE.split(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=codename).values("pk")
    holds = Q(is_superuser=True) | Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    keys = User.objects.filter(holds, is_active=True, delete_after=None).values("pk")
    return User.objects.filter(pk__in=keys).order_by("pk")


def find(request: HttpRequest, kind: str, pk: int) -> Model:
    """The comment, photo, album or person, when whoever asks may see it. Http404 when not, or when there is none."""
    viewer = policy.viewer_of(request)
    thing: Model | None = None
    if not 0 < pk <= BigIntegerField.MAX_BIGINT:  # no database knows a larger key
        raise Http404
    if kind == Case.Kind.COMMENT:
        thing = _comment(viewer, pk)
    elif kind == Case.Kind.PHOTO:
        thing = Photo.objects.reached_by(viewer).select_related("uploaded_by_user").filter(pk=pk).first()
    elif kind == Case.Kind.ALBUM:
        thing = AlbumPage.objects.reached_by(viewer).select_related("owner").filter(pk=pk).first()
    elif kind == Case.Kind.PERSON:
        person = User.objects.filter(pk=pk, is_active=True, delete_after=None).first()
        thing = person if person is not None and profile.has_page(person, request) else None
    if thing is None:
        raise Http404
    return thing


def _comment(viewer: policy.Viewer, pk: int) -> AlbumComment | None:
    comment = threads.find(viewer, pk)
    return None if comment.unsaid and comment.state == AlbumComment.State.VISIBLE else comment


def album_showing(viewer: policy.Viewer, photo: Photo, pk: int) -> AlbumPage | None:
    """The album with this key, when it shows the photo and the viewer may see it."""
    if not 0 < pk <= BigIntegerField.MAX_BIGINT:
        return None
    places = photo.album_photos.ready().filter(album=pk).values("album")
    return AlbumPage.objects.reached_by(viewer).filter(pk__in=places).first()


def kind_of(thing: Model) -> Case.Kind:
    return next(kind for model, kind in _KINDS.items() if isinstance(thing, model))


def subject_of(thing: Any) -> User | None:
    """Whose it is."""
    match kind_of(thing):
        case Case.Kind.COMMENT:
            return thing.user
        case Case.Kind.PHOTO:
            return thing.uploaded_by_user
        case Case.Kind.ALBUM:
            return thing.owner
    return thing


def excerpt_of(thing: Any) -> str:
    """What it says, or is called."""
    match kind_of(thing):
        case Case.Kind.COMMENT:
            text = thing.comment
        case Case.Kind.PERSON:
            text = thing.public_name
        case _:
            text = thing.title
    return clean(text)[:EXCERPT]


def open_case(thing: Any, *, album: AlbumPage | None = None, awaits_approval: bool = False) -> Case:
    """The open case about this thing, held until the transaction ends; a new one when there is none."""
    kind = kind_of(thing)
    about = f"{kind.value}:{thing.pk}"
    rows = Case.objects.open().filter(about=about)
    case = rows.select_for_update().first()
    if case is None:
        fields = {
            "kind": kind, kind.value: thing, "subject": subject_of(thing), "excerpt": excerpt_of(thing),
            "awaits_approval": awaits_approval,
        }  # fmt: skip
        if kind != Case.Kind.ALBUM:
            fields["album"] = thing.album if kind == Case.Kind.COMMENT else album
        try:
            with transaction.atomic():
                return Case.objects.create(about=about, **fields)
        except IntegrityError:  # somebody else was faster
            return open_case(thing, album=album, awaits_approval=awaits_approval)
    if awaits_approval and not case.awaits_approval:
        case.awaits_approval = True
        case.save(update_fields=["awaits_approval"])
    return case


def await_approval(comment: AlbumComment) -> Case:
    """A comment is kept back until a moderator approves it: the moderators have a case, and are told."""
    case = open_case(comment, awaits_approval=True)
    notifications.tell(
        Kind.WAITING,
        # Its owner has been told with the rest of the comment's news.
        moderators().exclude(pk=comment.album.owner_id)[:MOST_TOLD],
        actor=comment.user,
        album=comment.album,
        photo=comment.photo,
        comment=comment,
    )
    return case


def possible(case: Case) -> list[Action]:
    """What can be done about the case as it stands now."""
    thing = case.thing
    waits = isinstance(thing, AlbumComment) and thing.state == AlbumComment.State.WAITING
    actions = [Action.KEEP] if case.is_open and not waits else []
    if isinstance(thing, AlbumComment):
        actions += _OF_COMMENTS[AlbumComment.State(thing.state)]
        if is_taken_down(case):
            actions.append(Action.RESTORE)
    elif isinstance(thing, Photo | AlbumPage):
        actions += [Action.RESTORE] if is_withheld(thing) else [Action.HIDE, Action.REMOVE]
    if case.subject is not None:
        actions += [Action.WARN, Action.SUSPEND]
        if Suspension.objects.running().filter(person=case.subject).exists():
            actions.append(Action.LIFT)
    return actions


_OF_COMMENTS = {
    AlbumComment.State.WAITING: [Action.APPROVE, Action.REMOVE],
    AlbumComment.State.VISIBLE: [Action.HIDE, Action.REMOVE],
    AlbumComment.State.HIDDEN: [Action.RESTORE, Action.REMOVE],
    AlbumComment.State.REMOVED: [],
}


def is_withheld(thing: Photo | AlbumPage) -> bool:
    return Withheld.objects.filter(**{kind_of(thing).value: thing}).exists()


def is_taken_down(case: Case) -> bool:
    """Whether the comment was removed by a decision and its words are still there: authors and owners remove too."""
    comment = case.comment
    if comment is None or comment.state != AlbumComment.State.REMOVED or not comment.comment:
        return False
    return case.decisions.filter(action=Action.REMOVE).exists()


def close(case: Case) -> None:
    case.closed_at = timezone.now()
    case.save(update_fields=["closed_at"])
