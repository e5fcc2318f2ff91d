"""No list of the API asks the database more often because it shows more: the same at 1, 10 and 100 things."""

import re
from collections import defaultdict
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api_lists import of_accounts, of_albums, of_people, of_talk  # noqa: F401  (their worlds)
from tests.api_lists.worlds import WORLDS, Address, World
from tests.caching import empty

API = "/api/v1/"
MOST = 12
SIZES = (1, 10, 100)
# Of the connection, not of the list.
TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


def ask(w: World, address: Address) -> tuple[int, list[str]]:
    """How many things the list shows, and what it asks the database with nothing in the caches."""
    client, path = w.client, API + address.path.format(w=w)
    for alias in ("default", "limits"):
        empty(caches[alias])
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{path}{'&' if '?' in path else '?'}page_size=100")
    assert answer.status_code == 200, (path, answer.text)
    things: Any = reduce(lambda body, name: body[name], address.part.split("."), answer.json())
    return len(things), [q["sql"] for q in queries if not q["sql"].startswith(TRANSACTIONS)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(WORLDS))
def test_a_list_costs_the_same_whatever_it_shows(name):
    lists = WORLDS[name]
    w = World(lists.groups)
    ContentType.objects.get_for_models(*apps.get_models())  # known for as long as the process lives
    shown: dict[Address, list[int]] = defaultdict(list)
    asked: dict[Address, list[list[str]]] = defaultdict(list)
    for before, size in pairwise((0, *SIZES)):
        lists.make(w, size - before)
        for address in lists.addresses:
            number, queries = ask(w, address)
            shown[address].append(number)
            asked[address].append(queries)
    assert shown == {address: [min(size, address.at_most) for size in SIZES] for address in lists.addresses}
    for address, queries in asked.items():
        costs = [len(some) for some in queries]
        assert costs[0] == costs[1] == costs[2] <= MOST, (address.path, costs, *queries[-1][: 3 * MOST])


def lists_of_the_document() -> list[str]:
    """The paths in docs/openapi.yaml whose answer has ``results``."""
    document = yaml.safe_load((Path(__file__).resolve().parents[2] / "docs/openapi.yaml").read_text())

    def resolved(schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = reduce(lambda part, name: part[name], schema["$ref"].split("/")[1:], document)
        return schema

    def has_results(schema: dict[str, Any]) -> bool:
        schema = resolved(schema)
        parts = [part for word in ("oneOf", "anyOf", "allOf") for part in schema.get(word, ())]
        return "results" in schema.get("properties", {}) or any(map(has_results, parts))

    found = []
    for path, methods in document["paths"].items():
        answer = methods.get("get", {}).get("responses", {}).get("200", {})
        if any(has_results(kind.get("schema", {})) for kind in answer.get("content", {}).values()):
            found.append(path)
    return found


@pytest.mark.parametrize("path", lists_of_the_document())
def test_each_list_of_the_document_has_a_world(path):
    pattern = re.sub(r"\{\w+\}", r"[^/]+", path)
    addresses = [API + address.path.split("?")[0] for lists in WORLDS.values() for address in lists.addresses]
    assert any(re.fullmatch(pattern, address) for address in addresses)
