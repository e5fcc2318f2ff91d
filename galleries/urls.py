"""Addresses of files, tags and people. Albums and photos are Wagtail pages."""

from django.urls import path

from galleries.views import files, pages

app_name = "galleries"
urlpatterns = [
    path("media/original/<path:name>", files.original, name="original"),
    path("media/<path:key>/<str:name>", files.rendition, name="rendition"),
    path("tags/<str:slug>/", pages.tag, name="tag"),
    path("people/<str:username>/", pages.person, name="person"),
]
