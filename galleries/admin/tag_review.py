"""Suggested tags of all albums, tag by tag."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
