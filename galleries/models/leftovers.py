"""Files that are to go."""

from django.db import models
from django.utils import timezone


class Leftover(models.Model):
    """A file whose row is gone. Written in the same transaction, so that the file cannot be forgotten; the row
    goes when the file is gone, however long the storage may be away."""

    alias = models.CharField(max_length=50)
    name = models.CharField(max_length=255)
    left_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.alias}: {self.name}"
