"""Reports, decisions and appeals as JSON."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
