"""Settings from the environment.

Every variable may also be given as ``NAME_FILE``, the path of a file that holds the value: that is
how orchestrators hand over secrets. A ``.env`` file in the project root is read when it is there;
what the real environment says wins. An empty variable counts as one that is not set.
"""

import warnings
from pathlib import Path
from typing import Any

import environ

from common.checks import refuse_to_start

ROOT = Path(__file__).resolve().parent.parent
FLAGS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


class Env(environ.FileAwareEnv):
    """Says which variable cannot be read, in one line; a traceback through Django's start would hide it."""

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        try:
            text = self.ENVIRON.get(var, "").strip()
        except (OSError, UnicodeError) as error:
            refuse_to_start(f"{var}_FILE: the file cannot be read: {error}.")
        if not text:
            if default is self.NOTSET:
                refuse_to_start(f"{var}: this variable must be set.")
            return default
        if cast is bool:
            if text.lower() not in FLAGS:
                refuse_to_start(f"{var}: {text[:80]!r} is neither true nor false.")
            return FLAGS[text.lower()]
        if cast is list:
            return [part.strip() for part in text.split(",") if part.strip()]
        try:
            # As it is written: a secret may well begin with "$", which django-environ would look up.
            return self.parse_value(text, cast)
        except (ValueError, TypeError):
            refuse_to_start(f"{var}: {text[:80]!r} is no {getattr(cast, '__name__', 'value')}.")

    def db_url(self, var: str, default: Any = environ.Env.NOTSET, engine: str | None = None) -> Any:
        address = self.get_value(var, default=default)
        # The address is shown nowhere, not in a warning either: it may hold a password.
        with warnings.catch_warnings(action="ignore"):
            try:
                found = self.db_url_config(address, engine=engine)
            except (ValueError, KeyError, environ.ImproperlyConfigured):
                found = {}
        if "." not in found.get("ENGINE", ""):
            refuse_to_start(
                f"{var}: this is no address of a database, like postgres://user:password@host:5432/name."
            )
        return found


env = Env()
environ.Env.read_env(ROOT / ".env", overwrite=False)
