"""The rule of an album that fills itself."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
