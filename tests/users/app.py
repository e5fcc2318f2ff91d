"""An app on somebody's phone, as tests see it."""

from typing import Any

from django.urls import reverse
from rest_framework.test import APIClient

PASSWORD = "secret-8"


class App:
    """Signs in at the API and keeps what it gets."""

    def __init__(self, user: Any = None, **more: Any) -> None:
        self.client = APIClient()
        self.access = self.refresh = ""
        if user is not None:
            self.sign_in(user, **more)

    def sign_in(self, user: Any, **more: Any) -> None:
        answer = self.post("token_obtain_pair", username=user.username, password=PASSWORD, **more)
        assert answer.status_code == 200, answer.content
        self.keep(answer)

    def keep(self, answer: Any) -> None:
        self.access, self.refresh = answer.json()["access"], answer.json()["refresh"]

    def post(self, name: str, *, as_person: bool = False, **body: Any) -> Any:
        return self.client.post(reverse(name), body, **self._headers(as_person))

    def get(self, name: str = "sessions", *args: Any) -> Any:
        return self.client.get(reverse(name, args=args), **self._headers(True))

    def delete(self, name: str, *args: Any) -> Any:
        return self.client.delete(reverse(name, args=args), **self._headers(True))

    def renew(self) -> Any:
        return self.post("token_refresh", refresh=self.refresh)

    def is_in(self) -> bool:
        """Whether the access token opens what is hers."""
        status = self.get().status_code
        assert status in (200, 401)
        return status == 200

    def _headers(self, as_person: bool) -> dict[str, Any]:
        return {"headers": {"Authorization": f"Bearer {self.access}"}} if as_person else {}
