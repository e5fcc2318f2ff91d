"""Invitations, guests' favourites and the photos that they send as JSON."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
