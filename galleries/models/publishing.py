"""Who may publish an album without being asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="folder-open-inverse")
class PublishingRules(BaseGenericSetting):
    """What happens to the albums of members, who fill their own and edit nobody else's."""

    class Way(models.TextChoices):
        AT_ONCE = "at_once", _("published at once")
        TRUSTED = "trusted", _("published at once after the first approved one")
        REVIEWED = "reviewed", _("always reviewed")

    members_albums = models.CharField(
        _("albums of members are"), max_length=10, choices=Way.choices, default=Way.REVIEWED
    )

    class Meta:
        verbose_name = _("rules for albums")
        permissions = [("publish_own_albums", _("May publish albums of one's own without review"))]

    def __str__(self) -> str:
        return str(self.get_members_albums_display())
