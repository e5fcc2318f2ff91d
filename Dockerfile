# syntax=docker/dockerfile:1
# One image; web, worker and migrate differ only by their command (compose.yaml).

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --quiet --require-hashes -r requirements.txt
COPY . ./
# Static files are collected once, here; that needs neither a secret nor a database.
RUN DJANGO_SETTINGS_MODULE=config.settings.production VAR_DIR=/tmp/var STATIC_ROOT=/static \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q .

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Vitrine" \
      org.opencontainers.image.description="A photo gallery on Wagtail and Django"
RUN useradd --system --uid 10001 --home-dir /var/lib/vitrine --create-home vitrine \
    && mkdir -p /var/lib/vitrine/media /srv/static \
    && chown -R vitrine:vitrine /var/lib/vitrine /srv/static \
    && chmod 755 /var/lib/vitrine
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build /static /static
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    VAR_DIR=/var/lib/vitrine \
    STATIC_ROOT=/static
VOLUME /var/lib/vitrine
USER vitrine
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"]
