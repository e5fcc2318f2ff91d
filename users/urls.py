"""Addresses of accounts."""

from django.urls import path

from users import views

app_name = "users"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
]
