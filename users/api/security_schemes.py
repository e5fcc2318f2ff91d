"""How the API's schema names the ways of saying who one is."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from users.authentication import SESSION, needed_scope


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "users.authentication.TokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "`access` out of the answer of `auth/token/`. It lasts ten minutes.",
        }


class PersonalTokenScheme(OpenApiAuthenticationExtension):
    target_class = "users.authentication.PersonalTokenAuthentication"
    name = "personalToken"

    def get_security_requirement(self, auto_schema: Any) -> Any:
        scope = needed_scope(auto_schema.view, auto_schema.method)
        return None if scope == SESSION else {self.name: [scope]}

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "vt_…",
            "description": "A personal access token, made at `/accounts/tokens/` or by `me/tokens/`.",
        }


class CookieScheme(OpenApiAuthenticationExtension):
    target_class = "users.authentication.CookieAuthentication"
    name = "cookie"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The site's own. Whatever is no GET sends the header `X-CSRFToken` too.",
        }
