"""The test suite: fast hashes, files in a temporary folder, tasks recorded instead of run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.env import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, pictures
from config.settings.services import CACHES, TASKS

SECRET_KEY = "test-" * 12
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
BASE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
LANGUAGE_CODE = "en"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_BACKEND = "outbox.sms.memory.MemoryBackend"

MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="vitrine-test-"))
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: SQLite's shared memory locks whole tables between threads.
    DATABASES["default"]["TEST"] = {"NAME": str(MEDIA_ROOT / "test.sqlite3")}
STORAGE = "local"
STORAGES = {
    **pictures(STORAGE, MEDIA_ROOT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Side by side, each process of the suite has a database of its own, and so its own cache.
CACHES = {
    "default": {**CACHES["default"], "KEY_PREFIX": os.environ.get("PYTEST_XDIST_WORKER", "")},
    # Counters begin anew with each test (tests/conftest.py), so they are never shared.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
}
TASKS = {**TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
ANALYZER = "galleries.analysis.mock.MockAnalyzer"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": env("LOG_LEVEL", default="ERROR")},
}
