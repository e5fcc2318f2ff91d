"""What is wrong with the settings, told at start and not at the first upload."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from common import storage_checks
from common.limits import rates

Found = Iterator[checks.CheckMessage]

# What gunicorn takes for "this will not get better": with any other status it would try again for ever.
BOOT_ERROR = 3
NO_KEY = "insecure-none-was-given"  # what site/settings/base.py puts in its place
SECRET_LENGTH, SECRET_VARIETY = 50, 5
TASKS_ENGINES = ("inline", "database", "celery")
SENDFILES = ("django", "nginx")
HTTP_ANALYZER = "galleries.analysis.http.HttpAnalyzer"


def refuse_to_start(*reasons: str) -> NoReturn:
    """End the process with a line for each reason."""
    sys.stderr.write("\n".join(["Vitrine does not start:", *(f"  {reason}" for reason in reasons), ""]))
    raise SystemExit(BOOT_ERROR)


def refuse_unsafe_start() -> None:
    """For the server's entries: production does not start with an error, elsewhere it is only told."""
    errors = [f"{e.msg} {e.hint or ''} ({e.id})" for e in checks.run_checks() if e.is_serious()]
    if errors and _is_production():
        refuse_to_start(*errors)
    for error in errors:
        sys.stderr.write(f"Vitrine would not start in production: {error}\n")


def _is_production() -> bool:
    return bool(getattr(settings, "PRODUCTION", False))


def _check(check: Callable[[], Found]) -> Callable[[], Found]:
    def run(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
        return list(check())

    run.__name__ = check.__name__
    checks.register(run, "vitrine")
    return check


@_check
def secret_key() -> Found:
    if not _is_production():
        return
    hint = "Put 50 or more random characters into SECRET_KEY, or their file's path into SECRET_KEY_FILE."
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = NO_KEY
    if NO_KEY in key:
        yield checks.Error("SECRET_KEY is not set.", hint=hint, id="vitrine.E001")
        return
    if "insecure" in key:
        yield checks.Error("SECRET_KEY is one that everybody knows.", hint=hint, id="vitrine.E002")
    if len(key) < SECRET_LENGTH or len(set(key)) < SECRET_VARIETY:
        yield checks.Error("SECRET_KEY is too short or too simple.", hint=hint, id="vitrine.E003")


@_check
def address() -> Found:
    base = urlsplit(settings.BASE_URL)
    if base.scheme not in ("http", "https") or not base.hostname:
        hint = "It is the address that people type, like https://gallery.example.com."
        yield checks.Error(f"BASE_URL is no address: {settings.BASE_URL!r}.", hint=hint, id="vitrine.E007")
    elif base.scheme != "https" and _is_production():
        hint = "Give the https address that people type; TLS may end at a proxy (BEHIND_PROXY=true)."
        yield checks.Error("BASE_URL is not https.", hint=hint, id="vitrine.E008")


@_check
def exposure() -> Found:
    if not _is_production():
        return
    if settings.DEBUG:
        yield checks.Error(
            "DEBUG is on.", hint="Unset DEBUG: its pages show the settings.", id="vitrine.E004"
        )
    hint = "List the host names of the site in ALLOWED_HOSTS, separated by commas."
    if not settings.ALLOWED_HOSTS:
        yield checks.Error("ALLOWED_HOSTS is empty.", hint=hint, id="vitrine.E005")
    if "*" in settings.ALLOWED_HOSTS:
        yield checks.Error("ALLOWED_HOSTS allows every host.", hint=hint, id="vitrine.E006")


@_check
def analyzer() -> Found:
    try:
        found = import_string(settings.ANALYZER)
    except Exception as error:  # whatever the module does wrong while it is imported
        hint = "ANALYZER is the dotted path of a class; see docs/analyzer.md."
        yield checks.Error(f"ANALYZER cannot be imported: {error}.", hint=hint, id="vitrine.E010")
        return
    if not callable(getattr(found, "analyse", None)):
        hint = "Name a subclass of galleries.analysis.base.Analyzer."
        yield checks.Error(f"ANALYZER is no analyzer: {settings.ANALYZER!r}.", hint=hint, id="vitrine.E011")
    if settings.ANALYZER == HTTP_ANALYZER:
        for name in ("ANALYZER_HTTP_URL", "ANALYZER_HTTP_SECRET", "OUTGOING_ALLOWED_HOSTS"):
            if not getattr(settings, name):
                hint = "The HTTP analyzer needs its address, the shared secret and its host among the allowed ones."
                yield checks.Error(f"{name} is not set.", hint=hint, id="vitrine.E012")


@_check
def background() -> Found:
    engine = settings.TASKS_ENGINE
    if engine not in TASKS_ENGINES:
        hint = f"Choose one of {', '.join(TASKS_ENGINES)}."
        yield checks.Error(f"TASKS_ENGINE is unknown: {engine!r}.", hint=hint, id="vitrine.E020")
    if engine != "celery":
        return
    if not settings.CELERY_BROKER_URL:
        hint = "Set REDIS_URL, or CELERY_BROKER_URL where the queue lives elsewhere."
        yield checks.Error("TASKS_ENGINE is celery, but there is no broker.", hint=hint, id="vitrine.E021")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        hint = "Use PostgreSQL (DATABASE_URL), or TASKS_ENGINE=database."
        yield checks.Warning(
            "SQLite takes one writer at a time; Celery brings many.", hint=hint, id="vitrine.W022"
        )


@_check
def files() -> Found:
    if settings.SENDFILE not in SENDFILES:
        hint = f"Choose one of {', '.join(SENDFILES)}."
        yield checks.Error(f"SENDFILE is unknown: {settings.SENDFILE!r}.", hint=hint, id="vitrine.E031")
    local = [s for s in settings.STORAGES.values() if "FileSystem" in s["BACKEND"]]
    root = Path(settings.MEDIA_ROOT)
    if local and not _can_be_written(root):
        hint = "Give MEDIA_ROOT (or VAR_DIR) a folder that the site's user may write to."
        yield checks.Error(f"MEDIA_ROOT cannot be written to: {root}.", hint=hint, id="vitrine.E030")


def _can_be_written(folder: Path) -> bool:
    """Whether the folder takes a file, or could be made. Tried, because root may "access" anything."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


@_check
def storage() -> Found:
    yield from storage_checks.problems(production=_is_production())


@_check
def who_makes_renditions() -> Found:
    if settings.RENDITIONS != "stored" and (settings.RENDITIONS != "kodo" or settings.STORAGE != "qiniu"):
        hint = "RENDITIONS=stored works everywhere, RENDITIONS=kodo with STORAGE=qiniu only."
        yield checks.Error(
            f"RENDITIONS makes no sense: {settings.RENDITIONS!r}.", hint=hint, id="vitrine.E037"
        )


@_check
def limits() -> Found:
    bounds = {
        "UPLOAD_MAX_BYTES": (1024, 1024**3),
        "UPLOAD_MAX_PIXELS": (10_000, 500_000_000),
        "TAG_ACCEPT_CONFIDENCE": (0, 1),
        "SIGNED_ADDRESS_SECONDS": (60, 7 * 86400),
        "TRASH_DAYS": (1, 3650),
        "NEAR_DUPLICATE_BITS": (0, 20),
    }
    for name, (low, high) in bounds.items():
        value = getattr(settings, name)
        if not low <= value <= high:
            hint = f"It lies between {low} and {high}."
            yield checks.Error(f"{name} makes no sense: {value}.", hint=hint, id="vitrine.E032")


@_check
def how_often() -> Found:
    for rule, text in settings.LIMITS.items():
        try:
            rates(text)
        except ValueError as error:
            hint = "Several are separated by blanks: 1/1m 5/1d (s, m, h, d)."
            yield checks.Error(f"LIMITS: {rule}: {error}", hint=hint, id="vitrine.E034")
    if not _is_production():
        return
    if not settings.REDIS_URL:
        hint = "Set REDIS_URL, or run one web process: otherwise each has counters of its own."
        yield checks.Warning("Limits are counted in memory.", hint=hint, id="vitrine.W035")
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        hint = (
            "Set TRUSTED_PROXIES to the number of proxies; otherwise all visitors share one network's limits."
        )
        yield checks.Warning("BEHIND_PROXY without TRUSTED_PROXIES.", hint=hint, id="vitrine.W036")


@_check
def picture_formats() -> Found:
    from PIL import features

    for name in ("avif", "webp", "jpg"):
        if not features.check(name):
            hint = "Install Pillow's own wheel, or build it with the library."
            yield checks.Error(f"This Pillow cannot write {name.upper()}.", hint=hint, id="vitrine.E033")
