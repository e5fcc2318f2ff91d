"""Addresses of accounts that are ours alone."""

from django.urls import path
from django.views.generic import RedirectView

from users.views import access_tokens, my_data, phone, profile, sessions

app_name = "users"
urlpatterns = [
    path("sessions/", sessions.devices, name="sessions"),
    path("sessions/end-others/", sessions.end_other_devices, name="end_other_sessions"),
    path("sessions/<uuid:pk>/end/", sessions.end_device, name="end_session"),
    path("tokens/", access_tokens.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", access_tokens.revoke, name="revoke_token"),
    path("security/", sessions.security_log, name="security_log"),
    path("phone/", phone.OwnPhone.as_view(), name="phone"),
    path("phone/sign-up/", phone.SignUpByPhone.as_view(), name="phone_sign_up"),
    path("phone/reset/", phone.ResetByPhone.as_view(), name="phone_reset"),
    path("profile/", profile.profile, name="profile"),
    path("my-data/", my_data.MyData.as_view(), name="my_data"),
    path("my-data/<uuid:pk>/", my_data.download, name="export_file"),
    path("deletion/", my_data.Deletion.as_view(), name="deletion"),
    path(
        "sign-in/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="old_sign_in"
    ),
]
