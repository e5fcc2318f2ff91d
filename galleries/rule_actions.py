"""What an editor does with the rule of an album."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from galleries import actions, permissions, rules, signals, tasks
from galleries.models import AlbumPage, AlbumPhoto, AlbumRule, RuleTag
from galleries.rules import Terms


@transaction.atomic
def set_rule(*, user: Any, album: AlbumPage, terms: Terms) -> AlbumRule:
    """Let the album fill itself from now on; what was put into it by hand stays."""
    actions.check_album(user, album)
    actions.hold(album)
    rule, _created = AlbumRule.objects.update_or_create(
        album=album,
        defaults={"taken_from": terms.taken_from, "taken_to": terms.taken_to, "author_id": terms.author},
    )
    rule.rule_tags.all().delete()
    RuleTag.objects.bulk_create(
        RuleTag(rule=rule, tag_id=tag, sense=sense)
        for sense in RuleTag.Sense.values
        for tag in getattr(terms, sense)
    )
    log(album, "wagtail.edit", user=user, data={"rule": _said(terms)}, content_changed=True)
    tasks.keep_rule_later(album)
    return rule


@transaction.atomic
def end_rule(*, user: Any, album: AlbumPage, keep_photos: bool) -> tuple[int, int]:
    """Let the album stop filling itself. Returns how many photos stay, as if put by hand, and how many go.

    Only photos stay that the person might add by hand: from then on nobody asks any more whether they may be seen
    elsewhere.
    """
    actions.check_album(user, album)
    actions.hold(album)
    # With the rule they are gone.
    shown = AlbumPhoto.objects.filter(album=album, by_rule=True)
    usable = permissions.choosable(user).order_by().values("pk")
    stay = list(shown.filter(photo__in=usable).values_list("photo", flat=True)) if keep_photos else []
    for at in range(0, len(stay), rules.AT_ONCE):
        AlbumPhoto.rows.filter(album=album, photo__in=stay[at : at + rules.AT_ONCE]).update(by_rule=False)
    gone = list(AlbumPhoto.rows.filter(album=album, by_rule=True).values_list("photo", flat=True))
    AlbumRule.objects.filter(album=album).delete()
    rules.take_out(album.pk, gone)
    if gone:
        signals.contents_changed.send(sender=AlbumPage, album=album)
    log(album, "wagtail.edit", user=user, data={"rule": None, "kept": len(stay)}, content_changed=True)
    return len(stay), len(gone)


def _said(terms: Terms) -> dict[str, Any]:
    """As the log keeps it."""
    dates = {"from": terms.taken_from, "to": terms.taken_to}
    return {
        **{sense: sorted(getattr(terms, sense)) for sense in RuleTag.Sense.values},
        **{name: day.isoformat() for name, day in dates.items() if day},
        **({"author": terms.author} if terms.author else {}),
    }
