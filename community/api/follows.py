"""Following people and albums, the feed, keeping people away as JSON."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
