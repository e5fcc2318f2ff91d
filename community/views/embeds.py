"""Cards, oEmbed and embeddable albums: what other sites ask for. Always answered as to a guest."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from common.api import answer
from common.problems import Problem, not_found
from community import embeds

# An album that is made private is gone from everywhere within a minute.
_for_a_minute = cache_control(public=True, max_age=60)


@require_safe
@_for_a_minute
def oembed(request: HttpRequest) -> HttpResponse:
    """``?url=`` of an album or a photo page, ``maxwidth``, ``maxheight``, ``format=json``: oEmbed 1.0."""
    if request.GET.get("format", "json") != "json":
        return answer(request, Problem(501, "format_not_offered", _("There is JSON only.")))
    most: dict[str, int] = {}
    for name in ("maxwidth", "maxheight"):
        text = request.GET.get(name, str(embeds.LARGEST))
        if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0):
            return answer(request, Problem(400, "invalid", _("A size is a whole number of pixels.")))
        most[name] = int(text)
    found = embeds.find(request.GET.get("url", ""))
    if found is None:
        return answer(request, not_found())
    response = JsonResponse(
        embeds.describe(found, most_wide=most["maxwidth"], most_high=most["maxheight"]),
        json_dumps_params={"ensure_ascii": False},
    )
    response["Access-Control-Allow-Origin"] = "*"  # it is for everybody, and says nothing that is not public
    return response


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@_for_a_minute
def embed(request: HttpRequest, pk: int) -> HttpResponse:
    """A public album for a frame on another site: its first photos and the way to the rest."""
    album = embeds.public_album(pk)
    if album is None:
        raise Http404
    places = list(album.album_photos.ready().in_order()[: embeds.SHOWN])
    context = {"album": album, "places": places, "count": album.album_photos.ready().count()}
    return render(request, "community/embed.html", context)


urlpatterns: list[URLPattern] = [
    path("oembed/", oembed, name="oembed"),
    path("embed/<int:pk>/", embed, name="embed"),
]
