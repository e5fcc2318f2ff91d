"""People's small pictures: their bytes, and the form by which a person changes her own."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.errors import AppError
from galleries import avatar_files, avatars, sending
from galleries.pictures.square import SIDES


@require_safe
def avatar(request: HttpRequest, key: str, side: int) -> HttpResponseBase:
    """One square of a person who is here. A new picture has a new address, so this one may be kept."""
    people = get_user_model().objects.filter(is_active=True, delete_after=None)
    if side not in SIDES or len(key) != avatar_files.KEY_LENGTH or not people.filter(avatar=key).exists():
        raise Http404
    return sending.send(request, avatar_files.ALIAS, avatar_files.name_of(key, side), sending.CACHE_OPEN)


@require_POST
@login_required
def own_avatar(request: HttpRequest) -> HttpResponse:
    """The form on the profile page: a new picture, or none any more."""
    try:
        if "remove" in request.POST:
            avatars.remove(request.user)
            messages.success(request, _("Your picture is gone."))
        else:
            sent = request.FILES.get("avatar")
            if sent is None:
                raise avatars.NothingSent
            avatars.change(request.user, sent, sent.name or "")
            messages.success(request, _("This is your picture now."))
    except AppError as refused:
        messages.error(request, str(refused))
    return redirect("users:profile")
