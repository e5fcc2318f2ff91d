"""Real worker processes that send by SMTP to a server of the test."""

import os

from tests.jobs.slow.settings import *  # noqa: F403
from tests.jobs.slow.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.outbox.real"]
OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = "127.0.0.1", int(os.environ["MAIL_PORT"]), False
EMAIL_TIMEOUT = 30  # a worker that waits for the server shall still wait when it is killed
