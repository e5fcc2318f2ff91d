"""Following people and albums, the feed, keeping people away: pages and forms."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
