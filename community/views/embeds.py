"""Cards, oEmbed and embeddable albums: pages and forms."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
