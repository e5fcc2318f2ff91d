"""Share links as JSON."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
