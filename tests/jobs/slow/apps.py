"""A kind of work for real worker processes: it takes a moment and writes down when it began and ended."""

import os
import time
from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig


class SlowConfig(AppConfig):
    name = "tests.jobs.slow"

    def ready(self) -> None:
        from jobs import registry, runner, sweeper
        from jobs.management.commands import worker

        # A killed worker shall be missed after a second, not after twenty.
        runner.BEAT_SECONDS, runner.STALE_AFTER = 0.2, timedelta(seconds=1)
        worker.CHORES = {sweeper.sweep: 1}
        registry.register("slow", work=work)


def note(line: str) -> None:
    with Path(os.environ["TRACE"]).open("a") as trace:
        trace.write(line + "\n")


def work(target_id: int, report: object) -> None:
    note(f"begin {target_id} {os.getpid()}")
    time.sleep(float(os.environ.get("SLOW_SECONDS", "0.1")))
    note(f"end {target_id} {os.getpid()}")
