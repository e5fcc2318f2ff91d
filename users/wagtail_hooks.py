"""The account page of the Wagtail admin."""

from typing import Any
from urllib.parse import urlsplit

from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.views import account

from users import profile
from users.admin_forms import OwnNameForm

# Wagtail has no other way in. Its avatar would be one more file that nobody examines, kept where
# only photos are served from; a person's picture is set on our own account page.
account.NameEmailSettingsPanel.form_class = OwnNameForm
account.AvatarSettingsPanel.is_active = lambda panel: False


@hooks.register("get_avatar_url")
def avatar_of_ours(user: Any, size: int) -> str:
    """The smallest of the person's pictures that is large enough."""
    sizes = {int(side): address for side, address in (profile.avatar_of(user) or {}).items()}
    if not sizes:
        return versioned_static("wagtailadmin/images/default-user-avatar.png")
    side = min((side for side in sizes if side >= size), default=max(sizes))
    return urlsplit(sizes[side]).path
