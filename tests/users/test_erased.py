"""Erased after two weeks: nothing that names her is left, and what is of others stays."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import models
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log

from galleries import avatars, leftovers
from galleries.models import AlbumPage, Photo, PhotoRendition, Upload
from jobs.models import Job
from outbox.models import Message
from tests.factories import jpeg, make_album, make_user, ready_photo, upload
from tests.users.leaving import background, days_pass, waiting
from users import erasing, my_data
from users.models import DataExport

pytestmark = pytest.mark.django_db

User = get_user_model()
NAME, ADDRESS, NUMBER = "zhouyan-unmistakable", "zhouyan@private.example", "+8613912345678"


@pytest.fixture
def person(db: None) -> Any:
    return make_user(NAME, email=ADDRESS, phone=NUMBER, display_name="Unmistakable Zhou", language="en")


def a_full_life(person: Any, stranger: Any) -> dict[str, Any]:
    """Of everything there is, something that is hers."""
    album = make_album(f"Album of {NAME}", owner=person, slug="hers")
    photo = ready_photo(owner=person, album=album, title=f"Photo by {NAME}", tags=("fog",))
    for alias, name in (("default", photo.file.name), ("renditions", f"{photo.rendition_key}/320.avif")):
        storages[alias].save(name, ContentFile(b"hers"))
    PhotoRendition.objects.create(
        image=photo,
        filter_spec="format-avif|width-320",
        file=f"{photo.rendition_key}/320.avif",
        width=320,
        height=213,
    )
    Photo.objects.filter(pk=photo.pk).update(
        upload=storages["default"].save("uploads/xx/u.jpeg", ContentFile(b"u"))
    )
    theirs = make_album("Their album", owner=stranger, slug="theirs")
    theirs.album_photos.create(photo=photo)
    guest = ready_photo(owner=stranger, album=album, title="A guest's photo")
    theirs.title = "Their album, edited"
    theirs.save_revision(user=person, log_action=True)
    log(photo, "wagtail.edit", user=person)
    log(person, "wagtail.edit", user=stranger)
    log(guest, "wagtail.edit", user=person)
    avatars.change(person, upload(jpeg(300, 200)), "me.jpg")
    export = DataExport.objects.create(
        user=person, state="ready", expires_at=timezone.now() + timedelta(days=7)
    )
    export.name = storages["default"].save("exports/xx/z.zip", ContentFile(b"zip"))
    export.save()
    Upload.objects.create(
        owner=person, key="incoming/xx/k", filename=f"{NAME}.jpg", size=1, expires_at=timezone.now()
    )
    return {"album": album, "photo": photo, "guest": guest, "theirs": theirs, "export": export}


def files() -> set[str]:
    """Everything that lies in a storage, but for the strangers' pictures, which have no files here."""
    return {str(p) for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file() and "sqlite" not in p.name}


def texts_that_name(person_pk: int) -> list[str]:
    """Every row of every model that still points to her or holds a word of hers."""
    words = re.compile(rf"{NAME}|{re.escape(ADDRESS)}|{re.escape(NUMBER)}|Unmistakable", re.IGNORECASE)
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        points = [
            f
            for f in model._meta.concrete_fields
            if isinstance(f, models.ForeignKey) and f.related_model is User
        ]
        for row in model._base_manager.all():
            found += [f"{model.__name__}.{f.name}" for f in points if getattr(row, f.attname) == person_pk]
            for f in model._meta.concrete_fields:
                value = getattr(row, f.attname)
                text = value if isinstance(value, str) else json.dumps(value, default=str)
                if words.search(text):
                    found.append(f"{model.__name__}.{f.name}: {text[:60]}")
    return found


@pytest.fixture
def erased(person: Any, stranger: Any, mailbox: Any) -> dict[str, Any]:
    before = files()
    things = a_full_life(person, stranger)
    assert files() > before and texts_that_name(person.pk)
    waiting(person)
    things["pk"] = person.pk
    days_pass(person, 14)
    background()
    leftovers.remove()
    assert mailbox.to(ADDRESS)[-1].subject == "Your account is deleted"
    erasing.start_due()
    things["left"] = files() - before
    return things


def test_after_two_weeks_nothing_that_names_her_is_left(erased: dict[str, Any]) -> None:
    assert not User.objects.filter(pk=erased["pk"]).exists()
    assert texts_that_name(erased["pk"]) == []
    assert erased["left"] == set()
    assert not AlbumPage.objects.filter(pk=erased["album"].pk).exists()
    assert not Photo.objects.filter(pk=erased["photo"].pk).exists()


def test_what_is_of_others_stays(erased: dict[str, Any], stranger: Any) -> None:
    guest = Photo.objects.get(pk=erased["guest"].pk)
    assert guest.uploaded_by_user == stranger and guest.collection is not None
    theirs = AlbumPage.objects.get(pk=erased["theirs"].pk)
    assert theirs.owner == stranger and theirs.revisions.count() == 1  # the draft that she wrote for it
    assert Client().get("/albums/theirs/").status_code == 200


def test_before_the_day_nothing_is_erased(person: Any) -> None:
    waiting(person)
    days_pass(person, 13)
    background()
    assert User.objects.filter(pk=person.pk).exists()


def test_erasing_again_does_nothing(erased: dict[str, Any], stranger: Any) -> None:
    rows = Message.objects.count(), Photo.objects.count()
    erasing.erase(erased["pk"], lambda percent: None)
    background()
    assert (Message.objects.count(), Photo.objects.count()) == rows


@pytest.mark.parametrize("part", ["galleries", "account", "row"])
def test_killed_halfway_it_is_finished_later(
    person: Any, stranger: Any, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    class Killed(BaseException):
        pass

    def kill(*args: Any) -> None:
        raise Killed

    a_full_life(person, stranger)
    waiting(person)
    days_pass(person, 14)
    with monkeypatch.context() as patch:
        if part == "row":
            patch.setattr(erasing, "_remove_row", kill)
        else:
            whole = {p.name: p for p in my_data.parts()}[part]
            broken = my_data.Part(part, whole.export, lambda p: (whole.erase(p), kill()), whole.hide)
            patch.setitem(my_data._parts, part, broken)
        with pytest.raises(Killed):
            erasing.erase(person.pk, lambda percent: None)
    assert User.objects.filter(pk=person.pk).exists()
    assert not Message.objects.filter(purpose=erasing.GOODBYE).exists()
    background()
    assert not User.objects.filter(pk=person.pk).exists()
    assert Message.objects.filter(purpose=erasing.GOODBYE).count() == 1


def test_who_became_the_last_superuser_meanwhile_is_not_erased(person: Any) -> None:
    second = make_user("second", is_superuser=True)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    person.refresh_from_db()
    waiting(person)
    second.delete()
    days_pass(person, 14)
    background()
    assert User.objects.filter(pk=person.pk).exists()
    assert Job.objects.failed().filter(kind=erasing.ERASE, target_id=person.pk).exists()
