"""The mail to somebody who may not have an account, and the way back from it."""

from datetime import timedelta

from django.core import signing
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from common.text import one_line
from galleries.models import AlbumGrant, AlbumPage
from galleries.policy import Viewer
from outbox import actions as outbox

SALT = "galleries.invitation"
# Of the title and of a name, in a mail to somebody who may not know either.
LONGEST_IN_MAIL = 100
MAIL_IS_GOOD_FOR = timedelta(days=3)


def send(grant: AlbumGrant) -> None:
    """Nothing in it is more than a line that the inviter wrote: a mail to strangers is no letter paper."""
    by = grant.invited_by
    token = signing.dumps([grant.pk, grant.mailbox], salt=SALT)
    outbox.send_mail(
        to=grant.mailbox,
        template="invitation",
        context={
            "by": one_line(by.public_name if by else "")[:LONGEST_IN_MAIL],
            "title": one_line(grant.album.title)[:LONGEST_IN_MAIL],
            "path": reverse("galleries:invitation", args=[token]),
        },
        language=get_language() or "",
        expires=timezone.now() + MAIL_IS_GOOD_FOR,
    )


def find_by_token(token: str) -> AlbumGrant:
    """The invitation that a mail led to. Http404 when it has been taken back, or its album is not on the site."""
    try:
        pk, mailbox = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    found = AlbumGrant.objects.filter(Q(mailbox=mailbox) | Q(invited_as=mailbox), pk=pk)
    grant = found.select_related("album__owner", "invited_by").first()
    if grant is None:
        raise Http404
    hosts = [Viewer(user) for user in (grant.album.owner, grant.invited_by) if user is not None]
    albums = AlbumPage.objects.filter(pk=grant.album_id, withheld=None)
    if not any(albums.visible_to(host).exists() for host in hosts):
        raise Http404
    return grant
