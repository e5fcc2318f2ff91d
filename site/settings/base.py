"""What every installation shares. What differs stands in dev.py, test.py and production.py.

Each variable read here is listed with an example in ``.env.example``.
"""

import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import ROOT, env
from config.settings.accounts import *  # noqa: F403
from config.settings.accounts import SIGN_IN_ORIGINS
from config.settings.community import *  # noqa: F403
from config.settings.cors import *  # noqa: F403
from config.settings.limits import *  # noqa: F403
from config.settings.messages import *  # noqa: F403
from config.settings.schema import *  # noqa: F403
from config.settings.services import *  # noqa: F403
from config.settings.storage import QINIU, S3, STORAGE, picture_origins, pictures  # noqa: F401
from config.settings.wagtail import *  # noqa: F403

VAR = Path(env("VAR_DIR", default=str(ROOT / "var")))
BASE_URL = WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")

# --- Django ---------------------------------------------------------------------------------------

# Libraries read it while they are imported, so what needs none (an image's build) gets one that nobody knows and
# that no server starts with (common/checks.py).
SECRET_KEY = env("SECRET_KEY", default="") or f"insecure-none-was-given-{secrets.token_hex(32)}"
# Those before it, so that a change signs nobody out and loses nobody's second factor.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

INSTALLED_APPS = [
    "home",
    "search",
    "webhooks",
    "community",
    "galleries",
    "users",
    "outbox",
    "jobs",
    "common",
    "django_tasks_db",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "users.admin_app.PeopleAdminConfig",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "django_comments_xtd",
    "django_comments",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "common.health.HealthMiddleware",
    "common.request_id.RequestIdMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "common.api_headers.ApiHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "users.middleware.SignInMiddleware",  # in the place of Django's own
    "users.known_devices.KnownDeviceMiddleware",
    "users.leaving.LeavingMiddleware",
    "users.language.LanguageOfPersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "users.social_faults.SocialFaultsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "common.storage_away.StorageUnavailableMiddleware",
    "common.refused.RefusedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- Database -------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR}/db.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(parents=True, exist_ok=True)
    # Without IMMEDIATE, of 100 parallel writers 83 fail with "database is locked" (measured).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
# Numbers without a country belong here.
PHONE_REGION = env("PHONE_REGION", default="CN")
# Proxies of ours in front of the site, whose entries in X-Forwarded-For count; 0: nobody's do.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# --- Languages ------------------------------------------------------------------------------------

LANGUAGE_CODE = env("LANGUAGE_CODE", default="zh-hans")
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "config.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = env("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR / "media")))
# No MEDIA_URL: nothing in the media folder is served as it lies there; galleries.delivery decides.

STORAGES = {
    **pictures(STORAGE, MEDIA_ROOT),
    "staticfiles": {"BACKEND": "common.static_storage.StaticStorage"},
}
# What `manage.py move_storage` copies between.
PICTURE_STORAGES = {kind: pictures(kind, MEDIA_ROOT) for kind in ("local", "qiniu", "s3")}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The workbench sends a field for each ticked photo.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Without a script, all files of a drop come in one request.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
# Who sends the bytes of a local file: "django", or "nginx" (X-Accel-Redirect to /_media/).
SENDFILE = env("SENDFILE", default="django")

# --- Pictures -------------------------------------------------------------------------------------

UPLOAD_MAX_BYTES = WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.int("UPLOAD_MAX_BYTES", default=10 * 1024 * 1024)
UPLOAD_MAX_PIXELS = WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.int("UPLOAD_MAX_PIXELS", default=50_000_000)
# stored: made once, ahead of time; kodo: by the bucket itself, from the master, at each first request
RENDITIONS = env("RENDITIONS", default="stored")
# The address by which the bucket reaches us when somebody has sent it a file; empty: the client tells us.
DIRECT_UPLOAD_CALLBACK_BASE = env("DIRECT_UPLOAD_CALLBACK_BASE", default="")
RENDITION_WIDTHS = (320, 640, 1280, 1920)
# Suggestions at or above this confidence are accepted by themselves.
TAG_ACCEPT_CONFIDENCE = env.float("TAG_ACCEPT_CONFIDENCE", default=0.9)
# Two photos look alike when at most so many bits of their perceptual hashes differ (0 to 64).
NEAR_DUPLICATE_BITS = env.int("NEAR_DUPLICATE_BITS", default=8)
SIGNED_ADDRESS_SECONDS = env.int("SIGNED_ADDRESS_SECONDS", default=3600)

ANALYZER = env("ANALYZER", default="galleries.analysis.mock.MockAnalyzer")
ANALYZER_HTTP_URL = env("ANALYZER_HTTP_URL", default="")
ANALYZER_HTTP_SECRET = env("ANALYZER_HTTP_SECRET", default="")
# Hosts that the site itself may call. "private:HOST:PORT" allows an address that is not public.
OUTGOING_ALLOWED_HOSTS = env.list("OUTGOING_ALLOWED_HOSTS", default=[])
# Receivers of webhooks in one's own network, as host:port; people may name all public ones anyway.
WEBHOOK_PRIVATE_HOSTS = env.list("WEBHOOK_PRIVATE_HOSTS", default=[])

# --- Mail and text messages -----------------------------------------------------------------------

# Everything that Django, Wagtail and allauth send is kept first and leaves in the background.
EMAIL_BACKEND = "outbox.mail_backend.OutboxBackend"
# What the background sends it with.
OUTBOX_EMAIL_BACKEND = env("OUTBOX_EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 5
EMAIL_FILE_PATH = VAR / "mail"
SMS_FILE_PATH = VAR / "sms"  # for outbox.sms.console alone
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Vitrine <noreply@localhost>")

# --- Safety ---------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel shows our pages in a frame of its own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY all the same
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin needs inline styles and scripts of its own.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "img-src": [SELF, *picture_origins(STORAGE)],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "common.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "jieba": {"level": "WARNING"},
    },
}
