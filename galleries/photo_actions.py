"""What is written on one photo, by its own address: texts, licence, time, tags."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.search import index as search_index

from common.text import clean, one_line
from galleries import permissions, signals, tasks
from galleries.models import Photo, Tag, tag_for_word
from galleries.tagging import split_tags

LINES = ("title", "title_en", "description", "alt_en")
TEXTS = ("caption", "caption_en")
OTHERS = ("licence", "show_position", "taken_at")
TAGS_AT_MOST = 50


def edit(*, user: Any, photo: Photo, fields: dict[str, Any], tags: Iterable[str] | None = None) -> Photo:
    """Change these columns; ``tags`` are the words that the photo bears from now on, and no others."""
    signals.acting.send(sender=Photo, user=user)
    values = _values(fields)
    wanted = None if tags is None else tags_of(tags)
    with transaction.atomic():
        photo = _held(user, photo)
        changed = {name: value for name, value in values.items() if getattr(photo, name) != value}
        if wanted is None and not changed:
            return photo
        # Not save(): preparing may write its own columns at this moment, and would begin anew.
        if changed:
            Photo.objects.filter(pk=photo.pk).update(**changed)
        if wanted is not None:
            photo.tagged_by = user
            photo.tags.set(wanted)
        return _after(user, photo, {"fields": sorted(changed)})


def add_tags(*, user: Any, photo: Photo, words: Iterable[str]) -> list[Tag]:
    """Let the photo bear these tags too; what was suggested or rejected before is accepted now. Returns the tags."""
    signals.acting.send(sender=Photo, user=user)
    wanted = tags_of(words)
    if not wanted:
        raise ValidationError({"tags": _("Type at least one tag.")})
    with transaction.atomic():
        photo = _held(user, photo)
        photo.tagged_by = user
        photo.tags.add(*wanted)
        _after(user, photo, {"tags_added": [tag.name for tag in wanted]})
    return wanted


def tags_of(words: Iterable[str]) -> list[Tag]:
    """What the words mean. Outside of any transaction: two who type the same new word must not wait for each other."""
    found = split_tags("\n".join(words))
    if len(found) > TAGS_AT_MOST:
        raise ValidationError({"tags": _("At most %(most)d tags at once.") % {"most": TAGS_AT_MOST}})
    most = Tag._meta.get_field("label_en").max_length or 0
    if any(len(word) > most for word in found):
        raise ValidationError({"tags": _("A tag has at most %(most)d characters.") % {"most": most}})
    return list(dict.fromkeys(tag_for_word(word) for word in found))


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    """The columns as they are stored. Raises all that is wrong at once, by field."""
    values: dict[str, Any] = {name: fields[name] for name in OTHERS if name in fields}
    values |= {name: one_line(fields[name]) for name in LINES if name in fields}
    values |= {name: clean(fields[name].replace("\r\n", "\n")) for name in TEXTS if name in fields}
    if "taken_at" in values:
        values["taken_at"], values["taken_offset"] = _moment(values["taken_at"])
    wrong: dict[str, Any] = {}
    for name, value in values.items():
        try:
            values[name] = Photo._meta.get_field(name).clean(value, None)
        except ValidationError as error:
            wrong[name] = error
    if wrong:
        raise ValidationError(wrong)
    return values


def _moment(taken: datetime | None) -> tuple[datetime | None, int | None]:
    """When, and how far from UTC the clock stood."""
    if taken is None:
        return None, None
    shift = taken.utcoffset()
    try:
        return taken.astimezone(UTC), int(shift.total_seconds() // 60) if shift else 0
    except OverflowError:
        raise ValidationError({"taken_at": _("That is further than calendars go.")}) from None


def _held(user: Any, photo: Photo) -> Photo:
    """The photo as it is now, held until the transaction ends."""
    rows = Photo.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=photo.pk, trashed_at=None).first()
    if found is None:
        raise Http404
    if not permissions.may_change(user, found):
        raise PermissionDenied
    return found


def _after(user: Any, photo: Photo, data: dict[str, Any]) -> Photo:
    """What follows from it: the history, the search, the rules of albums."""
    photo = Photo.objects.get(pk=photo.pk)
    log(photo, "wagtail.edit", user=user, data=data, content_changed=True)
    search_index.insert_or_update_object(photo)
    tasks.keep_rules_later(photos=[photo.pk])
    return photo
