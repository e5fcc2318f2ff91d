"""A laptop: no service, no certificate, one command (``make run``)."""

from config.env import env
from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, SECRET_KEY, STORAGES

DEBUG = env.bool("DEBUG", default=False)
# Known to everybody, so that a second start keeps the sessions; production refuses it.
if "none-was-given" in SECRET_KEY:
    SECRET_KEY = "insecure-development-key-that-production-refuses-to-start-with"  # noqa: S105
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", ".local", "testserver"]
# Mails lie in var/mail, text messages in var/sms; both stand in the worker's log too.
OUTBOX_EMAIL_BACKEND = env("OUTBOX_EMAIL_BACKEND", default="outbox.dev_mail.FileBackend")
SMS_BACKEND = env("SMS_BACKEND", default="outbox.sms.console.ConsoleBackend")
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Static files come from the apps' own folders, so that there is no collect step on a laptop.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
