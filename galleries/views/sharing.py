"""Share links: their owner's page, and the door that they open."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
