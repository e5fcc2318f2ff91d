"""What is wrong with the settings for mail and text messages."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.utils.module_loading import import_string

from outbox.sms.base import SmsBackend

GUIDE = "See docs/mail-and-sms.md."
OF_DEVELOPMENT = ("outbox.sms.console.ConsoleBackend", "outbox.sms.memory.MemoryBackend")
MAIL_OF_DEVELOPMENT = (
    "outbox.dev_mail.",
    "django.core.mail.backends.console.",
    "django.core.mail.backends.dummy.",
)
NEEDED = {
    "outbox.sms.tencent.TencentBackend": [
        "SMS_TENCENT_SECRET_ID",
        "SMS_TENCENT_SECRET_KEY",
        "SMS_TENCENT_APP_ID",
        "SMS_TENCENT_SIGN_NAME",
        "SMS_TENCENT_TEMPLATES",
    ],
    "outbox.sms.aliyun.AliyunBackend": [
        "SMS_ALIYUN_ACCESS_KEY_ID",
        "SMS_ALIYUN_ACCESS_KEY_SECRET",
        "SMS_ALIYUN_SIGN_NAME",
        "SMS_ALIYUN_TEMPLATES",
    ],
}


@checks.register("vitrine")
def mail(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    return list(_mail())


@checks.register("vitrine")
def sms(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    return list(_sms())


def _mail() -> Iterator[checks.CheckMessage]:
    backend = settings.OUTBOX_EMAIL_BACKEND
    if backend.startswith("outbox.mail_backend."):
        hint = "OUTBOX_EMAIL_BACKEND is what the outbox sends with: leave it empty for SMTP."
        yield checks.Error("The outbox would send to itself for ever.", hint=hint, id="vitrine.E040")
        return
    try:
        get_connection(backend)
    except (ImportError, ImproperlyConfigured, ValueError, OSError) as error:
        yield checks.Error(f"OUTBOX_EMAIL_BACKEND cannot be used: {error}.", hint=GUIDE, id="vitrine.E041")
    if _is_production() and backend.startswith(MAIL_OF_DEVELOPMENT):
        hint = "Leave OUTBOX_EMAIL_BACKEND empty and give EMAIL_HOST."
        yield checks.Error(
            "OUTBOX_EMAIL_BACKEND sends no mail and shows its links.", hint=hint, id="vitrine.E042"
        )
    if settings.EMAIL_USE_TLS and settings.EMAIL_USE_SSL:
        hint = "EMAIL_USE_SSL for port 465, EMAIL_USE_TLS for port 587."
        yield checks.Error("Both EMAIL_USE_TLS and EMAIL_USE_SSL are on.", hint=hint, id="vitrine.E043")


def _sms() -> Iterator[checks.CheckMessage]:
    backend = settings.SMS_BACKEND
    if not backend:
        return
    if backend in OF_DEVELOPMENT and _is_production():
        hint = "Name a provider in SMS_BACKEND, or leave it empty: then nobody can use a phone number."
        yield checks.Error("SMS_BACKEND sends nothing and shows its codes.", hint=hint, id="vitrine.E045")
    missing = [name for name in NEEDED.get(backend, []) if not getattr(settings, name)]
    for name in missing:
        yield checks.Error(f"{name} is not set.", hint=GUIDE, id="vitrine.E047")
    try:
        found = import_string(backend)
    except Exception as error:  # whatever the module does wrong while it is imported
        yield checks.Error(f"SMS_BACKEND cannot be imported: {error}.", hint=GUIDE, id="vitrine.E046")
        return
    if not (isinstance(found, type) and issubclass(found, SmsBackend)):
        yield checks.Error(f"SMS_BACKEND is none: {backend!r}.", hint=GUIDE, id="vitrine.E046")


def _is_production() -> bool:
    return bool(getattr(settings, "PRODUCTION", False))
