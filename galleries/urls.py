"""Addresses of files, tags and people. Albums and photos are Wagtail pages."""

from django.urls import path

app_name = "galleries"
urlpatterns: list = []
