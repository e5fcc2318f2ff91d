"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView

from users.forms import SignInForm


class SignIn(LoginView):
    template_name = "users/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Answers POST only, so that no picture in a page can sign anybody out."""
