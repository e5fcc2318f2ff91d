"""The bytes of pictures. Each request asks the policy, whatever the address says."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from galleries import delivery, policy
from galleries.models import FORMATS, Photo, rendition_name
from galleries.sending import CACHE_OPEN, CACHE_PRIVATE, send


@require_safe
def rendition(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """One rendition: for everybody when its photo is open, else for a signed address and a viewer who may."""
    photo = Photo.objects.filter(rendition_key=key).with_openness().first()
    if photo is None or name not in _names(photo):
        raise Http404
    if not photo.is_open and not _may(request, "view", photo):
        raise Http404
    return send(request, delivery.RENDITIONS, f"{key}/{name}", CACHE_OPEN if photo.is_open else CACHE_PRIVATE)


@require_safe
def original(request: HttpRequest, name: str) -> HttpResponseBase:
    """A master, for its owner and for those who manage its collection."""
    photo = Photo.objects.filter(file=name).first()
    if photo is None or not _may(request, "original", photo):
        raise Http404
    return send(request, "default", name)


def _may(request: HttpRequest, action: str, photo: Photo) -> bool:
    signed = delivery.is_signed(request.path, request.GET.get("until", ""), request.GET.get("sig", ""))
    return signed and policy.can(policy.viewer_of(request), action, photo)


def _names(photo: Photo) -> set[str]:
    return {
        rendition_name("", format, width).lstrip("/")
        for format in FORMATS
        for width in photo.rendition_widths
    }
