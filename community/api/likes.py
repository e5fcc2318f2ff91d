"""Likes, favourites and the browsing history as JSON."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
