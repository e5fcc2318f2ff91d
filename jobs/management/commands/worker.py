"""``manage.py worker``: everything that has to go on behind the site."""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from jobs import beats, periodic, sweeper
from jobs.forking import Forked
from jobs.processes import Fleet, Start, spawn, told_to_stop


def publish() -> None:
    call_command("publish_scheduled", verbosity=0)


# what has to be done now and then, and after how many seconds again
CHORES: dict[Callable[[], object], int] = {
    sweeper.sweep: 5,
    periodic.start_due: 10,
    publish: 30,
    sweeper.forget: 3600,
}


def work() -> None:
    """Until a signal comes."""
    call_command(
        "db_worker", "--backend=background", "--queue-name=*", "--interval=0.5", "--no-reload", verbosity=0
    )


class Command(BaseCommand):
    help = "Runs the background workers, takes up lost work, publishes what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 2, help="how many workers")
        parser.add_argument("--once", action="store_true", help="sweep and publish once, start no worker")

    def handle(self, *args: Any, processes: int, once: bool, **options: Any) -> None:
        if once:
            for chore in CHORES:
                self._do(chore)
            return
        fleet = Fleet(self._members(processes), log=self.stderr.write)
        with told_to_stop() as stopping:
            try:
                fleet.start()
                self.stdout.write(f"The worker is up ({settings.TASKS_ENGINE}, {processes} at a time).")
                self.stdout.flush()
                self._watch(fleet, stopping)
            finally:
                fleet.stop()
                self._do(beats.fall_silent)

    def _members(self, processes: int) -> dict[str, Start]:
        if settings.TASKS_ENGINE == "celery":
            celery = [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "config",
                "worker",
                "-l",
                "WARNING",
                "-Q",
                "default",
            ]
            celery += ["-c", str(processes), "--without-mingle", "--without-gossip"]
            return {"celery": partial(spawn, celery)}
        if settings.TASKS_ENGINE == "inline":  # requests do the work; only the chores are left
            return {}
        return {f"worker {number}": partial(Forked, work) for number in range(1, processes + 1)}

    def _watch(self, fleet: Fleet, stopping: Callable[[], bool]) -> None:
        def alive() -> None:
            beats.beat(fleet.alive())

        chores = {alive: beats.BEAT_SECONDS, **CHORES}
        due = dict.fromkeys(chores, 0.0)
        while not stopping():
            for chore, seconds in chores.items():
                if time.monotonic() >= due[chore] and not stopping():
                    self._do(chore)
                    due[chore] = time.monotonic() + seconds
            fleet.tend()
            time.sleep(0.2)

    def _do(self, chore: Callable[[], object]) -> None:
        try:
            chore()
        except Exception as error:  # the database may be away for a while; the next round tries again
            self.stderr.write(f"{chore.__name__}: {error}")
        finally:
            close_old_connections()
