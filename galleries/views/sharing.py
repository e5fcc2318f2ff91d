"""Share links, invitations, picks and guests' photos: pages and forms."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
