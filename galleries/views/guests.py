"""Invited people, guests' favourites and the photos that they send: pages and forms."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
