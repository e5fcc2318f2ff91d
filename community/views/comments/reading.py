"""Coming to one comment: on the page where it stands, or with what hangs below it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community import talk_page, threads
from galleries import policy


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of one comment, for good: leads to the page on which it stands today."""
    found = threads.find(policy.viewer_of(request), pk)
    sort = request.GET.get("sort", "")
    sort = sort if sort in threads.SORTS else threads.SORTS[0]
    return HttpResponseRedirect(talk_page.address_of(request, found, sort))


@require_safe
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """The comment, and all that hangs below it."""
    found = threads.find(policy.viewer_of(request), pk)
    context = {
        "album": found.album,
        "photo": found.photo,
        "place": talk_page.place_address(request, found.album, found.photo_id),
        "talk": talk_page.of_branch(request, found),
    }
    return render(request, "community/branch.html", context)
