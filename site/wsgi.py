"""The entry for HTTP: ``gunicorn config.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

from common.checks import refuse_unsafe_start  # noqa: E402  (needs the settings)

refuse_unsafe_start()
