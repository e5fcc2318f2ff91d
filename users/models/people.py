"""Who people are."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from users.mailbox import mailbox_key


def avatar_key(user: "User", filename: str) -> str:
    """Named by the first migration; nothing else asks for it any more."""
    return f"avatars/{get_random_string(22)}"


class User(AbstractUser):
    """A person with an account. The name that others see is ``public_name``."""

    class Gender(models.TextChoices):
        UNSAID = "", _("rather not say")
        WOMAN = "woman", _("woman")
        MAN = "man", _("man")
        OTHER = "other", _("other")

    email = models.EmailField(_("e-mail address"), blank=True)
    # What is compared when two accounts may not share a mailbox; follows `email`.
    mailbox = models.CharField(max_length=254, unique=True, null=True, editable=False)  # noqa: DJ001
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    # The key of the picture's squares in the storage `avatars`; the app that examines pictures keeps them.
    avatar = models.CharField(_("avatar"), max_length=100, blank=True, editable=False)
    bio = models.TextField(_("about"), max_length=1000, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender.choices, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)
    website = models.URLField(_("website"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    # A number counts for signing in once its code has come back.
    phone_verified = models.BooleanField(_("phone confirmed"), default=False)
    # Who sees which private field, as {"birthday": "nobody"}; users/profile.py knows the choices.
    shown = models.JSONField(_("who sees what"), default=dict, blank=True, editable=False)
    terms_accepted_at = models.DateTimeField(_("terms accepted"), null=True, blank=True, editable=False)
    # Part of every reset link: a new one makes the older ones worthless.
    reset_nonce = models.CharField(max_length=32, blank=True, editable=False)
    # Set while the account waits to be deleted and can still be taken back.
    delete_after = models.DateTimeField(
        _("to be deleted"), null=True, blank=True, editable=False, db_index=True
    )
    delete_comments = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        # An avatar's address holds nothing but its key.
        indexes = [models.Index(fields=["avatar"], name="user_avatar")]

    @property
    def public_name(self) -> str:
        """The name that others see."""
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """What Wagtail's admin calls the person."""
        return self.display_name or super().get_full_name() or self.username

    def get_absolute_url(self) -> str:
        return reverse("galleries:person", args=[self.username])

    def clean(self) -> None:
        super().clean()
        self.mailbox = mailbox_key(self.email)
        # Here, because no form has the field that is unique.
        if self.mailbox and type(self).objects.filter(mailbox=self.mailbox).exclude(pk=self.pk).exists():
            raise ValidationError({"email": _("Somebody else uses this e-mail address already.")})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.mailbox = mailbox_key(self.email)
        self.phone = self.phone or None
        if update_fields is not None and "email" in update_fields:
            update_fields = {*update_fields, "mailbox"}
        super().save(*args, update_fields=update_fields, **kwargs)
