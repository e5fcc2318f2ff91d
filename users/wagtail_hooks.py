"""The account page of the Wagtail admin."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.views import account
from wagtail.users.models import UserProfile

from users import profile
from users.admin_forms import OwnNameForm
from users.models import User

# Wagtail has no other way in. Its avatar would be one more file that nobody examines, kept where
# only photos are served from; a person's picture is set on our own account page.
account.NameEmailSettingsPanel.form_class = OwnNameForm
account.AvatarSettingsPanel.is_active = lambda panel: False


_wagtails_choice = UserProfile.get_preferred_language


def preferred_language(its: UserProfile) -> str:
    """Chosen for the admin, else in the profile. Wagtail's mails would speak the language of whoever causes them."""
    return its.preferred_language or its.user.language or _wagtails_choice(its)


UserProfile.get_preferred_language = preferred_language


@hooks.register("before_edit_user")
def superusers_are_changed_by_superusers(request: HttpRequest, user: Any) -> None:
    """Whoever sets another's password can be her."""
    if user.is_superuser and not request.user.is_superuser:
        raise PermissionDenied


@hooks.register("before_bulk_action")
def superusers_are_left_alone(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    """Wagtail protects them only from being deleted."""
    if (
        action.model is User
        and not request.user.is_superuser
        and any(person.is_superuser for person in objects)
    ):
        raise PermissionDenied


@hooks.register("get_avatar_url")
def avatar_of_ours(user: Any, size: int) -> str:
    """The smallest of the person's pictures that is large enough."""
    sizes = {int(side): address for side, address in (profile.avatar_of(user) or {}).items()}
    if not sizes:
        return versioned_static("wagtailadmin/images/default-user-avatar.png")
    side = min((side for side in sizes if side >= size), default=max(sizes))
    return urlsplit(sizes[side]).path
