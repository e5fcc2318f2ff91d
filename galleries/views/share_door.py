"""``/s/<token>/``: where guests come in by a link.

When a visit is counted. A link that may be used three times must not be used up by the messenger that looks at the
address to draw a preview, by a mail scanner, or by HEAD. Those keep no cookies. So a browser that brings none gets a
cookie first and is sent to the same address once more; when it comes back with the cookie, it is let in and counted.
People notice nothing of it, and no page with a button stands in their way. The cookie says under which key the visit is
kept, so an address that is clicked twice counts once. Where there is a password, giving it is proof enough.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from common.errors import AppError
from galleries import policy, share_links
from galleries.models import AlbumPage, LinkVisit, ShareLink
from galleries.share_forms import LinkPasswordForm

COOKIE = "share_door"
COOKIE_LASTS = 300
AGAIN = "again"


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class ShareDoor(View):
    """Every token that opens nothing, for whatever reason, is not found."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        # The address is the key. Not "no-referrer": with that a browser sends forms from nowhere, and they are refused.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link, visit = share_links.find(request, token, self.key)
        if policy.can(policy.viewer_of(request), "share", link.album):
            return _to(link.album)  # its owner tries it
        if link.has_password and not share_links.is_in(request, link):
            page = render(request, "galleries/link_password.html", {"form": LinkPasswordForm()})
            return page if self.key else self.with_key(page)
        if visit is None and not self.key:
            return self.try_cookies(request)
        return self.let_in(link, visit)

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        """Whether there is something; nobody comes in by asking."""
        share_links.find(request, token)
        return HttpResponse()

    @method_decorator(sensitive_variables("password"))
    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link, visit = share_links.find(request, token, self.key)
        if link.has_password:
            form = LinkPasswordForm(request.POST)
            password = form.cleaned_data["password"] if form.is_valid() else ""
            try:
                share_links.check_password(request, link, password)
            except AppError as refusal:
                return self.ask_again(form, refusal)
        return self.let_in(link, visit)

    def let_in(self, link: ShareLink, visit: LinkVisit | None) -> HttpResponse:
        share_links.come_in(self.request, link, visit, self.key)
        return _to(link.album)

    def try_cookies(self, request: HttpRequest) -> HttpResponse:
        if AGAIN in request.GET:
            return render(request, "galleries/link_cookies.html")
        return self.with_key(redirect(f"{request.path}?{AGAIN}=1"))

    @property
    def key(self) -> str:
        """Under which the visit will be kept; empty when the browser has brought none."""
        key = self.request.COOKIES.get(COOKIE, "")
        return key if share_links.TOKEN.fullmatch(key) else ""

    def with_key(self, response: HttpResponse) -> HttpResponse:
        response.set_cookie(
            COOKIE,
            share_links.new_key(),
            max_age=COOKIE_LASTS,
            path=self.request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def ask_again(self, form: LinkPasswordForm, refusal: AppError) -> HttpResponse:
        if not form.errors:
            form.add_error("password", str(refusal))
        context = {"form": form}
        response = render(self.request, "galleries/link_password.html", context, status=refusal.status)
        if wait := getattr(refusal, "retry_after", 0):
            response["Retry-After"] = str(wait)
        return response


def _to(album: AlbumPage) -> HttpResponse:
    return redirect(album.get_url() or "/")
