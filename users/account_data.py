"""What an account itself holds of a person: taken along, and erased."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from wagtail.models import ModelLogEntry, PageLogEntry

from users import profile
from users.models import DataExport, PersonalToken, SecurityEvent, Session, User
from users.my_data import Archive

ACCOUNT = (
    "username",
    "email",
    "phone",
    "display_name",
    "language",
    "date_joined",
    "last_login",
    "terms_accepted_at",
)
SESSION = ("kind", "device", "user_agent", "network", "created_at", "last_seen_at", "expires_at", "ended_at")
TOKEN = ("name", "key", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
EVENT = ("kind", "at", "device", "network", "detail")


def export(person: User, archive: Archive) -> None:
    """account.json, sessions.json, access-tokens.json and security-log.json."""
    archive.rows("account.json", [_account(person)])
    sessions = Session.objects.filter(user=person).order_by("created_at")
    archive.rows("sessions.json", sessions.values(*SESSION).iterator())
    tokens = PersonalToken.objects.filter(user=person).order_by("created_at", "pk")
    archive.rows("access-tokens.json", tokens.values(*TOKEN).iterator())
    events = SecurityEvent.objects.filter(user=person).order_by("at", "pk")
    archive.rows("security-log.json", events.values(*EVENT).iterator())


def erase(person: User) -> None:
    """Files and log entries that would outlive the row. What hangs on the row goes with it."""
    for made in DataExport.objects.filter(user=person).exclude(name=""):
        remove_file(made)
    for entries in (ModelLogEntry, PageLogEntry):
        entries.objects.filter(user=person).update(user=None)
    about_her = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=about_her, object_id=str(person.pk)).delete()


def remove_file(made: DataExport, state: str = DataExport.State.EXPIRED) -> None:
    """Remove the zip, then its name: repeated until both are done."""
    storages["default"].delete(made.name)
    DataExport.objects.filter(pk=made.pk).update(state=state, name="")


def _account(person: User) -> dict[str, Any]:
    return {
        **{name: getattr(person, name) for name in ACCOUNT},
        **{name: getattr(person, name) for name in profile.FIELDS},
        "shown_to": {part: str(profile.audience(person, part)) for part in profile.DEFAULTS},
        "other_accounts": list(_other_accounts(person)),
    }


def _other_accounts(person: User) -> Iterator[dict[str, Any]]:
    """Accounts elsewhere that she signs in with."""
    connected = getattr(person, "socialaccount_set", None)
    if connected is not None:
        yield from connected.values("provider", "uid", "date_joined")
