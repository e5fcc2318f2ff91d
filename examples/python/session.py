"""Signing in, staying signed in, and asking: every call of the generated client goes through ``Session.ask``."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx
from vitrine_client import AuthenticatedClient, Client
from vitrine_client.api.accounts import auth_token, auth_token_refresh
from vitrine_client.models import CredentialsRequest, Problem, RefreshRequest
from vitrine_client.types import UNSET, Response

T = TypeVar("T")
LANGUAGE = {"Accept-Language": "en"}  # that of our own texts
FILE = Path(os.environ.get("VITRINE_SESSION", "~/.config/vitrine/session.json")).expanduser()
TIMEOUT = httpx.Timeout(60)  # seconds for one request: a picture may be sent over a slow line
TRIES, LONGEST_WAIT = 5, 60


class Refused(Exception):
    """The site said no. ``str()`` of it is for people."""

    def __init__(self, problem: Problem) -> None:
        wrong = [f"{one.field}: {one.message}" if one.field else one.message for one in problem.errors or []]
        super().__init__("\n  ".join([f"{problem.detail} ({problem.code})", *wrong]))
        self.problem = problem


class Failed(Exception):
    """It was not done, for a reason on this side. ``str()`` of it is for people."""


@dataclass
class Session:
    """Who is signed in where. The file is for its owner's eyes only."""

    site: str
    username: str
    access: str
    refresh: str

    @classmethod
    def begun(cls, site: str, username: str, password: str, code: str) -> "Session":
        """Signs in; ``code`` is that of a second factor, empty without one."""
        site = site.rstrip("/")
        body = CredentialsRequest(
            username=username, password=password, otp=code or UNSET, device="example client"
        )
        pair = _checked(
            auth_token.sync_detailed(client=Client(site, timeout=TIMEOUT, headers=LANGUAGE), body=body)
        )
        return cls(site, username, pair.access, pair.refresh)

    @classmethod
    def kept(cls) -> "Session":
        try:
            return cls(**json.loads(FILE.read_text()))
        except FileNotFoundError:
            raise Failed("You are not signed in: begin with sign-in.") from None

    def keep(self) -> None:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        new = FILE.with_suffix(".new")
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file)
        new.replace(FILE)

    def ask(self, operation: Callable[..., Response[T | Problem]], *args: Any, **kwargs: Any) -> T:
        """What the site answers to an operation's ``sync_detailed``.

        A lapsed sign-in is renewed, and who is asked to wait waits.

        A refused request has done nothing and may be sent again. One whose answer was lost may have been carried out:
        it is sent again only with the key by which the site knows it.
        """
        renewed = False
        for attempt in range(1, TRIES + 1):
            try:
                return _checked(operation(*args, client=self._client, **kwargs))
            except Refused as refused:
                wait = refused.problem.retry_after
                if refused.problem.status == 401 and not renewed:
                    self._renew()
                    renewed = True
                elif isinstance(wait, int) and wait <= LONGEST_WAIT and attempt < TRIES:
                    time.sleep(wait)
                else:
                    raise
            except httpx.TransportError:
                if "idempotency_key" not in kwargs or attempt == TRIES:
                    raise
                time.sleep(attempt)
        raise AssertionError("the last attempt returns or raises")

    @cached_property
    def _client(self) -> AuthenticatedClient:
        return AuthenticatedClient(self.site, token=self.access, timeout=TIMEOUT, headers=dict(LANGUAGE))

    def _renew(self) -> None:
        try:
            client = Client(self.site, timeout=TIMEOUT, headers=LANGUAGE)
            pair = _checked(
                auth_token_refresh.sync_detailed(client=client, body=RefreshRequest(self.refresh))
            )
        except Refused:
            raise Failed("Your sign-in has ended: sign in again.") from None
        self.access, self.refresh = pair.access, pair.refresh
        del self._client
        self.keep()


def _checked(answer: Response[T | Problem]) -> T:
    if isinstance(answer.parsed, Problem):
        raise Refused(answer.parsed)
    return cast(T, answer.parsed)
