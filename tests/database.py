"""The empty database of the suite: migrated once, then copied.

Migrating takes some twenty seconds, of each process of each run. The finished SQLite file is kept in pytest's cache,
by a hash of all that makes it: the migrations of every app, and the versions of the apps that are not ours.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """Where the finished database lies, or is to lie. Those of other migrations are forgotten."""
    state = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for app in apps.get_app_configs():
        folder = Path(app.path)
        # The latter two say what follows a migration.
        for path in (*sorted(folder.glob("migrations/*.py")), folder / "apps.py", folder / "roles.py"):
            if path.exists():
                state.update(str(path).encode() + path.read_bytes())
    folder = Path(request.config.cache.mkdir("migrated"))
    path = folder / f"{state.hexdigest()[:20]}.sqlite3"
    for other in folder.iterdir():
        if not other.name.startswith(path.stem):
            other.unlink(missing_ok=True)
    return path


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, migrated: Path
) -> bool:
    """pytest-django's, which asks here whether the database is there already: yes, when it was copied."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or not migrated.exists():
        return bool(request.config.getvalue("reuse_db"))
    shutil.copyfile(migrated, database["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, migrated: Path) -> Iterator[None]:
    """pytest-django's, and the fresh database is put by for the next run."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not migrated.exists():
        unfinished = migrated.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(database["TEST"]["NAME"]) as source, sqlite3.connect(unfinished) as copy:
            source.backup(copy)
        unfinished.replace(migrated)
    yield
