"""The bytes of pictures. Each request asks the policy, whatever the address says."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from rest_framework.exceptions import APIException

from galleries import delivery, policy
from galleries.models import FORMATS, Photo, rendition_name
from galleries.sending import CACHE_LASTING, CACHE_OPEN, CACHE_PRIVATE, TYPES, send
from users.authentication import let_in_by_token


@require_safe
def rendition(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """One rendition: for everybody when its photo is open, else for a signed address and a viewer who may."""
    photo = Photo.objects.filter(rendition_key=key).with_openness().first()
    if photo is None or name not in _names(photo):
        raise Http404
    action = "view" if photo.trashed_at is None else "original"
    if not photo.is_open and not _may(request, action, photo):
        raise Http404
    return send(request, delivery.RENDITIONS, f"{key}/{name}", CACHE_OPEN if photo.is_open else CACHE_PRIVATE)


@require_safe
def original(request: HttpRequest, name: str) -> HttpResponseBase:
    """A master, for its owner and for those who manage its collection."""
    photo = Photo.objects.filter(file=name).first()
    if photo is None or not _may(request, "original", photo):
        raise Http404
    return send(request, "default", name)


@require_safe
def lasting(request: HttpRequest, key: str, ending: str) -> HttpResponseBase:
    """A photo at an address that stays, for everybody while it stands in an album that anybody can open.

    In full size where such an album lets anybody have it, else the largest rendition. While that is being made, a
    master that is no larger stands for it; a larger one does not, and the client is asked to come back in a moment.
    """
    if not key.isalnum() or ending not in TYPES:
        raise Http404
    photo = (
        Photo.objects.filter(address__key=key).with_openness().annotate(full=policy.open_in_full()).first()
    )
    if photo is None or not photo.is_open:
        raise Http404
    if photo.full or (not photo.rendition_key and photo.width <= settings.RENDITION_WIDTHS[-1]):
        return send(request, "default", str(photo.file.name), CACHE_LASTING)
    if photo.rendition_key:
        return _largest(request, photo)
    if photo.state == Photo.State.FAILED:
        raise Http404
    headers = {"Retry-After": "2", "Cache-Control": "no-store"}
    return HttpResponse(status=503, headers=headers)


def _largest(request: HttpRequest, photo: Photo) -> HttpResponseBase:
    # JPEG is what every client knows; what shines through, or has hard edges, has a PNG as its master.
    ending = "webp" if str(photo.file.name).endswith(".png") else "jpg"
    name = f"{photo.rendition_widths[-1]}.{ending}"
    if not delivery.in_buckets():
        return send(request, delivery.RENDITIONS, f"{photo.rendition_key}/{name}", CACHE_LASTING)
    # Who may see it can change, and with it the address in the bucket: nobody is to keep it.
    address = delivery.rendition_url(photo, name, public=True)
    return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"})


def _may(request: HttpRequest, action: str, photo: Photo) -> bool:
    signed = delivery.is_signed(request.path, request.GET.get("until", ""), request.GET.get("sig", ""))
    try:
        let_in_by_token(request)
    except APIException:
        return False
    viewer = policy.viewer_of(request)
    viewer.by_number = False  # keys of files cannot be counted up
    return signed and policy.can(viewer, action, photo)


def _names(photo: Photo) -> set[str]:
    return {
        rendition_name("", format, width).lstrip("/")
        for format in FORMATS
        for width in photo.rendition_widths
    }
