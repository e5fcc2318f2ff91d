"""Addresses of files, tags and people. Albums and photos are Wagtail pages."""

from django.urls import path

from galleries.views import avatar, files, guests, pages, sharing, zips

app_name = "galleries"
urlpatterns = [
    path("media/original/<path:name>", files.original, name="original"),
    path("media/i/<str:key>.<str:ending>", files.lasting, name="lasting"),
    path("media/<path:key>/<str:name>", files.rendition, name="rendition"),
    path("avatars/<str:key>/<int:side>.webp", avatar.avatar, name="avatar"),
    path("accounts/avatar/", avatar.own_avatar, name="own_avatar"),
    path("tags/<str:slug>/", pages.tag, name="tag"),
    path("people/<str:username>/", pages.person, name="person"),
    *sharing.urlpatterns,
    *guests.urlpatterns,
    *zips.urlpatterns,
]
