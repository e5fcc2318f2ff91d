"""What a person changes about herself."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text import clean, one_line
from users import profile
from users.models import User

EDITABLE = ("display_name", "bio", "birthday", "gender", "location", "website", "language")
LINES = ("display_name", "location", "website")
FIRST_YEAR = 1900
is_web_address = URLValidator(
    schemes=["http", "https"], message=_("A website begins with http:// or https://.")
)


@transaction.atomic
def edit_profile(*, user: User, shown: dict[str, str] | None = None, **fields: Any) -> User:
    """Change these fields, and who reads which of them. ValidationError names the fields that are wrong."""
    person = User.objects.select_for_update().get(pk=user.pk)
    for name, value in fields.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} is not changed here")
        setattr(person, name, cleaned(name, value))
    person.shown = {**person.shown, **_checked(shown or {})}
    check(person, list(fields))
    person.save(update_fields=[*fields, "shown"])
    return person


def cleaned(name: str, value: Any) -> Any:
    """What is typed, as it is kept."""
    if not isinstance(value, str):
        return value
    return one_line(value) if name in LINES else clean(value)


def _checked(shown: dict[str, str]) -> dict[str, str]:
    if not set(shown) <= set(profile.DEFAULTS) or not set(shown.values()) <= set(profile.Audience.values):
        raise ValidationError({"shown": _("Nobody can be shown this.")})
    return {part: str(audience) for part, audience in shown.items()}


def check(person: User, fields: list[str]) -> None:
    """Raises ValidationError when one of these does not hold what it should."""
    wrong: dict[str, Any] = {}
    try:
        person.clean_fields(exclude=[f.name for f in User._meta.fields if f.name not in fields])
    except ValidationError as error:
        wrong = dict(error.error_dict)
    bio_limit = User._meta.get_field("bio").max_length or 0
    if len(person.bio) > bio_limit:  # a model does not check the length of a text
        wrong["bio"] = [_("At most %(limit)d characters are kept.") % {"limit": bio_limit}]
    if person.website and "website" not in wrong:
        try:
            is_web_address(person.website)
        except ValidationError as error:
            wrong["website"] = error
    if isinstance(person.birthday, date) and person.birthday.year < FIRST_YEAR:
        wrong["birthday"] = [_("Nobody is that old.")]
    if isinstance(person.birthday, date) and person.birthday > timezone.localdate():
        wrong["birthday"] = [_("This day is still to come.")]
    if wrong:
        raise ValidationError(wrong)
