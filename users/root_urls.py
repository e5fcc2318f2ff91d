"""Addresses of accounts whose names are allauth's, Wagtail's, or everybody's: they stand outside the namespace."""

from django.urls import include, path, re_path
from django.views.generic import TemplateView

from users.views import sign_in

urlpatterns = [
    path("accounts/login/", sign_in.SignIn.as_view(), name="account_login"),
    path("accounts/signup/", sign_in.SignUp.as_view(), name="account_signup"),
    path("accounts/password/reset/", sign_in.AskForReset.as_view(), name="account_reset_password"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        sign_in.ConfirmAddress.as_view(),
        name="account_confirm_email",
    ),
    path("accounts/", include("allauth.urls")),
    path("admin/login/", sign_in.admin_sign_in, name="admin_sign_in"),
    path("terms/", TemplateView.as_view(template_name="users/terms.html"), name="terms"),
    path("privacy/", TemplateView.as_view(template_name="users/privacy.html"), name="privacy"),
]
