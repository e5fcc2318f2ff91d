"""Second factors: secrets are encrypted where they lie, and passkeys belong to the site's own address."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from common import sealed
from users import links

SALT = "users.mfa"


class MfaAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return sealed.seal(text, salt=SALT)

    def decrypt(self, encrypted_text: str) -> str:
        return sealed.unseal(encrypted_text, salt=SALT)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": links.host(), "name": settings.WAGTAIL_SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.public_name}
