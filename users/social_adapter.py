"""Accounts from elsewhere."""

from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from common.text import one_line
from users.mailbox import mailbox_key

KEPT = {"sub", "name", "preferred_username", "login", "nickname", "email"}
LONGEST, LONGEST_ID = 200, 191


class SocialAdapter(DefaultSocialAccountAdapter):
    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """An address opens an account here only when it is confirmed on both sides.

        allauth asks for addresses that the provider calls verified. One that nobody confirmed here may have been
        claimed by somebody else, who knows the password.
        """
        return EmailAddress.objects.filter(email=mailbox_key(email), verified=True).exists()

    def get_requests_session(self) -> requests.Session:
        """Providers answer where they are asked; who leads elsewhere is not followed."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep of what the provider tells only what the pages show, and nothing that no column takes."""
        account = sociallogin.account
        if not 0 < len(account.uid) <= LONGEST_ID or "\x00" in account.uid or account.uid == "None":
            raise ValueError("This provider's id cannot be kept.")
        account.extra_data = {
            name: one_line(value)[:LONGEST]
            for name, value in account.extra_data.get("userinfo", account.extra_data).items()
            if name in KEPT and isinstance(value, str)
        }

    def populate_user(self, request: Any, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """What the form proposes. A name in one piece is what others will see."""
        user = super().populate_user(request, sociallogin, data)
        name = data.get("name")
        user.display_name = one_line(name)[:80] if isinstance(name, str) else ""
        user.first_name = user.last_name = ""
        return user
