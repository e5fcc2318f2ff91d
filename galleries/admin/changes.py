"""Doors of the workbench: what is done to the ticked photos of an album, and taken back."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
