"""The account page of the Wagtail admin."""

from typing import Any

from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.views import account

from users.admin_forms import OwnNameForm

# Wagtail has no other way in. Its avatar would be one more file that nobody examines, kept where
# only photos are served from; a person's picture is set on our own account page.
account.NameEmailSettingsPanel.form_class = OwnNameForm
account.AvatarSettingsPanel.is_active = lambda panel: False


@hooks.register("get_avatar_url")
def no_avatar_of_wagtails(user: Any, size: int) -> str:
    return versioned_static("wagtailadmin/images/default-user-avatar.png")
