"""What is done to tags as such: one merged into another, unused ones removed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from galleries import tag_drafts, tag_log, tasks
from galleries.models import AlbumTag, PhotoTag, RuleTag, Tag, TagAddress, TagWord

AT_ONCE = 500
MERGED_AT_MOST = 20
State = PhotoTag.State
# In a rule that spoke of both: what leaves photos out stays, so that no album shows more than it was meant to.
STRICTER = (RuleTag.Sense.NONE, RuleTag.Sense.ALL, RuleTag.Sense.ANY)


@dataclass
class Merge:
    """What merging changes: told before, and returned after."""

    sources: list[Tag]
    target: Tag
    # Rows on photos, by state; and photos that have rows of more than one of the tags.
    photos: Counter[str] = field(default_factory=Counter)
    both: int = 0
    # Of these: one person accepted and another rejected. The acceptance wins.
    disputed: int = 0
    albums: int = 0
    drafts: int = 0
    rules: int = 0
    disputed_rules: int = 0
    words: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def plan_merge(sources: Iterable[Tag], target: Tag, *, rows: QuerySet[PhotoTag], albums: Any = None) -> Merge:
    """What merging would change, as far as ``rows`` and ``albums`` (all when None) let the reader know."""
    merge = _merge(sources, target)
    keys = [tag.pk for tag in merge.sources]
    moved = rows.filter(tag__in=keys)
    merge.photos = Counter(dict(moved.order_by().values_list("state").annotate(Count("pk"))))
    _settle(merge, rows)
    on_albums = AlbumTag.objects.filter(tag__in=keys)
    rules = RuleTag.objects.filter(tag__in=keys)
    drafts = tag_drafts.naming(keys).filter(pk__in=tag_drafts.pending().values("pk"))
    if albums is not None:
        visible = albums.order_by().values("pk")
        on_albums, rules = on_albums.filter(content_object__in=visible), rules.filter(rule__album__in=visible)
        drafts = drafts.filter(object_id__in=[str(pk) for pk in albums.values_list("pk", flat=True)])
    merge.albums = on_albums.values("content_object").distinct().count()
    merge.rules = rules.values("rule").distinct().count()
    of_these = RuleTag.objects.filter(tag__in=[*keys, target.pk], rule__in=rules.values("rule"))
    merge.disputed_rules = len(_disputed(of_these))
    merge.drafts = drafts.count()
    merge.words = list(TagWord.objects.filter(tag__in=keys).order_by("key").values_list("text", flat=True))
    return merge


@transaction.atomic
def merge_tags(*, user: Any, sources: Iterable[Tag], target: Tag) -> Merge:
    """Make several tags one. Photos, albums, their drafts, rules, words and addresses follow the one that remains."""
    if not user.has_perms(["galleries.change_tag", "galleries.delete_tag"]):
        raise PermissionDenied
    merge = _merge(sources, target)
    keys = [tag.pk for tag in merge.sources]
    # Nobody puts one of them on a photo meanwhile: a row that refers to them waits for us, and then finds none.
    locked = Tag.objects.select_for_update().filter(pk__in=[*keys, target.pk]).order_by("pk")
    if len(locked) != len(keys) + 1:
        raise ValidationError(_("One of these tags is not there any more."))
    merge.photos = Counter(
        dict(PhotoTag.objects.filter(tag__in=keys).values_list("state").annotate(Count("pk")))
    )
    lost = _settle(merge, PhotoTag.objects.all())
    for start in range(0, len(lost), AT_ONCE):
        PhotoTag.objects.filter(pk__in=lost[start : start + AT_ONCE]).delete()
    PhotoTag.objects.filter(tag__in=keys).update(tag=target)
    merge.albums = _move_albums(keys, target)
    tag_drafts.rename(set(keys), target.pk)
    merge.rules, merge.disputed_rules = _move_rules(keys, target)
    _move_words(merge)
    for tag in merge.sources:
        log(tag, "wagtail.delete", user=user, deleted=True)
    names = [tag.name for tag in merge.sources]
    Tag.objects.filter(pk__in=keys).delete()
    log(target, tag_log.MERGE, user=user, data={"names": names, "photos": sum(merge.photos.values())})
    tasks.index_tag_later(target)
    tasks.keep_all_rules_later()
    return merge


@transaction.atomic
def remove_unused(*, user: Any, tags: Iterable[Tag]) -> list[Tag]:
    """Remove those of the tags that nothing uses. Returns what was removed."""
    if not user.has_perm("galleries.delete_tag"):
        raise PermissionDenied
    wanted = [tag.pk for tag in tags]
    locked = Tag.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    still = set(unused().filter(pk__in=[tag.pk for tag in locked]).values_list("pk", flat=True))
    removed = [tag for tag in locked if tag.pk in still]
    for tag in removed:
        log(tag, tag_log.REMOVE, user=user, deleted=True)
    Tag.objects.filter(pk__in=still).delete()
    return removed


def unused() -> QuerySet[Tag]:
    """Tags that nothing uses, an album's draft neither."""
    return Tag.objects.unused().exclude(pk__in=tag_drafts.drafted())


def _merge(sources: Iterable[Tag], target: Tag) -> Merge:
    others = [tag for tag in dict.fromkeys(sources) if tag.pk != target.pk]
    if not others:
        raise ValidationError(_("Choose at least two tags."))
    if len(others) > MERGED_AT_MOST:
        raise ValidationError(_("At most %(most)d tags are merged at once.") % {"most": MERGED_AT_MOST})
    return Merge(others, target, addresses=[tag.slug for tag in others])


def _settle(merge: Merge, rows: QuerySet[PhotoTag]) -> list[int]:
    """For photos with more than one of the tags: count them, and return the rows that give way."""
    of_these = rows.filter(tag__in=[merge.target.pk, *(tag.pk for tag in merge.sources)]).order_by()
    twice = of_these.values("content_object").annotate(n=Count("pk")).filter(n__gt=1).values("content_object")
    by_photo: dict[int, list[PhotoTag]] = {}
    fields = ("content_object_id", "tag_id", "state", "source", "decided_at", "confidence")
    for row in of_these.filter(content_object__in=twice).only(*fields).iterator(chunk_size=2000):
        by_photo.setdefault(row.content_object_id, []).append(row)
    lost: list[int] = []
    for photo_rows in by_photo.values():
        kept = max(
            photo_rows, key=lambda row: (_weight(row), row.tag_id == merge.target.pk, row.confidence or 0)
        )
        lost += [row.pk for row in photo_rows if row.pk != kept.pk]
        said = {row.state for row in photo_rows if _by_person(row)}
        merge.disputed += {State.ACCEPTED, State.REJECTED} <= said
    merge.both = len(by_photo)
    return lost


def _by_person(row: PhotoTag) -> bool:
    return row.decided_at is not None or row.source != PhotoTag.Source.ANALYZER


def _weight(row: PhotoTag) -> int:
    """Which of two rows about the same photo counts: people before the analyzer, and their yes before their no."""
    if row.state == State.ACCEPTED:
        return 4 if _by_person(row) else 2
    return 3 if row.state == State.REJECTED else 1


def _move_albums(keys: list[int], target: Tag) -> int:
    """Albums with one of the tags get the remaining one, each once. Returns how many albums it is."""
    moved = AlbumTag.objects.filter(tag__in=keys).order_by("pk")
    seen = set(AlbumTag.objects.filter(tag=target).values_list("content_object_id", flat=True))
    albums, lost = set(), []
    for pk, album in moved.values_list("pk", "content_object_id"):
        albums.add(album)
        if album in seen:
            lost.append(pk)
        seen.add(album)
    AlbumTag.objects.filter(pk__in=lost).delete()
    moved.order_by().update(tag=target)
    return len(albums)


def _disputed(of_these: QuerySet[RuleTag]) -> dict[int, list[RuleTag]]:
    """The rules that speak of more than one of the tags."""
    by_rule: dict[int, list[RuleTag]] = {}
    for row in of_these.order_by("pk"):
        by_rule.setdefault(row.rule_id, []).append(row)
    return {rule: rows for rule, rows in by_rule.items() if len(rows) > 1}


def _move_rules(keys: list[int], target: Tag) -> tuple[int, int]:
    moved = RuleTag.objects.filter(tag__in=keys)
    rules = moved.values("rule").distinct().count()
    disputed = _disputed(RuleTag.objects.filter(tag__in=[*keys, target.pk]))
    for rows in disputed.values():
        kept = min(rows, key=lambda row: STRICTER.index(RuleTag.Sense(row.sense)))
        RuleTag.objects.filter(pk__in=[row.pk for row in rows if row.pk != kept.pk]).delete()
    moved.update(tag=target)
    return rules, len(disputed)


def _move_words(merge: Merge) -> None:
    """Names, labels and synonyms mean the remaining tag from now on, and old addresses lead to it."""
    keys, target = [tag.pk for tag in merge.sources], merge.target
    moved = TagWord.objects.filter(tag__in=keys)
    merge.words = list(moved.order_by("key").values_list("text", flat=True))
    moved.update(tag=target)
    TagAddress.objects.filter(tag__in=keys).update(tag=target)
    slugs = [TagAddress(slug=tag.slug, tag=target) for tag in merge.sources]
    TagAddress.objects.bulk_create(
        slugs, update_conflicts=True, unique_fields=["slug"], update_fields=["tag"]
    )
    target.label_en = target.label_en or next((tag.label_en for tag in merge.sources if tag.label_en), "")
    target.label_zh = target.label_zh or next((tag.label_zh for tag in merge.sources if tag.label_zh), "")
    target.save(update_fields=["label_en", "label_zh"])
