"""What is wrong with the settings of accounts, told at start."""

from typing import Any

from django.conf import settings
from django.core import checks

KEY_LENGTH = 32


@checks.register("vitrine")
def signing_keys(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    hint = "JWT_KEYS is a list like 2026a:SECRET,2025b:SECRET; the first signs, all of them are believed."
    names = [name for name, _ in settings.JWT_KEYS]
    found: list[checks.CheckMessage] = []
    if not all(names) or len(set(names)) != len(names):
        found.append(
            checks.Error("JWT_KEYS: each key needs a name of its own.", hint=hint, id="vitrine.E050")
        )
    if any(len(secret) < KEY_LENGTH or len(set(secret)) < 5 for _, secret in settings.JWT_KEYS):
        text = f"JWT_KEYS: a secret has {KEY_LENGTH} random characters or more."
        found.append(checks.Error(text, hint=hint, id="vitrine.E051"))
    return found
