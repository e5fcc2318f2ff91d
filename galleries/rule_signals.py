"""What makes a rule look again. A transaction that changes a thousand tags asks once, when it is safe."""

from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from galleries import tasks
from galleries.models import AlbumPage, AlbumPhoto, AlbumRule, Photo, PhotoTag, RuleTag

# As many of the transaction's last hooks are searched for ours; else there is a second one, which costs little.
LATELY = 50


class LookAgain:
    """What changed in one transaction, and what follows when it is committed."""

    def __init__(self) -> None:
        self.photos: set[int] = set()
        self.tags: set[int] = set()
        self.rules: set[int] = set()
        self.everything = False

    def __call__(self) -> None:
        if self.everything:
            tasks.keep_all_rules_later()
        elif self.photos or self.tags:
            tasks.keep_rules_later(photos=self.photos, tags=self.tags)
        for rule in AlbumRule.objects.filter(pk__in=self.rules).select_related("album") if self.rules else ():
            tasks.keep_rule_later(rule.album)


def note(
    *, photo: int | None = None, tag: int | None = None, rule: int | None = None, everything: bool = False
) -> None:
    """Remember it until the transaction ends; where there is none, the rules are asked for at once."""
    lately = [hook[1] for hook in connection.run_on_commit[-LATELY:]]
    look = next((hook for hook in reversed(lately) if isinstance(hook, LookAgain)), None)
    found, is_new = look or LookAgain(), look is None
    for known, key in ((found.photos, photo), (found.tags, tag), (found.rules, rule)):
        if key is not None:
            known.add(key)
    found.everything |= everything
    if is_new:
        transaction.on_commit(found, robust=True)


@receiver([post_save, post_delete], sender=PhotoTag)
def tag_decided(instance: PhotoTag, raw: bool = False, created: bool = False, **kwargs: Any) -> None:
    if not raw and not (created and instance.state == PhotoTag.State.SUGGESTED):
        note(tag=instance.tag_id)


@receiver(post_save, sender=Photo)
def photo_changed(instance: Photo, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A new one is not ready; it is looked at when it is prepared."""
    if not raw and not created:
        note(photo=instance.pk)


@receiver([post_save, post_delete], sender=AlbumPhoto)
def place_changed(instance: AlbumPhoto, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(photo=instance.photo_id)


@receiver([post_save, post_delete], sender=RuleTag)
def rule_changed(instance: RuleTag, raw: bool = False, **kwargs: Any) -> None:
    """Also when a tag is removed that it asked for."""
    if not raw:
        note(rule=instance.rule_id)


@receiver([post_save, post_delete], sender=AlbumPage)
@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver(page_unpublished)
@receiver(post_page_move)
def audience_changed(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    """Who sees an album decides what the rules of others may show."""
    if not raw:
        note(everything=True)
