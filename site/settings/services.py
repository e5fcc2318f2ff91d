"""Redis, caches and background work."""

from config.env import env

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "vitrine"},
}
# Apart, because in memory a full cache drops keys at random: counters must outlive a flood of other keys.
CACHES["limits"] = (
    CACHES["default"]
    if REDIS_URL
    else {**CACHES["default"], "LOCATION": "limits", "OPTIONS": {"MAX_ENTRIES": 200_000}}
)

# inline: in the request; database: rows that `manage.py worker` takes up; celery: Redis
TASKS_ENGINE = env("TASKS_ENGINE", default="database")
TASKS = {
    # Wagtail's own small tasks (search index, references) must see their effect at once.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {
        "BACKEND": {
            "inline": "django_tasks.backends.immediate.ImmediateBackend",
            "database": "django_tasks_db.DatabaseBackend",
            "celery": "jobs.celery_backend.CeleryBackend",
        }.get(TASKS_ENGINE, TASKS_ENGINE)
    },
}
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=REDIS_URL)
if TASKS_ENGINE == "celery":
    from config import celery_app  # noqa: F401  (the app of everything that sends tasks)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request that finds the broker away must not wait for it: the sweeper hands its job over later.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
# The sweeper takes up lost work long before; this only keeps Redis from holding it for an hour.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
