"""Programs that send pictures, as PicGo does."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import jpeg, make_user


def in_group(name: str, group: str) -> Any:
    user = make_user(name)
    user.groups.add(Group.objects.get(name=group))
    return user


def send(
    client: Client,
    content: bytes | None = None,
    *,
    field: str = "file",
    name: str = "night_sky.jpg",
    path: str = "upload",
    **data: str,
) -> Any:
    file = SimpleUploadedFile(name, jpeg() if content is None else content)
    return client.post(f"/api/v1/{path}", {field: file, **data})


def taken(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def fetch(url: str) -> tuple[int, bytes]:
    """What a guest gets at the address."""
    answer: Any = Client().get(url)
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
