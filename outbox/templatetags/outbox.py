"""For the templates of mails."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def base_url() -> str:
    """The site's address as the settings name it, without a slash at its end; never that of a request."""
    return settings.BASE_URL.rstrip("/")


@register.simple_tag
def site_name() -> str:
    return settings.WAGTAIL_SITE_NAME
