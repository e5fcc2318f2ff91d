"""The entry for HTTP: ``gunicorn config.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

from common.slow_bodies import in_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = in_time(get_wsgi_application())

from common.checks import refuse_unsafe_start  # noqa: E402  (needs the settings)

refuse_unsafe_start()
