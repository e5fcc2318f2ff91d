"""Which of the photos that a rule finds may stand in its album. See docs/decisions/0015-rule-albums.md.

A rule publishes nothing. A photo stands in a rule album only while everybody who may open that album may also open
another one in which somebody placed the photo by hand. That is a condition which is asked each time a place is read,
so that it holds from the next request on, whatever changed: an album's visibility, its privacy in Wagtail, its
publication, a link, an invitation, a moderator's decision.
"""

from functools import cache
from string import Template
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import BigIntegerField, BooleanField, Exists, Expression, F, Func, OuterRef, Q
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from galleries import policy
from galleries.policy import Viewer

# In the SQL until they are known.
ALBUM, PHOTO = "<album>", "<photo>"


def standing() -> Q:
    """Places (``AlbumPhoto``) that are there: put by hand, or by a rule and seen elsewhere."""
    return Q(by_rule=False) | Q(ShownElsewhere(F("album_id"), F("photo_id"), ruled=True))


def may_stand_in(album_id: int) -> "ShownElsewhere":
    """Photos that a rule may show in this album; for ``Photo`` querysets."""
    return ShownElsewhere(Number(album_id), F("pk"), ruled=False)


class ShownElsewhere(Func):
    """Whether the photo stands by hand in another album with at least the audience of this one.

    Written by hand: every look at an album's places asks for it, and Django takes 14 ms to put it together, so deep
    that SQLite's parser gives up where it stands in another query's subquery.
    """

    output_field = BooleanField()

    def __init__(self, album: Any, photo: Any, *, ruled: bool) -> None:
        super().__init__(album, photo)
        # Whether the album must have a rule at this moment; not where one is only thought of.
        self.ruled = ruled

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        (album, of_album), (photo, of_photo) = map(compiler.compile, self.get_source_expressions())
        if of_album or of_photo:
            raise ValueError("not plain columns")
        return _sql(self.ruled).replace(ALBUM, album).replace(PHOTO, photo), []


class Number(Expression):
    """A number, as a column."""

    output_field = BigIntegerField()

    def __init__(self, value: int) -> None:
        super().__init__()
        self.value = value

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        return str(int(self.value)), ()


# ``a`` is the rule's album, ``b`` one in which somebody put the photo. What keeps people out of ``b`` must keep them
# out of ``a``. For members: then nobody but members may open ``a``, as no link does. For her own eyes: then nobody was
# invited either, and no group edits ``a`` but those that edit ``b`` too.
# CROSS JOIN: after ANALYZE, SQLite would read all pages to find the few restrictions.
SEEN_ELSEWHERE = """EXISTS (
SELECT 1 FROM $place AS put_s
JOIN $album AS put_b ON put_b.page_ptr_id = put_s.album_id
JOIN $page AS put_bp ON put_bp.id = put_s.album_id
JOIN $album AS put_a ON put_a.page_ptr_id = <album>
JOIN $page AS put_ap ON put_ap.id = put_a.page_ptr_id
$ruled
WHERE put_s.photo_id = <photo> AND NOT put_s.by_rule AND put_bp.live
AND NOT EXISTS (SELECT 1 FROM $withheld AS put_w WHERE put_w.album_id = put_s.album_id)
AND NOT EXISTS (SELECT 1 FROM $user AS put_u WHERE put_u.id = put_bp.owner_id AND put_u.delete_after IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM $restriction AS put_r CROSS JOIN $page AS put_t
WHERE put_t.id = put_r.page_id AND SUBSTR(put_bp.path, 1, LENGTH(put_t.path)) = put_t.path
AND SUBSTR(put_ap.path, 1, LENGTH(put_t.path)) <> put_t.path)
AND (put_b.visibility = 'public'
OR put_b.visibility = 'members' AND put_a.visibility IN ('members', 'private') AND $unlinked
OR put_a.visibility = 'private' AND put_bp.owner_id = put_ap.owner_id AND $unlinked
AND NOT EXISTS (SELECT 1 FROM $grant AS put_g WHERE put_g.album_id = put_a.page_ptr_id)
AND NOT EXISTS (SELECT 1 FROM $right AS put_r CROSS JOIN $page AS put_t CROSS JOIN $permission AS put_p
WHERE put_t.id = put_r.page_id AND put_p.id = put_r.permission_id
AND put_p.codename IN ('change_page', 'publish_page') AND SUBSTR(put_ap.path, 1, LENGTH(put_t.path)) = put_t.path
AND SUBSTR(put_bp.path, 1, LENGTH(put_t.path)) <> put_t.path)))"""
RULED = "JOIN $rule AS put_k ON put_k.album_id = put_a.page_ptr_id"
UNLINKED = """NOT EXISTS (SELECT 1 FROM $link AS put_l WHERE put_l.album_id = put_a.page_ptr_id
AND put_l.revoked_at IS NULL AND (put_l.expires_at IS NULL OR put_l.expires_at > CURRENT_TIMESTAMP))"""


@cache
def _sql(ruled: bool) -> str:
    from galleries.models import AlbumGrant, AlbumPage, AlbumPhoto, AlbumRule, ShareLink, Withheld

    tables = {
        "place": AlbumPhoto, "album": AlbumPage, "page": Page, "withheld": Withheld, "user": get_user_model(),
        "restriction": PageViewRestriction, "grant": AlbumGrant, "right": GroupPagePermission,
        "permission": Permission, "link": ShareLink, "rule": AlbumRule,
    }  # fmt: skip
    sql = Template(SEEN_ELSEWHERE).safe_substitute(ruled=RULED if ruled else "", unlinked=UNLINKED)
    return Template(sql).substitute({name: model._meta.db_table for name, model in tables.items()})


def takeable(viewer: Viewer, *, full: bool) -> Q:
    """Places whose photo may be taken along in that size where its album says so: all that were put by hand.

    What stands there by rule may only be downloaded as one may where it was put by hand: the rule's owner does not
    decide for the others.
    """
    from galleries.models import AlbumPhoto

    sizes = ["original"] if full else ["web", "original"]
    allowed = Q(album__download__in=sizes) | policy.managed_albums(viewer, "album__")
    elsewhere = AlbumPhoto.rows.filter(
        policy.visible_albums(viewer, "album__") & allowed, photo=OuterRef("photo"), by_rule=False
    )
    own = Q(photo__uploaded_by_user=viewer.user.pk) if viewer.is_person else Q()
    return Q(by_rule=False) | own | Q(Exists(elsewhere))


def download_size(viewer: Viewer, place: Any, size: str) -> str:
    """In which size the viewer may have the photo at this place, where the album would give her ``size``."""
    from galleries.models import AlbumPhoto

    if not place.by_rule or size == "none":
        return size
    here = AlbumPhoto.rows.filter(pk=place.pk)
    if size == "original" and here.filter(takeable(viewer, full=True)).exists():
        return size
    return "web" if here.filter(takeable(viewer, full=False)).exists() else "none"
