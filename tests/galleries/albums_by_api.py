"""Authors, editors and their programs, for tests of writing by the API."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from galleries import roles
from galleries.models import AlbumPage, PublishingRules
from tests.factories import make_user
from tests.users.bearer import bearer

API = "/api/v1/"
JSON = "application/json"


def person(name: str, group: str = "") -> Any:
    user = make_user(name)
    if group:
        if not Group.objects.filter(name=group).exists():  # a test that emptied the tables took it along
            roles.ensure_roles()
        user.groups.add(Group.objects.get(name=group))
    return user


class Program:
    """A client with somebody's token, which sends and reads JSON."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.client = bearer(user) if user is not None else Client()

    def ask(self, method: str, path: str, status: int = 200, /, **body: Any) -> Any:
        """The answer's body. ``raw`` is sent as it is."""
        sent = body.pop("raw", body)
        answer = getattr(self.client, method)(API + path, sent, content_type=JSON)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(API + path)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer.json()

    def post(self, path: str, status: int = 201, /, **body: Any) -> Any:
        return self.ask("post", path, status, **body)

    def patch(self, path: str, status: int = 200, /, **body: Any) -> Any:
        return self.ask("patch", path, status, **body)

    def put(self, path: str, status: int = 200, /, **body: Any) -> Any:
        return self.ask("put", path, status, **body)

    def delete(self, path: str, status: int = 204) -> Any:
        return self.ask("delete", path, status)

    def send(self, status: int = 201, /, **fields: Any) -> Any:
        """One file, as a form with parts."""
        answer = self.client.post(API + "photos/", fields)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer.json()


def rule(way: str) -> None:
    """How albums of members are published."""
    PublishingRules.objects.update_or_create(defaults={"members_albums": way})


def now(album: Any) -> AlbumPage:
    return AlbumPage.objects.get(pk=getattr(album, "pk", album))


def order(album: AlbumPage) -> list[int]:
    return list(album.album_photos.order_by("position", "pk").values_list("photo_id", flat=True))
