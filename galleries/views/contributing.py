"""Others send photos for an album, and its owner decides about them."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import AppError
from galleries import contributions, delivery, guests, policy, sending
from galleries.contributions import Sender
from galleries.models import AlbumPage, Contribution, Photo, rendition_name

# Without a script all files come in one request, and each is looked at before it is answered.
FILES_AT_ONCE = 20
SENT_SHOWN = 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which a guest, or a person with the right to, sends photos for the album."""
    album = guests.find_album(policy.viewer_of(request), pk, "contribute")
    sender = contributions.sender_of(request, album)
    if request.method == "POST":
        if sender.visit is not None and "name" in request.POST:
            guests.introduce(visit=sender.visit, name=request.POST["name"])
        _take_all(request, sender, album)
        return redirect("galleries:contribute", album.pk)
    sent = contributions.sent_by(sender, album)
    context = {
        "album": album,
        "sender": sender,
        "sent": sent[:SENT_SHOWN],
        "count": sent.count(),
        "most": FILES_AT_ONCE,
        "most_bytes": contributions.most_bytes(),
    }
    return render(request, "galleries/contribute.html", context)


def _take_all(request: HttpRequest, sender: Sender, album: AlbumPage) -> None:
    """Each file is told about by its name."""
    files = request.FILES.getlist("photos")
    if not files and "only_name" not in request.POST:
        messages.error(request, _("No file was chosen."))
    taken = 0
    for number, sent in enumerate(files):
        if number == FILES_AT_ONCE:
            left = ", ".join(rest.name or "" for rest in files[number:][:5])
            text = _("At most %(most)d at once. Please send the others again: %(left)s …")
            messages.error(request, text % {"most": FILES_AT_ONCE, "left": left})
            break
        taken += _take(request, sender, album, sent)
    if taken:
        text = ngettext("%(n)d photo has arrived.", "%(n)d photos have arrived.", taken)
        messages.success(request, text % {"n": taken})


def _take(request: HttpRequest, sender: Sender, album: AlbumPage, sent: UploadedFile) -> bool:
    """Whether the file has arrived; if not, the page says why."""
    name = sent.name or ""
    try:
        _row, new = contributions.send(sender=sender, album=album, content=sent, name=name)
    except AppError as refusal:
        text = str(refusal)
        messages.error(request, text if not name or text.startswith(name) else f"{name}: {text}")
        return False
    if not new:
        messages.info(request, _("%(name)s: this picture is there already.") % {"name": name})
    return new


@require_POST
def tray(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's word on photos that wait: these, or all of them."""
    viewer = policy.viewer_of(request)
    album = guests.find_album(viewer, pk, "share")
    wishes = {"accept": Contribution.State.ACCEPTED, "refuse": Contribution.State.REFUSED}
    wish = request.POST.get("wish", "")
    state = wishes.get(wish.removesuffix("-all"))
    if state is None:
        raise Http404
    pks = None if wish.endswith("-all") else _numbers(request.POST.getlist("photo"))
    try:
        count = contributions.decide(viewer=viewer, album=album, state=state, pks=pks)
    except AppError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(state, count))
    return redirect(f"{reverse('galleries:sharing', args=[album.pk])}#tray")


def _said(state: str, count: int) -> str:
    if not count:
        return _("No photo was chosen.")
    if state == Contribution.State.ACCEPTED:
        text = ngettext("%(n)d photo is in the album now.", "%(n)d photos are in the album now.", count)
    else:
        text = ngettext("%(n)d photo was refused.", "%(n)d photos were refused.", count)
    return text % {"n": count}


@require_safe
def waiting_picture(request: HttpRequest, pk: int, contribution_pk: int, width: int) -> HttpResponseBase:
    """A photo of the tray, for whoever decides about it. It may be a stranger's, in no album that she sees."""
    album = guests.find_album(policy.viewer_of(request), pk, "share")
    row = contributions.waiting_for(album).filter(pk=contribution_pk).select_related("photo").first()
    if row is None or not row.photo.is_ready or width not in row.photo.rendition_widths:
        raise Http404
    return _picture(request, row.photo, width)


def _picture(request: HttpRequest, photo: Photo, width: int) -> HttpResponseBase:
    if delivery.in_buckets():
        response = redirect(delivery.rendition_url(photo, f"{width}.jpg", public=False))
        response["Cache-Control"] = "private, no-store"
        return response
    name = rendition_name(photo.rendition_key or "", "jpeg", width)
    return sending.send(request, delivery.RENDITIONS, name)


def _numbers(values: list[str]) -> list[int]:
    """Keys out of a form; nonsense is none."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


urlpatterns: list[URLPattern] = [
    path("contribute/<int:pk>/", contribute, name="contribute"),
    path("sharing/<int:pk>/tray/", tray, name="tray"),
    path(
        "sharing/<int:pk>/tray/<int:contribution_pk>/<int:width>.jpg", waiting_picture, name="waiting_picture"
    ),
]
