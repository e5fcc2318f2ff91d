"""The folder ``site/`` is the package ``config``: Python's own frozen module ``site`` always wins the name."""

from pathlib import Path
from typing import Any

__path__ = [str(Path(__file__).resolve().parent / "site")]


def __getattr__(name: str) -> Any:
    """Celery's ``-A config`` finds the app; other engines do without Celery, which costs each process some memory."""
    if name in ("app", "celery"):
        from config.celery_app import app

        return app
    raise AttributeError(name)
