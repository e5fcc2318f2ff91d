"""Whether a worker is alive, as written down by the worker itself."""

import os
import socket
from datetime import timedelta

from django.utils import timezone

from jobs.models import WorkerBeat

BEAT_SECONDS = 5
SILENT_AFTER = timedelta(seconds=30)


def beat(processes: int) -> None:
    """Write down that this process is alive and has so many workers up."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    WorkerBeat.objects.update_or_create(
        name=name, defaults={"processes": processes, "beat_at": timezone.now()}
    )


def is_heard() -> bool:
    """Whether some worker has been heard of lately."""
    return WorkerBeat.objects.filter(beat_at__gt=timezone.now() - SILENT_AFTER, processes__gt=0).exists()


def fall_silent() -> None:
    """Take the own row away: this worker stops."""
    WorkerBeat.objects.filter(name=f"{socket.gethostname()}:{os.getpid()}").delete()
