"""Addresses below /api/v1/ that have to do with people. Those of tokens have simplejwt's names."""

from django.urls import URLPattern, URLResolver, path

from users.api import (
    access_tokens,
    codes,
    me,
    passwords,
    people,
    register,
    security_schemes,  # noqa: F401  (they register themselves)
    sessions,
    tokens,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("auth/token/", tokens.ObtainView.as_view(), name="token_obtain_pair"),
    path("auth/token/refresh/", tokens.RefreshView.as_view(), name="token_refresh"),
    path("auth/token/verify/", tokens.VerifyView.as_view(), name="token_verify"),
    path("auth/register/", register.RegisterView.as_view(), name="register"),
    path("auth/email/confirm/", register.ConfirmEmailView.as_view(), name="confirm_email"),
    path("auth/codes/", codes.CodesView.as_view(), name="codes"),
    path("auth/phone/", codes.PhoneView.as_view(), name="phone"),
    path("auth/password/reset/", passwords.AskForResetView.as_view(), name="password_reset"),
    path("auth/password/reset/confirm/", passwords.ResetView.as_view(), name="password_reset_confirm"),
    path("auth/password/change/", passwords.ChangeView.as_view(), name="password_change"),
    path("auth/logout/", sessions.LogoutView.as_view(), name="token_blacklist"),
    path("auth/logout-all/", sessions.LogoutAllView.as_view(), name="logout_all"),
    path("auth/sessions/", sessions.SessionsView.as_view(), name="sessions"),
    path("auth/sessions/<uuid:pk>/", sessions.SessionView.as_view(), name="session"),
    path("me/", me.MeView.as_view(), name="me"),
    path("me/tokens/", access_tokens.PersonalTokensView.as_view(), name="me_tokens"),
    path("me/tokens/<uuid:pk>/", access_tokens.PersonalTokenView.as_view(), name="me_token"),
    path("me/exports/", me.ExportsView.as_view(), name="me_exports"),
    path("me/exports/<uuid:pk>/", me.ExportView.as_view(), name="me_export"),
    path("me/exports/<uuid:pk>/file/", me.ExportFileView.as_view(), name="me_export_file"),
    path("me/deletion/", me.DeletionView.as_view(), name="me_deletion"),
    path("users/<str:username>/", people.PersonView.as_view(), name="person"),
]
