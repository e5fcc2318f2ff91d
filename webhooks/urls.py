"""Addresses of the pages, below those of the account."""

from django.urls import path

from webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("<uuid:pk>/", views.webhook, name="webhook"),
    path("<uuid:pk>/remove/", views.remove, name="remove"),
    path("<uuid:pk>/switch/", views.switch, name="switch"),
    path("<uuid:pk>/test/", views.test, name="test"),
    path("<uuid:pk>/secret/", views.secret, name="secret"),
    path("<uuid:pk>/deliveries/<uuid:key>/resend/", views.resend, name="resend"),
]
