"""docs/openapi.yaml: as the code makes it, of every address, and true of real answers."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

from community.actions import moderation
from tests.community.moderating import make_moderator, reported
from tests.factories import add_tag

FILE = Path(settings.ROOT) / "docs/openapi.yaml"


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(FILE.read_bytes(), Loader=loader)


def _operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_file_is_what_the_code_says() -> None:
    """``make schema`` writes it anew."""
    GENERATOR_STATS.reset()
    with translation.override("en"):
        made = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, "a view is not described, or two names are the same"
    validate_schema(copy.deepcopy(made))
    assert OpenApiYamlRenderer().render(made, renderer_context={}) == FILE.read_bytes(), "make schema"


def test_every_address_is_in_it(written: dict[str, Any]) -> None:
    def below(resolver: Any, prefix: str = "/") -> Any:
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from below(pattern, path)
            elif isinstance(pattern, URLPattern) and path.startswith(settings.API_PREFIX):
                yield _plain(re.sub(r"<[^>]*>", "{}", path))

    known = {_plain(path) for path in written["paths"]} | set(settings.API_WITHOUT)
    addresses = set(below(get_resolver()))
    assert addresses - known == set()
    assert known - addresses == set()


def _plain(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path)


def test_every_operation_says_what_it_does(written: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in _operations(written)]
    assert len(names) == len(set(names))
    tags = {tag["name"] for tag in written["tags"]}
    for name, operation in _operations(written):
        assert operation["summary"], name
        assert len(operation["tags"]) == 1 and set(operation["tags"]) <= tags, name
        answers = operation["responses"]
        good = {status: answer for status, answer in answers.items() if status.startswith("2")}
        assert good, name
        for status, answer in good.items():
            assert status == "204" or all("schema" in body for body in answer["content"].values()), name
        assert any(status.startswith("4") for status in answers), name
        assert answers["default"] == {"$ref": "#/components/responses/Error"}, name


def test_choices_in_parameters_are_those_of_the_components(written: dict[str, Any]) -> None:
    """Else a generated client has a type of its own for each operation that takes them."""
    named = [one["enum"] for one in written["components"]["schemas"].values() if "enum" in one]
    for name, operation in _operations(written):
        for said in operation.get("parameters", ()):
            kind = said["schema"]
            assert "enum" not in kind.get("items", {}), name
            assert kind.get("enum") not in named, name


def test_everybody_can_have_it(client: Client) -> None:
    answer = client.get("/api/schema/")
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi;")
    assert answer.content == FILE.read_bytes()
    for told in ({"query_params": {"format": "json"}}, {"headers": {"accept": "application/json"}}):
        assert client.get("/api/schema/", **told).json()["openapi"] == "3.1.0"


@pytest.mark.parametrize("page", ["docs", "redoc"])
def test_pages_that_show_it_need_nobody_else(client: Client, page: str) -> None:
    answer = client.get(f"/api/{page}/")
    assert answer.status_code == 200
    assert re.findall(r'(?:src|href)="(?!/)[^"]*"', answer.text) == []
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";" and "'unsafe-inline'" in policy


# --- examples ----------------------------------------------------------------------------------------


def _wrong(schema: dict[str, Any], shape: dict[str, Any], example: Any) -> list[Any]:
    whole = {**shape, "components": schema["components"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [(list(error.path), error.message) for error in validator.iter_errors(example)]


def test_every_body_in_json_has_an_example_that_fits(written: dict[str, Any]) -> None:
    bodies = {
        name: operation["requestBody"]["content"]["application/json"]
        for name, operation in _operations(written)
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert len(bodies) > 50
    for name, body in bodies.items():
        assert "example" in body, name
        assert _wrong(written, body["schema"], body["example"]) == [], name


def test_every_parameter_that_is_not_obvious_has_an_example_that_fits(written: dict[str, Any]) -> None:
    for name, operation in _operations(written):
        for said in operation.get("parameters", ()):
            kind, what = said["schema"], f"{name} {said['name']}"
            said_by_itself = "$ref" in kind or "enum" in kind or kind["type"] == "boolean"
            if said_by_itself or said["in"] == "header" or said["name"] in ("page", "page_size"):
                continue
            shown = [said["example"]] if said.get("required") else kind["examples"]
            assert [_wrong(written, kind, one) for one in shown] == [[]], what


def test_lists_take_the_cursors_of_their_examples(
    written: dict[str, Any], client: Client, owner: Any
) -> None:
    client.force_login(make_moderator())
    for path, methods in written["paths"].items():
        for said in methods.get("get", {}).get("parameters", ()):
            if said["name"] == "cursor" and "{" not in path and path != "/api/v1/comments/":
                answer = client.get(path, {"cursor": said["schema"]["examples"][0]})
                assert answer.status_code == 200, (path, answer.text)


def test_examples_of_answers_and_errors_fit(written: dict[str, Any]) -> None:
    known = written["components"]["schemas"]
    shown = {name: one["examples"] for name, one in known.items() if "examples" in one}
    needed = {
        "Album", "Photo", "Picture", "Source", "Comment", "PersonSummary", "PublicPerson", "Me", "TokenPair",
        "SignedIn", "Registered", "LinkOpened", "Tag", "UploadedPhoto",
        "PersonalToken", "MadeToken", "ShareLink", "NewShareLink", "Webhook", "MadeWebhook", "Delivery",
    }  # fmt: skip
    assert needed - set(shown) == set()
    for name, examples in shown.items():
        assert [_wrong(written, known[name], one) for one in examples] == [[]], name
        assert [set(one) for one in examples] == [set(known[name]["properties"])], name
    for name, answer in written["components"]["responses"].items():
        [said] = answer["content"].values()
        assert _wrong(written, said["schema"], said["example"]) == [], name


def test_examples_name_nobody_but_the_demo_and_no_real_host(written: dict[str, Any]) -> None:
    text = FILE.read_text()
    assert set(re.findall(r"https?://([\w.-]+)", text)) <= {"photos.example.com", "example.com"}
    assert set(re.findall(r"username: (\w+)$", text, re.M)) <= {"lin", "maya", "chen"}


# --- what the API answers really looks like that -----------------------------------------------------


class Checked:
    """A client whose answers have to be what the description says."""

    def __init__(self, schema: dict[str, Any], client: Client) -> None:
        self.schema, self.client = schema, client

    def __call__(self, method: str, path: str, query: str = "", body: Any = None, **at: Any) -> Any:
        address = f"{settings.API_PREFIX}{path}"
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(self.client, method)(address.format(**at) + query, **sent)
        self.check(self.schema["paths"][address][method], answer)
        return answer.json() if answer.content else None

    def check(self, operation: dict[str, Any], answer: Any) -> None:
        said = operation["responses"].get(str(answer.status_code))
        assert said is not None, (answer.status_code, answer.text)
        if "$ref" in said:
            said = self.schema["components"]["responses"][said["$ref"].rpartition("/")[2]]
        if not answer.content:
            assert "content" not in said
            return
        kind = answer["Content-Type"].partition(";")[0]
        shape = {**said["content"][kind]["schema"], "components": self.schema["components"]}
        validator = Draft202012Validator(shape, format_checker=FormatChecker())
        assert [(list(error.path), error.message) for error in validator.iter_errors(answer.json())] == []


@pytest.fixture
def ask(written: dict[str, Any], client: Client, owner: Any) -> Checked:
    client.force_login(owner)
    return Checked(written, client)


def test_albums_and_photos(ask: Checked, public_album: Any) -> None:
    photo = public_album.album_photos.in_order()[0].photo
    add_tag(photo, "mist", "雾")
    ask("get", "albums/")
    ask("get", "albums/", "?owner=me&include=tags&fields=id,title")
    ask("get", "albums/", "?include=nothing")
    ask("get", "albums/{id}/", "?include=tags", id=public_album.pk)
    ask("get", "albums/{id}/", id=public_album.pk + 999)
    ask("get", "albums/{id}/photos/", "?include=exif", id=public_album.pk)
    ask("get", "photos/")
    ask("get", "photos/{id}/", "?include=exif,tags", id=photo.pk)
    ask("patch", "photos/{id}/", id=photo.pk, body={"title": "Mist", "taken_at": None})
    ask("patch", "photos/{id}/", id=photo.pk, body={"titel": "Mist"})
    ask("get", "photos/{id}/tags/", id=photo.pk)
    ask("post", "photos/{id}/tags/", id=photo.pk, body={"tags": ["pine"]})
    ask("get", "photos/{id}/analysis/", id=photo.pk)
    ask("put", "albums/{id}/cover/", id=public_album.pk, body={"photo": photo.pk})
    ask(
        "patch", "albums/{id}/photos/{photo_id}/", id=public_album.pk, photo_id=photo.pk, body={"way": "last"}
    )
    ask("delete", "photos/{id}/", id=photo.pk)
    ask("get", "trash/")
    ask("get", "tags/", "?q=pi")
    ask("get", "search/", "?q=mist")
    ask("get", "search/", "?q=mist&kind=photos")
    ask("get", "albums/{id}/links/", id=public_album.pk)
    ask("post", "albums/{id}/links/", id=public_album.pk, body={"label": "family"})
    ask("post", "albums/{id}/grants/", id=public_album.pk, body={"who": "lin@example.com"})


def test_what_people_do(ask: Checked, public_album: Any, stranger: Any) -> None:
    said = ask("post", "comments/", body={"album": public_album.pk, "text": "**Mist!**"})
    ask("post", "comments/", body={"album": public_album.pk})
    ask("get", "comments/", f"?album={public_album.pk}")
    ask("get", "comments/")
    ask("get", "comments/{id}/", id=said["id"])
    ask("patch", "comments/{id}/", id=said["id"], body={"text": "Fog."})
    ask("get", "comments/{id}/vote/", id=said["id"])
    ask("get", "albums/{id}/talk/", id=public_album.pk)
    ask("put", "albums/{id}/like/", id=public_album.pk)
    ask("put", "favourites/{key}/albums/{id}/", key="default", id=public_album.pk)
    ask("get", "favourites/")
    ask("get", "favourites/{key}/entries/", key="default")
    ask("get", "history/")
    ask("get", "feed/")
    ask("get", "me/suggested-people/")
    ask("get", "me/following/")
    ask("get", "notifications/")
    ask("get", "notifications/count/")
    ask("get", "me/notification-settings/")
    ask("patch", "me/notification-settings/", body={"like": {"mail": "daily"}})
    ask("post", "reports/", body={"album": public_album.pk, "reason": "spam"})
    ask("get", "me/decisions/")
    ask("get", "moderation/cases/")
    ask("get", "users/{username}/", username="owner")
    ask("put", "users/{username}/block/", username=stranger.username)


def test_a_decision_has_no_outcome_until_somebody_objects(ask: Checked, public_album: Any) -> None:
    case = reported(public_album.album_photos.in_order()[0].photo)
    moderation.decide(user=make_moderator(), case=case, action="warn", message="Please do not.")
    (decision,) = ask("get", "me/decisions/")["results"]
    assert decision["outcome"] == ""


def test_a_case_that_was_decided_and_its_people(ask: Checked, client: Client, public_album: Any) -> None:
    moderator, case = make_moderator(), reported(public_album.album_photos.in_order()[0].photo)
    client.force_login(moderator)
    decided = ask("post", "moderation/cases/{id}/decisions/", body={"action": "keep"}, id=case.pk)
    assert decided["decisions"][0]["answered_by"] is None
    ask("get", "moderation/cases/{id}/", id=case.pk)


def test_ones_own_account(ask: Checked) -> None:
    ask("get", "me/")
    ask("patch", "me/", body={"bio": "Mountains.", "shown": {"bio": "members"}})
    ask("get", "me/tokens/")
    ask("post", "me/tokens/", body={"name": "camera", "scopes": ["read", "upload"]})
    ask("get", "me/exports/")
    ask("get", "me/deletion/")
    ask("get", "auth/phone/")
    ask("get", "auth/sessions/")
    ask("get", "me/webhooks/")
    ask("post", "me/webhooks/", body={"url": "https://example.com/", "events": ["photo.ready"]})
    ask("post", "auth/token/", body={"username": "owner", "password": "wrong"})
    ask("post", "auth/token/verify/", body={"token": "x"})
