"""Share links, invitations, picks and guests' photos as JSON."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
