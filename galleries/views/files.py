"""The bytes of pictures. Each request asks the policy, whatever the address says."""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from galleries import delivery, policy
from galleries.models import FORMATS, Photo, rendition_name

TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
# A browser that has seen a picture may keep it; a shared cache asks again after a minute, so that
# an album made private is closed everywhere by then.
CACHE_OPEN = "public, max-age=31536000, s-maxage=60, immutable"
CACHE_PRIVATE = "private, max-age=3600"


@require_safe
def rendition(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """One rendition: for everybody when its photo is open, else for a signed address and a viewer who may."""
    photo = Photo.objects.filter(rendition_key=key).with_openness().first()
    if photo is None or name not in _names(photo):
        raise Http404
    if not photo.is_open and not _may(request, "view", photo):
        raise Http404
    return _send(
        request, storages["renditions"], f"{key}/{name}", CACHE_OPEN if photo.is_open else CACHE_PRIVATE
    )


@require_safe
def original(request: HttpRequest, name: str) -> HttpResponseBase:
    """A master, for its owner and for those who manage its collection."""
    photo = Photo.objects.filter(file=name).first()
    if photo is None or not _may(request, "original", photo):
        raise Http404
    return _send(request, storages["default"], name, CACHE_PRIVATE)


def download(request: HttpRequest, photo: Photo, *, full: bool) -> HttpResponseBase:
    """The photo as an attachment: the clean master, or its largest JPEG. The album's page has checked the right."""
    if full:
        storage, name = storages["default"], photo.file.name
    else:
        storage = storages["renditions"]
        name = rendition_name(photo.rendition_key or "", "jpeg", photo.rendition_widths[-1])
    extension = name.rsplit(".", 1)[-1]
    filename = f"{photo.title.replace('/', ' ').strip() or photo.pk}.{extension}"
    return _send(request, storage, name, CACHE_PRIVATE, filename=filename)


def _may(request: HttpRequest, action: str, photo: Photo) -> bool:
    signed = delivery.is_signed(request.path, request.GET.get("until", ""), request.GET.get("sig", ""))
    return signed and policy.can(policy.viewer_of(request), action, photo)


def _names(photo: Photo) -> set[str]:
    return {
        rendition_name("", format, width).lstrip("/")
        for format in FORMATS
        for width in photo.rendition_widths
    }


def _send(
    request: HttpRequest, storage: Storage, name: str, caching: str, filename: str = ""
) -> HttpResponseBase:
    # Keys are random and never written twice, so the name stands for the content.
    etag = f'"{name}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    elif settings.SENDFILE == "nginx":
        response = HttpResponse()
        kind = "renditions" if storage is storages["renditions"] else "originals"
        response["X-Accel-Redirect"] = f"/_media/{kind}/{quote(name)}"
    else:
        try:
            response = FileResponse(storage.open(name, "rb"))
        except FileNotFoundError:
            raise Http404 from None
    response["Content-Type"] = TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    response["ETag"] = etag
    response["Cache-Control"] = caching
    response["X-Content-Type-Options"] = "nosniff"
    # What is sent is a picture and nothing else, whatever a browser makes of it.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if filename:
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    if caching == CACHE_PRIVATE:
        response["Vary"] = "Cookie"
    return response
