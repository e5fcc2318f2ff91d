"""The entry for asynchronous servers: ``gunicorn config.asgi -k uvicorn_worker.UvicornWorker``."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_asgi_application()

from common.checks import refuse_unsafe_start  # noqa: E402  (needs the settings)

refuse_unsafe_start()
