"""Notifications: pages and forms."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
