"""The page on which an album's owner shares it, and its links."""

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, re_path, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.models import Page

from common.errors import AppError
from galleries import policy, share_actions, share_links
from galleries.models import AlbumPage, ShareLink
from galleries.share_forms import LinkForm, VisibilityForm
from galleries.views.share_door import ShareDoor

LINKS_PER_PAGE = 30
# The address of a new link travels in a cookie of its owner's own browser: here nobody keeps it, not even in a session.
COOKIE = "share_address"
SALT = "galleries.share-address"
COOKIE_LASTS = 300


@never_cache
@require_safe
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Visibility, links, people, guests' photos and favourites of one album. Not found for all others."""
    album = _album(request, pk)
    told = _told(request, album)
    response = _page(request, album, told=told)
    if told is not None:
        response.delete_cookie(COOKIE, path=request.path, samesite="Strict")
    return response


@require_POST
def visibility(request: HttpRequest, pk: int) -> HttpResponse:
    album = _album(request, pk)
    form = VisibilityForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such choice."))
        return _back(album)
    return _done(
        request,
        album,
        lambda: share_actions.set_visibility(user=request.user, album=album, **form.cleaned_data),
        _("It is changed who may see the album."),
    )


@require_POST
@sensitive_post_parameters("password")
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    album = _album(request, pk)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            link, token = share_actions.make_link(user=request.user, album=album, **form.given())
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except AppError as refusal:
            return _refused(request, album, refusal, form)
        else:
            return _tell(album, link, token)
    return _page(request, album, form=form, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def edit_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    link = _link(request, pk, link_pk)
    form = LinkForm(request.POST or None, instance=link)
    if request.method == "POST" and form.is_valid():
        try:
            share_actions.edit_link(user=request.user, link=link, **form.given())
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except AppError as refusal:
            messages.error(request, str(refusal))
            return _back(link.album)
        else:
            messages.success(request, _("The link is changed."))
            return _back(link.album)
    context = {"album": link.album, "link": link, "form": form}
    return render(request, "galleries/share_link_form.html", context, status=422 if form.errors else 200)


@require_POST
def new_address(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    link = _link(request, pk, link_pk)
    try:
        token = share_actions.new_address(user=request.user, link=link)
    except AppError as refusal:
        messages.error(request, str(refusal))
        return _back(link.album)
    return _tell(link.album, link, token)


@require_POST
def revoke_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    link = _link(request, pk, link_pk)
    return _done(
        request,
        link.album,
        lambda: share_actions.revoke_link(user=request.user, link=link),
        _("The link is revoked. Nobody comes in by it any more."),
    )


@require_POST
def remove_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    link = _link(request, pk, link_pk)
    return _done(
        request,
        link.album,
        lambda: share_actions.remove_link(user=request.user, link=link),
        _("The link is forgotten."),
    )


@hooks.register("on_serve_page")
def seen_by_a_link(serve: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What a guest sees by a link is for nobody's cache and no search engine; what she takes along is counted."""

    def serve_album(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        response = serve(page, request, args, kwargs)
        if isinstance(page, AlbumPage) and policy.viewer_of(request).link_to(page) is not None:
            response["X-Robots-Tag"] = "noindex"
            if "Cache-Control" not in response:
                patch_cache_control(response, private=True)
            is_download = bool(args) and getattr(args[0], "__name__", "") == "download_route"
            if is_download and request.method == "GET":
                share_links.note_download(request, page)
        return response

    return serve_album


def _album(request: HttpRequest, pk: int) -> AlbumPage:
    """The album, when it is the viewer's to share. What is not looks like what is not there."""
    # By ``id``, which is the page's: the album's own key takes no number that is too large for the database.
    album = AlbumPage.objects.filter(policy.shareable_albums(policy.viewer_of(request)), id=pk).first()
    if album is None:
        raise Http404
    return album


def _link(request: HttpRequest, pk: int, link_pk: int) -> ShareLink:
    album = _album(request, pk)
    link = album.share_links.filter(pk=link_pk).first()
    if link is None:
        raise Http404
    link.album = album
    return link


def _page(
    request: HttpRequest,
    album: AlbumPage,
    *,
    form: LinkForm | None = None,
    told: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    links = album.share_links.with_statistics().order_by("-created_at", "-pk")
    page = Paginator(links, LINKS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "album": album,
        "visibility_form": VisibilityForm(initial={"visibility": album.visibility}),
        "link_form": form or LinkForm(),
        "links": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "told": told,
    }
    return render(request, "galleries/sharing_page.html", context, status=status)


def _back(album: AlbumPage) -> HttpResponse:
    return redirect("galleries:sharing", album.pk)


def _done(request: HttpRequest, album: AlbumPage, act: Callable[[], object], text: str) -> HttpResponse:
    """Do it, say so, and go back to the page; or say why not."""
    try:
        act()
    except AppError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, text)
    return _back(album)


def _refused(request: HttpRequest, album: AlbumPage, refusal: AppError, form: LinkForm) -> HttpResponse:
    form.add_error(None, str(refusal))
    response = _page(request, album, form=form, status=refusal.status)
    if wait := getattr(refusal, "retry_after", 0):
        response["Retry-After"] = str(wait)
    return response


def _tell(album: AlbumPage, link: ShareLink, token: str) -> HttpResponse:
    """Back to the page, which shows the address once."""
    response = _back(album)
    response.set_signed_cookie(
        COOKIE,
        f"{link.pk}:{token}",
        salt=SALT,
        max_age=COOKIE_LASTS,
        path=reverse("galleries:sharing", args=[album.pk]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _told(request: HttpRequest, album: AlbumPage) -> dict[str, Any] | None:
    """The link that was just made, with its address and the same as a QR code."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_LASTS) or ""
    link_pk, _colon, token = value.partition(":")
    if not token:
        return None
    link = album.share_links.filter(pk=link_pk, token_hash=share_links.hash_of(token)).first()
    if link is None:
        return None
    address = share_links.address_of(token)
    drawing = segno.make_qr(address, error="m").svg_inline(border=4, omitsize=True, light="#fff")
    return {"link": link, "address": address, "qr": drawing}


urlpatterns: list[URLPattern] = [
    re_path(r"^s/(?P<token>[A-Za-z0-9_-]{22})/$", ShareDoor.as_view(), name="share_link"),
    path("sharing/<int:pk>/", sharing, name="sharing"),
    path("sharing/<int:pk>/visibility/", visibility, name="sharing_visibility"),
    path("sharing/<int:pk>/links/", make_link, name="make_link"),
    path("sharing/<int:pk>/links/<int:link_pk>/", edit_link, name="edit_link"),
    path("sharing/<int:pk>/links/<int:link_pk>/address/", new_address, name="new_link_address"),
    path("sharing/<int:pk>/links/<int:link_pk>/revoke/", revoke_link, name="revoke_link"),
    path("sharing/<int:pk>/links/<int:link_pk>/remove/", remove_link, name="remove_link"),
]
