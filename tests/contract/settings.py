"""A site to be asked without end: no limits, which are tested elsewhere, and hashes of passwords that cost nothing."""

from config.settings.dev import *  # noqa: F403
from config.settings.dev import LIMITS, LOGGING, TASKS

LIMITS = dict.fromkeys(LIMITS, "1000000/1s")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {**TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
# Refusals are what is asked for, by the thousand.
LOGGING = {**LOGGING, "loggers": {**LOGGING["loggers"], "django": {"level": "ERROR"}}}
