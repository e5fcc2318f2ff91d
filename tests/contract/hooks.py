"""What schemathesis asks its hooks: who asks, and for which things.

Made-up keys nearly always name nothing, and then only the 404 is looked at. So most requests name things of a
``Scene``; the rest goes out as it was made up. A request that took the sign-in or a thing away would leave nothing
for those after it: then, and every now and then, there is a new scene with a new person.
"""

import os
import random
import re
from typing import Any

import django
import schemathesis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.contract.settings")
django.setup()

from django.db import connection  # noqa: E402

from tests.contract.scene import PASSWORD, Scene  # noqa: E402

EVERY = 400
# Taking these back takes nothing away that others name.
HARMLESS = re.compile(
    r"/(like|follow|block|mute|vote|pin|cover|lock|publication|picks/\{photo_id\}|avatar)/$"
)
ENDS_SIGN_IN = re.compile(r"/auth/(logout|logout-all|password/change)/$|/me/deletion/$")
BODY = {
    "album": "albums", "photo": "photos", "photos": "photos", "before": "photos", "parent": "comments",
    "comment": "comments", "change": "changes", "ids": "notifications", "user": "users", "username": "users",
}  # fmt: skip
_dice = random.Random(int(os.environ["CONTRACT_SEED"]))
_role = os.environ["CONTRACT_ROLE"]


class _Stage:
    """The scene that is on, and how long it may stay."""

    def __init__(self) -> None:
        self.change()

    def change(self) -> None:
        self.scene, self.left = Scene(_role), EVERY
        if connection.vendor == "postgresql":
            # In real life it does so by itself; the plans for empty tables are slow ones.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")


_stage = _Stage()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    if _stage.left <= 0:
        _stage.change()
    _stage.left -= 1
    scene = _stage.scene
    for name, value in scene.headers.items():
        case.headers[name] = value
    # A later step of a story names what an earlier one has made.
    mixed = 0.3 if case.meta is not None and case.meta.phase.name.value == "stateful" else 0.75
    together = _dice.random() < 0.6
    for name in list(case.path_parameters or ()):
        if _dice.random() < mixed and (known := scene.known.get(_kind(case.operation.path, name))):
            case.path_parameters[name] = known[0] if together else _dice.choice(known)
    for name in ("album", "photo", "parent"):
        if case.query and name in case.query and _dice.random() < mixed:
            case.query[name] = _dice.choice(scene.known[BODY[name]])
    if isinstance(case.body, dict) and _dice.random() < mixed:
        _fill(case.body, scene)


def _kind(path: str, parameter: str) -> str:
    return path.partition("{" + parameter + "}")[0].rstrip("/").rpartition("/")[2]


def _fill(body: dict[str, Any], scene: Scene) -> None:
    for name, value in body.items():
        if "password" in name and "new" not in name:
            body[name] = PASSWORD
        elif name == "refresh":
            body[name] = scene.pair["refresh"]
        elif (known := scene.known.get(BODY.get(name, ""))) and value:
            body[name] = known[:2] if isinstance(value, list) else _dice.choice(known)


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    path, scene = case.operation.path, _stage.scene
    done = response.status_code < 300
    if done and ENDS_SIGN_IN.search(path):
        scene.sign_in()
    elif done and case.method == "DELETE" and not HARMLESS.search(path) and case.path_parameters:
        name, key = list(case.path_parameters.items())[-1]
        if not scene.forget(_kind(path, name), key):
            _stage.left = 0
    elif response.status_code in (401, 403) and "/auth/" not in path:
        scene.sign_in()
