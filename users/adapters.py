"""What allauth does differently here: whom it knows, what it calls, where its links lead, what it sends."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from common import limits
from common.network import client_ip, network_of
from common.text import one_line
from users import access_tokens, addresses, reset_tokens, sessions, usernames
from users.actions import sign_in
from users.devices import device_name, user_agent_of
from users.links import absolute
from users.mailbox import mailbox_key
from users.models import User

WRONG = _("This name and password do not belong together. Capital letters matter.")
NOTICE = "account/email/notice.html"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
    }

    # --- who ---

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The same check, with the same limits, as the API's."""
        try:
            return sign_in.check(
                request, str(credentials.get("username", "")), str(credentials.get("password", ""))
            )
        except sign_in.WrongCredentials:
            return None

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether the one who is signed in knows the password."""
        try:
            limits.hit("password_account", user.pk)
        except limits.TooMany as error:
            raise ValidationError(str(error.message), code=error.code) from error
        right = len(password) <= sign_in.LONGEST_PASSWORD and user.check_password(password)
        if right:
            limits.clear("password_account", user.pk)
        return right

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        """Numbers are confirmed by codes of our own; allauth only has to know them."""
        return (user.phone, user.phone_verified) if user.phone else None

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone, phone_verified=True).first()

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.account.stages.EmailVerificationStage": "users.stages.ConfirmAddressStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        addresses.trust_address_from_staff(user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        reset_tokens.forget_links(user)

    # --- names, addresses, passwords ---

    def clean_username(self, username: str, shallow: bool = False) -> str:
        try:
            return usernames.checked(username)
        except ValidationError as error:
            if shallow and error.code == "username_taken":  # allauth looks for a free one by itself
                return username
            raise

    def clean_email(self, email: str) -> str:
        """As it is compared: what allauth stores, looks up and shows is one and the same."""
        key = mailbox_key(email) or ""
        if not key.isascii():  # no host has such a name
            raise ValidationError(_("This is no e-mail address."), code="invalid_email")
        validate_email(key)
        return key

    def clean_password(self, password: str, user: Any = None) -> str:
        if len(password) > sign_in.LONGEST_PASSWORD:
            raise ValidationError(_("This password is too long."), code="password_too_long")
        return super().clean_password(password, user)

    def save_user(self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True) -> Any:
        user.language = translation.get_language() or ""
        return super().save_user(request, user, form, commit)

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every sign-in, wherever it is."""
        user.set_password(password)
        user.save(update_fields=["password"])
        reset_tokens.forget_links(user)
        sessions.end_all(user, "password_changed")
        access_tokens.end_all(user, "password_changed")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Of two accounts that want one mailbox, the one whose owner reads it gets it."""
        try:
            with transaction.atomic():
                addresses.release(email_address)
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False

    # --- links: never the host of a request ---

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return absolute(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}))

    # --- mails: in the person's language, as text and HTML ---

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody what has changed in the account. A second mailbox may be meant: the one that was left."""
        email = email or EmailAddress.objects.get_primary_email(user)
        if not app_settings.EMAIL_NOTIFICATIONS or not email:
            return
        where = {
            "timestamp": timezone.localtime(),
            "network": network_of(client_ip(self.request)),
            "device": device_name(user_agent_of(self.request)),
        }
        self.send_mail(template_prefix, email, {"user": user, **where, **(context or {})})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        language = getattr(context.get("user"), "language", "") or translation.get_language()
        links = {
            "sign_up_url": absolute(reverse("account_signup")),
            "reset_url": absolute(reverse("account_reset_password")),
            "account_url": absolute(reverse("account_email")),
        }
        with translation.override(language):
            self.render_mail(template_prefix, email, {**context, **links, "email": email}).send()

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Text and HTML. allauth's notices have one sentence each, which ``notice.html`` puts into our frame."""
        subject = one_line(render_to_string(f"{template_prefix}_subject.txt", context))
        text = render_to_string(f"{template_prefix}_message.txt", context).strip()
        sentence = render_to_string(
            f"{template_prefix}_message.txt", {**context, "sentence_only": True}
        ).strip()
        html = render_to_string(
            [f"{template_prefix}_message.html", NOTICE], {**context, "subject": subject, "sentence": sentence}
        )
        mail = EmailMultiAlternatives(
            subject, text + "\n", to=[email] if isinstance(email, str) else email, headers=headers
        )
        mail.attach_alternative(html, "text/html")
        return mail
