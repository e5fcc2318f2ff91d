"""Opening, reading and ending sign-ins. A cookie and a pair of tokens are the same here: one row."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from common.network import client_ip, network_of
from users.devices import NAME_LENGTH, device_name, user_agent_of
from users.models import Session, User
from users.models.sessions import SessionQuerySet

# Where Django's session keeps the id of the row.
KEY = "sign_in"
REMEMBERED = timedelta(days=30)
# A browser that was not asked to remember: gone when it closes, and when nothing was heard of it for so long.
UNREMEMBERED = timedelta(days=1)
# More devices than anybody has: the one not used for longest makes room for the next.
AT_MOST = 100
SEEN_EVERY = timedelta(minutes=5)
# Addresses of files: a page of a hundred pictures is one visit, not a hundred.
NOT_A_VISIT = "/media/"


def open(
    *, user: User, request: HttpRequest | None, kind: str, remember: bool = True, device: str = ""
) -> Session:
    """A new sign-in of ``user`` from where ``request`` comes; ``device`` is what the app calls itself."""
    now = timezone.now()
    agent = user_agent_of(request)
    _make_room(user)
    return Session.objects.create(
        user=user,
        kind=kind,
        device=device[:NAME_LENGTH] or device_name(agent),
        user_agent=agent,
        network=_network(request),
        created_at=now,
        last_seen_at=now,
        expires_at=now + (REMEMBERED if remember else UNREMEMBERED),
        auth_hash=user.get_session_auth_hash(),
    )


def end(session: Session, why: str) -> bool:
    """From now on it lets nobody in. Returns whether it still did."""
    session.ended_at, session.ended_why = timezone.now(), why
    return bool(_end(Session.objects.filter(pk=session.pk), why))


def end_all(user: User, why: str, keep: Session | None = None) -> int:
    """End every sign-in of the person but ``keep``. Returns how many there were."""
    own = Session.objects.filter(user=user)
    return _end(own.exclude(pk=keep.pk) if keep else own, why)


def _end(sessions: SessionQuerySet, why: str) -> int:
    return sessions.filter(ended_at=None).update(ended_at=timezone.now(), ended_why=why)


def alive_of(user: User) -> SessionQuerySet:
    """Where the person is signed in."""
    return Session.objects.alive().filter(user=user, auth_hash__in=_hashes(user))


def _make_room(user: User) -> None:
    surplus = list(alive_of(user).order_by("-last_seen_at").values_list("pk", flat=True)[AT_MOST - 1 :])
    if surplus:
        _end(Session.objects.filter(pk__in=surplus), "too_many")


def living(pk: object, user_id: object, *, lock: bool = False) -> Session | None:
    """The row and its user with one query, if it still lets this user in, but for the password.

    With ``lock``, whoever else comes with this session waits until the transaction is over.
    """
    try:
        known = uuid.UUID(str(pk))
    except ValueError:
        return None
    rows = Session.objects.alive().select_related("user").filter(pk=known)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None or str(row.user_id) != str(user_id) or not row.user.is_active:
        return None
    return row


def fits(auth_hash: str, user: User) -> bool:
    """Whether the password is still the one that ``auth_hash`` was made of."""
    return any(constant_time_compare(auth_hash, one) for one in _hashes(user))


def _hashes(user: User) -> list[str]:
    return [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]


def current(request: HttpRequest) -> Session | None:
    """The sign-in that the request came with, by cookie or token; read once for each request."""
    known = _known_of(request)
    if "_sign_in" not in known:
        known["_sign_in"] = _by_cookie(request)
    found: Session | None = known["_sign_in"]
    return found


def set_current(request: HttpRequest, session: Session | None) -> None:
    """Say with which sign-in the request came."""
    _known_of(request)["_sign_in"] = session


def _known_of(request: HttpRequest) -> dict[str, Any]:
    """The request's own attributes; those of Django's request when it is one of the API."""
    return vars(getattr(request, "_request", request))


def _by_cookie(request: HttpRequest) -> Session | None:
    """A cookie without a living row is worth nothing, and is cleared away."""
    store = request.session
    user_id = store.get(SESSION_KEY)
    if user_id is None:
        return None
    row = living(store.get(KEY), user_id)
    # Django keeps this hash for every browser, and renews it for the one in which the password is changed.
    if row is None or not fits(store.get(HASH_SESSION_KEY, ""), row.user):
        store.flush()
        return None
    if row.auth_hash != (auth_hash := row.user.get_session_auth_hash()):
        Session.objects.filter(pk=row.pk).update(auth_hash=auth_hash)
        row.auth_hash = store[HASH_SESSION_KEY] = auth_hash
    if not request.path.startswith(NOT_A_VISIT):
        seen(row, request, expires_at=None if is_remembered(request) else timezone.now() + UNREMEMBERED)
    return row


def is_remembered(request: HttpRequest) -> bool:
    """Whether the cookie outlives the browser."""
    return not request.session.get_expire_at_browser_close()


def seen(session: Session, request: HttpRequest, expires_at: datetime | None = None) -> None:
    """Note that the device was here, once in five minutes."""
    now = timezone.now()
    if session.last_seen_at > now - SEEN_EVERY:
        return
    session.last_seen_at, session.network = now, _network(request)
    session.expires_at = expires_at or session.expires_at
    Session.objects.filter(pk=session.pk).update(
        last_seen_at=now, network=session.network, expires_at=session.expires_at
    )


def prolong(session: Session, request: HttpRequest | None, expires_at: datetime) -> None:
    """A session got new tokens, so it lives as long as they do."""
    session.last_seen_at, session.expires_at = timezone.now(), expires_at
    session.auth_hash = session.user.get_session_auth_hash()
    if request is not None:
        session.network = _network(request)
    session.save(update_fields=["refresh_jti", "last_seen_at", "expires_at", "auth_hash", "network"])


def keep_as_long_as_the_cookie(request: HttpRequest, session: Session) -> None:
    """For a fresh sign-in: forms say only afterwards whether the browser is to be remembered."""
    lasts = REMEMBERED if is_remembered(request) else UNREMEMBERED
    expires_at = session.created_at + lasts
    if session.expires_at != expires_at:
        Session.objects.filter(pk=session.pk).update(expires_at=expires_at)


def _network(request: HttpRequest | None) -> str:
    return network_of(client_ip(request)) if request is not None else ""


def sweep() -> None:
    """Forget sign-ins that ended or ran out thirty days ago."""
    before = timezone.now() - timedelta(days=settings.ENDED_SESSIONS_KEPT_DAYS)
    Session.objects.filter(expires_at__lt=before).delete()
    Session.objects.filter(ended_at__lt=before).delete()
