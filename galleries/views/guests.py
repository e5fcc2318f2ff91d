"""Invited people: the owner's list of them, the door that a mail leads to, and what was shared with oneself."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.errors import AppError
from galleries import guests, invitation_mails, invitations, policy
from galleries.models import AlbumPage, with_covers
from galleries.views import contributing, proofing

ALBUMS_PER_PAGE = 24


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is let in, by her user name or her mailbox."""
    viewer = policy.viewer_of(request)
    album = guests.find_album(viewer, pk, "share")
    who, role = request.POST.get("who", ""), request.POST.get("role", "")
    return _back(
        request,
        album,
        lambda: invitations.invite(viewer=viewer, album=album, who=who, role=role),
        # The same for a mailbox with an account and for one without.
        _("%(who)s is invited.") % {"who": who.strip()[:254]},
    )


@require_POST
def grant(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    """Somebody may do more or less from now on, or is let in no more."""
    viewer = policy.viewer_of(request)
    album = guests.find_album(viewer, pk, "share")
    row = album.grants.filter(pk=grant_pk).first()
    if row is None:
        raise Http404
    row.album = album
    if "end" in request.POST:
        text = _("The invitation is taken back.")
        return _back(request, album, lambda: invitations.end(viewer=viewer, grant=row), text)
    role = request.POST.get("role", "")
    return _back(
        request,
        album,
        lambda: invitations.change_role(viewer=viewer, grant=row, role=role),
        _("It is changed what this person may do."),
    )


@never_cache
@require_safe
@login_required
def shared_with_me(request: HttpRequest) -> HttpResponse:
    """The albums to which one was invited."""
    viewer = policy.viewer_of(request)
    invitations.claim(request.user)
    page = Paginator(invitations.shared_with(viewer), ALBUMS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_covers(page.object_list)
    roles = invitations.roles_of(request.user, page.object_list)
    context = {
        "albums": page,
        "rows": [(album, roles[album.pk]) for album in page.object_list if album.pk in roles],
        "page_numbers": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "galleries/shared_with_me.html", context)


@require_POST
@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    invitations.leave(user=request.user, album_id=pk)
    messages.success(request, _("The album is not shared with you any more."))
    return redirect("galleries:shared_with_me")


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where a mail leads to: into the album, or to how one gets there."""
    found = invitation_mails.find_by_token(token)
    if request.user.is_authenticated:
        invitations.claim(request.user)
    viewer = policy.viewer_of(request)
    if viewer.is_person and policy.can(viewer, "view", found.album):
        return redirect(found.album.get_url())
    here = reverse("galleries:invitation", args=[token])
    context = {"grant": found, "invited_to": found.album, "here": here}
    return render(request, "galleries/invitation.html", context)


def _back(request: HttpRequest, album: AlbumPage, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it, say so, and go back to the page; or say why not."""
    try:
        act()
    except AppError as refusal:
        messages.error(request, str(refusal))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('galleries:sharing', args=[album.pk])}#people")


urlpatterns: list[URLPattern] = [
    path("sharing/<int:pk>/people/", invite, name="invite"),
    path("sharing/<int:pk>/people/<int:grant_pk>/", grant, name="grant"),
    path("shared/", shared_with_me, name="shared_with_me"),
    path("shared/<int:pk>/leave/", leave, name="leave_album"),
    path("invitations/<str:token>/", invitation, name="invitation"),
    *proofing.urlpatterns,
    *contributing.urlpatterns,
]
