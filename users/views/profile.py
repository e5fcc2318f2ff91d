"""The page on which a person says who she is."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from users.forms.profile import ProfileForm
from users.language import remember
from users.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, picture, words about oneself, and who reads which of them."""
    person = User.objects.get(pk=request.user.pk or 0)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.apply():
        language = form.instance.language
        with override(language or get_language()):
            messages.success(request, _("Your profile is saved."))
        response = redirect("users:profile")
        if language != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""):
            remember(response, language)
        return response
    status = 422 if form.errors else 200
    return render(request, "users/profile_form.html", {"form": form, "person": request.user}, status=status)
