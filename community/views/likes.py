"""Likes, favourites and the browsing history: pages and forms."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
