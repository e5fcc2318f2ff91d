"""The folder ``site/`` is the package ``config``: Python's own frozen module ``site`` always wins the name."""

from pathlib import Path

__path__ = [str(Path(__file__).resolve().parent / "site")]

from config.celery_app import app as celery_app

__all__ = ["celery_app"]
