"""The one shape of an error that a person or a client is told."""

from django.utils.functional import Promise


class AppError(Exception):
    """Something that cannot be done, and why.

    ``code`` is stable and for programs, ``message`` a sentence for people (may be lazily
    translated), ``status`` the HTTP status that fits.
    """

    code = "error"
    status = 400

    def __init__(self, message: str | Promise, *, code: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return str(self.message)


class StorageUnavailable(OSError):
    """Where the pictures are kept does not answer, or not as it should. It may a little later: 503."""


class StorageRefused(StorageUnavailable):
    """It answers, and says no: wrong keys, a wrong clock, no such bucket. Somebody has to look at the settings."""
