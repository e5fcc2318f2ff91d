"""What a killed worker held is free again after a second, not after a minute and a half."""

from datetime import timedelta

from django.apps import AppConfig


class RealConfig(AppConfig):
    name = "tests.outbox.real"
    label = "outbox_real"

    def ready(self) -> None:
        from outbox import models

        models.CLAIM = timedelta(seconds=1)
