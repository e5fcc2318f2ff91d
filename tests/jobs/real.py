"""Django in processes of its own, on a database file."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = "from jobs import actions; [actions.start('slow', n) for n in range({count})]"
# Only the tables of the jobs and their messages: all of them would take half a minute.
TABLES = (
    "from django.core.management import call_command;"
    "[call_command('migrate', app, verbosity=0) for app in ('contenttypes', 'jobs', 'django_tasks_database')]"
)


class Site:
    """A fresh database in ``folder``, commands of manage.py, and what the slow work has written down."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.database = folder / "db.sqlite3"
        self.trace = folder / "trace"
        self.trace.touch()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.slow.settings",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "VAR_DIR": str(folder),
            "REDIS_URL": "",
            "TASKS_ENGINE": "database",
            "TRACE": str(self.trace),
            **environment,
        }

    def make_tables(self) -> None:
        self.shell(TABLES)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            self._command(*words), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._command(*words), cwd=ROOT, env=self.environment)

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code)

    def states(self) -> list[str]:
        with closing(sqlite3.connect(self.database, timeout=20)) as connection:
            return [state for (state,) in connection.execute("SELECT state FROM jobs_job ORDER BY id")]

    def lines(self, beginning: str) -> list[list[str]]:
        return [line.split() for line in self.trace.read_text().splitlines() if line.startswith(beginning)]

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *words]


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def end(process: "subprocess.Popen[bytes]", number: int = signal.SIGTERM) -> int:
    if process.poll() is None:
        process.send_signal(number)
    return process.wait(30)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
