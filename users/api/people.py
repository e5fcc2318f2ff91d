"""A person as others see her."""

from typing import Any

from django.conf import settings
from django.http import Http404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.described import Does, described
from common.etags import Tagged
from users import profile
from users.api import answers
from users.models import User


@described(get=Does("One person", answer=answers.PublicPerson))
class PersonView(Tagged, APIView):
    """``users/<username>/``. Who shows nothing to whoever asks looks like nobody: 404."""

    permission_classes = [AllowAny]

    def get(self, request: Request, username: str) -> Response:
        person = profile.find(username, request)
        if person is None:
            raise Http404
        return Response(public(person, request.user))


def public(person: User, viewer: Any) -> dict[str, Any]:
    """What the viewer may know. A private field that is not shown is null, as is one that is empty."""
    shown = profile.shown_to(person, viewer)
    return {
        "username": person.username,
        "display_name": person.public_name,
        "url": settings.BASE_URL.rstrip("/") + person.get_absolute_url(),
        "avatar": profile.avatar_of(person),
        **{name: shown.get(name) for name in profile.FIELDS},
    }
