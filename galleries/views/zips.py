"""An album's photos as one file."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
