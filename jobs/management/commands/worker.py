"""``manage.py worker``: everything that has to go on behind the site."""

import os
import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from jobs import sweeper
from jobs.processes import Fleet

SWEEP_SECONDS = 5
SCHEDULE_SECONDS = 30


class Command(BaseCommand):
    help = "Runs the background workers, takes up lost work, publishes what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 2, help="how many workers")
        parser.add_argument("--once", action="store_true", help="sweep and publish once, start no worker")

    def handle(self, *args: Any, processes: int, once: bool, **options: Any) -> None:
        if once:
            self._sweep()
            self._publish()
            return
        fleet = Fleet(self._commands(processes), log=self.stderr.write)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(fleet, "stopping", True))
        fleet.start()
        self.stdout.write(f"{processes} workers ({settings.TASKS_ENGINE}) are up.")
        try:
            self._watch(fleet)
        finally:
            fleet.stop()

    def _commands(self, processes: int) -> list[list[str]]:
        if settings.TASKS_ENGINE == "celery":
            celery = [sys.executable, "-m", "celery", "-A", "config", "worker", "-l", "WARNING"]
            return [[*celery, "-Q", "default", "-c", str(processes), "--without-mingle", "--without-gossip"]]
        worker = [sys.executable, sys.argv[0], "db_worker", "--backend", "background", "--queue-name", "*"]
        return [[*worker, "--interval", "0.5", "--no-reload", "-v", "0"] for _ in range(processes)]

    def _watch(self, fleet: Fleet) -> None:
        swept = published = 0.0
        while not fleet.stopping:
            now = time.monotonic()
            if now - swept > SWEEP_SECONDS:
                swept = now
                self._sweep()
            if now - published > SCHEDULE_SECONDS:
                published = now
                self._publish()
            fleet.tend()
            time.sleep(0.2)

    def _sweep(self) -> None:
        try:
            sweeper.sweep()
        except Exception as error:  # the database may be away for a while; the next round tries again
            self.stderr.write(f"sweep: {error}")
        finally:
            close_old_connections()

    def _publish(self) -> None:
        try:
            call_command("publish_scheduled", verbosity=0)
        except Exception as error:  # as above
            self.stderr.write(f"publish_scheduled: {error}")
        finally:
            close_old_connections()
