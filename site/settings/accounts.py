"""Signing in: cookies, tokens, and what allauth does for us."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from config.env import env

# --- Cookies and sessions -------------------------------------------------------------------------

SESSION_COOKIE_AGE = 30 * 86400  # "remember me"; without it the cookie goes with the browser
ENDED_SESSIONS_KEPT_DAYS = 30
SECURITY_EVENTS_KEPT_DAYS = 180

# --- Tokens ---------------------------------------------------------------------------------------

# Pairs of name and secret: the first signs, all are believed. None: one is derived from SECRET_KEY.
JWT_KEYS = [
    (name.strip(), secret.strip())
    for name, _, secret in (pair.partition(":") for pair in env.list("JWT_KEYS", default=[]))
]
JWT_AUDIENCE = "vitrine"
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=10),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "AUTH_TOKEN_CLASSES": ("users.tokens.AccessToken",),
}

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "users.authentication.PersonalTokenAuthentication",
        "users.authentication.TokenAuthentication",
        "users.authentication.CookieAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_THROTTLE_CLASSES": ["common.throttling.ApiThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["common.api.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "common.api.JSONParser",
        "common.api.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DATETIME_FORMAT": None,  # times stay times until the renderer writes them
    # docs/openapi.yaml says what a view takes; another description, made at every OPTIONS, would have to be right too.
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "common.api.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "common.schema.ApiSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# --- allauth: sign-up, sign-in, reset, second factors, other accounts -----------------------------

# Names and passwords are checked by users/actions/sign_in.py, which counts; this one knows permissions.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ACCOUNT_ADAPTER = "users.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "users.forms.terms.TermsForm"
ACCOUNT_FORMS = {
    "login": "users.forms.sign_in.SignInForm",
    "signup": "users.forms.sign_up.SignUpForm",
    "reset_password": "users.forms.reset.AskForResetForm",
    "reset_password_from_key": "users.forms.reset.NewPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CHANGE_EMAIL = True  # one address; the new one takes the old one's place when it is confirmed
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "users.reset_tokens.ResetTokens"  # noqa: S105
# What common/limits.py counts is not counted a second time; the rest is allauth's own.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "signup": None,
    "reset_password": None,
    "reset_password_from_key": "60/m/ip",
}
PASSWORD_RESET_TIMEOUT = 3600

MFA_ADAPTER = "users.mfa_adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "users.forms.second_factor.CodeForm",
    "reauthenticate": "users.forms.second_factor.CodeAgainForm",
    "add_webauthn": "users.forms.passkeys.AddForm",
    "authenticate_webauthn": "users.forms.passkeys.AuthenticateForm",
    "reauthenticate_webauthn": "users.forms.passkeys.AgainForm",
    "login_webauthn": "users.forms.passkeys.SignInForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Vitrine"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False

SOCIALACCOUNT_ADAPTER = "users.social_adapter.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False  # the terms have to be accepted
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # under the condition that users/social_adapter.py adds
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {"signup": "users.forms.social.SocialSignUpForm"}


OIDC_SERVER_URL = env("OIDC_SERVER_URL", default="")


def _app(client_id: str, secret: str, **more: Any) -> list[dict[str, Any]]:
    """A provider whose id and secret stand in the environment; without them it is not offered."""
    return [{"client_id": client_id, "secret": secret, **more}] if client_id else []


SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "github": {
        "APPS": _app(env("GITHUB_CLIENT_ID", default=""), env("GITHUB_CLIENT_SECRET", default="")),
        "SCOPE": ["user:email"],
    },
    "google": {
        "APPS": _app(env("GOOGLE_CLIENT_ID", default=""), env("GOOGLE_CLIENT_SECRET", default="")),
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    },
    "weixin": {"APPS": _app(env("WECHAT_CLIENT_ID", default=""), env("WECHAT_CLIENT_SECRET", default=""))},
    # Any other that speaks OpenID Connect: Keycloak, Authelia, a company's own.
    "openid_connect": {
        "APPS": _app(
            env("OIDC_CLIENT_ID", default="") if OIDC_SERVER_URL else "",
            env("OIDC_CLIENT_SECRET", default=""),
            provider_id="oidc",
            name=env("OIDC_NAME", default="OpenID"),
            settings={"server_url": OIDC_SERVER_URL},
        ),
        "OAUTH_PKCE_ENABLED": True,
    },
}
# Where the sign-in sends the browser on to; the content security policy has to allow it.
_WHERE = {
    "github": "https://github.com",
    "google": "https://accounts.google.com",
    "weixin": "https://open.weixin.qq.com",
    "openid_connect": "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL)),
}
SIGN_IN_ORIGINS: list[str] = [
    where for name, where in _WHERE.items() if SOCIALACCOUNT_PROVIDERS[name]["APPS"]
]
