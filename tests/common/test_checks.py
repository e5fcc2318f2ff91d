"""What is told at start about settings that are missing, unsafe or make no sense."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import checks

from common.checks import BOOT_ERROR, refuse_unsafe_start

ROOT = Path(__file__).resolve().parents[2]
GOOD_KEY = "".join(chr(33 + n % 90) for n in range(60))
SAFE = {
    "PRODUCTION": True,
    "SECRET_KEY": GOOD_KEY,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["gallery.example.com"],
    "BASE_URL": "https://gallery.example.com",
    "CELERY_BROKER_URL": "",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SMS_BACKEND": "",
}


def found() -> list[str]:
    return [message.id for message in checks.run_checks(tags=["vitrine"])]


@pytest.fixture
def production(settings: Any) -> Any:
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def test_safe_production_settings_pass(production: Any) -> None:
    assert found() == []
    refuse_unsafe_start()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SECRET_KEY", "", "vitrine.E001"),
        ("SECRET_KEY", "insecure-" + GOOD_KEY, "vitrine.E002"),
        ("SECRET_KEY", GOOD_KEY[:49], "vitrine.E003"),
        ("SECRET_KEY", "ab" * 40, "vitrine.E003"),
        ("DEBUG", True, "vitrine.E004"),
        ("ALLOWED_HOSTS", [], "vitrine.E005"),
        ("ALLOWED_HOSTS", ["gallery.example.com", "*"], "vitrine.E006"),
        ("BASE_URL", "gallery.example.com", "vitrine.E007"),
        ("BASE_URL", "http://gallery.example.com", "vitrine.E008"),
        ("ANALYZER", "galleries.analysis.gone.Analyzer", "vitrine.E010"),
        ("ANALYZER", "datetime.date", "vitrine.E011"),
        ("ANALYZER", "galleries.analysis.http.HttpAnalyzer", "vitrine.E012"),
        ("TASKS_ENGINE", "threads", "vitrine.E020"),
        ("TASKS_ENGINE", "celery", "vitrine.E021"),
        ("SENDFILE", "apache", "vitrine.E031"),
        ("LIMITS", {"sign_in_site": "often"}, "vitrine.E034"),
        ("MEDIA_ROOT", "/proc/media", "vitrine.E030"),
        ("UPLOAD_MAX_BYTES", 0, "vitrine.E032"),
        ("UPLOAD_MAX_PIXELS", 10**12, "vitrine.E032"),
        ("TAG_ACCEPT_CONFIDENCE", 90.0, "vitrine.E032"),
        ("SIGNED_ADDRESS_SECONDS", -1, "vitrine.E032"),
    ],
)
def test_production_does_not_start(
    production: Any, name: str, value: Any, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    setattr(production, name, value)
    assert expected in found()
    with pytest.raises(SystemExit) as stop:
        refuse_unsafe_start()
    assert stop.value.code == BOOT_ERROR
    told = capsys.readouterr().err
    assert expected in told
    assert "Traceback" not in told


def test_elsewhere_the_rules_of_production_do_not_count(production: Any) -> None:
    production.PRODUCTION = False
    production.SECRET_KEY, production.ALLOWED_HOSTS, production.DEBUG = "short", ["*"], True
    production.BASE_URL = "http://127.0.0.1:8000"
    assert found() == []


def test_elsewhere_an_error_is_told_and_the_site_starts(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SENDFILE = "apache"
    refuse_unsafe_start()
    assert "SENDFILE is unknown: 'apache'." in capsys.readouterr().err


def test_celery_on_sqlite_is_a_warning(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    production.TASKS_ENGINE, production.CELERY_BROKER_URL = "celery", "redis://127.0.0.1:6379/0"
    monkeypatch.setitem(production.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert found() == ["vitrine.W022"]
    refuse_unsafe_start()


def test_a_pillow_without_avif_is_told(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda name: name != "avif")
    assert found() == ["vitrine.E033"]


def check(settings: str = "config.settings.dev", **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--settings", settings],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("UPLOAD_MAX_BYTES", "10MB", "UPLOAD_MAX_BYTES: '10MB' is no int."),
        ("TAG_ACCEPT_CONFIDENCE", "high", "TAG_ACCEPT_CONFIDENCE: 'high' is no float."),
        ("DEBUG", "ture", "DEBUG: 'ture' is neither true nor false."),
        ("DATABASE_URL", "mydb:secret", "DATABASE_URL: this is no address of a database"),
        ("SECRET_KEY_FILE", "/no/such/file", "SECRET_KEY_FILE: the file cannot be read"),
    ],
)
def test_a_broken_variable_is_named_in_one_line(variable: str, value: str, said: str) -> None:
    done = check(**{variable: value})
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_secrets_come_from_files_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("$" + GOOD_KEY + "\n")
    done = check(
        "config.settings.production",
        SECRET_KEY_FILE=str(tmp_path / "key"),
        ALLOWED_HOSTS="gallery.example.com, www.example.com",
        BASE_URL="https://gallery.example.com",
        VAR_DIR=str(tmp_path),
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("REDIS_URL", "", "vitrine.W035"),
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"), "vitrine.W036"),
    ],
)
def test_limits_that_would_not_hold_are_a_warning(
    production: Any, name: str, value: Any, expected: str
) -> None:
    setattr(production, name, value)
    assert found() == [expected]
    refuse_unsafe_start()
