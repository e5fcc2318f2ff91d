"""Addresses of files, tags and people. Albums and photos are Wagtail pages."""

from django.urls import path

from galleries.views import files

app_name = "galleries"
urlpatterns = [
    path("media/original/<path:name>", files.original, name="original"),
    path("media/<path:key>/<str:name>", files.rendition, name="rendition"),
]
