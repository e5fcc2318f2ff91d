"""What was thrown away: shown, brought back, or gone for good."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
