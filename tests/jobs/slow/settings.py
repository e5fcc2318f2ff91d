"""The tests' settings for real worker processes: a database that they share, and a real queue."""

from config.settings.base import TASKS as REAL_TASKS
from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.slow"]
TASKS = REAL_TASKS  # what TASKS_ENGINE says, not the recording of the tests
