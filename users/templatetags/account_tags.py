"""For the pages of accounts."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's own control, without the placeholders that allauth repeats its labels in."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def kind(field: BoundField) -> str:
    """checkbox, text, password …: what the control is."""
    return str(getattr(field.field.widget, "input_type", "") or "")


@register.simple_tag(takes_context=True)
def other_accounts(context: template.Context) -> list[Any]:
    """The providers that the settings name."""
    request: HttpRequest | None = context.get("request")
    return list(get_adapter().list_providers(request)) if request is not None else []


@register.simple_tag
def phones_are_used() -> bool:
    """Whether a code can be sent to a phone at all."""
    return bool(settings.SMS_BACKEND)


@register.simple_tag
def svg(markup: str) -> SafeString:
    """A drawing that our own code made, without its XML head. It stands in the page: data: addresses are forbidden."""
    return mark_safe(markup[markup.index("<svg") :])  # noqa: S308
