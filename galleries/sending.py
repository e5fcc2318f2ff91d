"""A stored file as the answer to a request. Whether the viewer may have it, the caller has asked."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import storages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

from galleries import delivery

if TYPE_CHECKING:
    from galleries.models import Photo

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
# A lasting address: what lies there may be made anew, or be closed.
CACHE_LASTING = "public, max-age=300, s-maxage=60"
CACHE_PRIVATE = "private, max-age=3600"


def send(
    request: HttpRequest, alias: str, name: str, caching: str = CACHE_PRIVATE, filename: str = ""
) -> HttpResponseBase:
    """The file of that name in the storage ``alias``; with ``filename`` as a download.

    From a bucket the browser fetches it itself, by a signed address that this answer leads to.
    """
    if delivery.in_buckets():
        return _led_to_bucket(alias, name, filename)
    # Keys are random and never written twice, so the name stands for the content.
    etag = f'"{name}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    elif settings.SENDFILE == "nginx":
        response = HttpResponse()
        folder = "originals" if alias == "default" else alias
        response["X-Accel-Redirect"] = f"/_media/{folder}/{quote(name)}"
    else:
        try:
            response = FileResponse(storages[alias].open(name, "rb"))
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


def download(request: HttpRequest, photo: "Photo", *, full: bool) -> HttpResponseBase:
    """The photo as an attachment: the clean master, or its largest JPEG."""
    alias, name, commands = photo.download_file(full=full)
    extension = "jpg" if commands else name.rsplit(".", 1)[-1]
    filename = f"{photo.title.replace('/', ' ').strip() or photo.pk}.{extension}"
    if delivery.in_buckets():
        return _led_to_bucket(alias, name, filename, commands)
    return send(request, alias, name, filename=filename)


def _led_to_bucket(alias: str, name: str, filename: str = "", commands: str = "") -> HttpResponseRedirect:
    response = HttpResponseRedirect(delivery.signed_url(alias, name, filename=filename, commands=commands))
    response["Cache-Control"] = "private, no-store"  # the answer is this viewer's, and ends with the deadline
    return response
