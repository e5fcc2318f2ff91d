"""What the pictures take, by album and owner."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
