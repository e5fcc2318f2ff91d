"""Doors of the part: rules."""

from galleries.models import AlbumRule, RuleTag
from tests.admin.doors import Door, Scene


def _rule(scene: Scene) -> None:
    rule = AlbumRule.objects.create(album=scene.album)
    RuleTag.objects.create(rule=rule, tag=scene.suggestion.tag, sense="any")


def _address(scene: Scene) -> str:
    return f"/admin/albums/{scene.album.pk}/rule/"


ROUTE = frozenset({"album_rule"})

DOORS: list[Door] = [
    Door("rule: form", lambda client, scene: client.get(_address(scene)), routes=ROUTE),
    Door(
        "rule: look",
        lambda client, scene: client.get(
            _address(scene),
            {"any": scene.suggestion.tag.name},
            headers={"X-Requested-With": "XMLHttpRequest"},
        ),
        routes=ROUTE,
    ),
    Door(
        "rule: save",
        lambda client, scene: client.post(_address(scene), {"do": "save", "any": scene.suggestion.tag.name}),
        routes=ROUTE,
    ),
    Door(
        "rule: end",
        lambda client, scene: client.post(_address(scene), {"do": "end", "photos": "stay"}),
        before=_rule,
        routes=ROUTE,
    ),
]
ROUTES: dict[str, str] = {}
