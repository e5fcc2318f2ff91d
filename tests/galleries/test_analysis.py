"""The analyzer's way from the photo to its tags, with a real service on this machine."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection

from galleries import analysis_run, ingest, preparing
from galleries.analysis.base import AnalysisFailed
from galleries.models import Photo, PhotoTag
from tests.factories import jpeg

pytestmark = pytest.mark.django_db


class Service(BaseHTTPRequestHandler):
    """Answers every picture with the tags of the moment, or with an error."""

    tags: list[dict[str, Any]] = []
    status = 200

    def do_POST(self) -> None:
        assert self.rfile.read(int(self.headers["Content-Length"])).startswith(b"\xff\xd8")
        body = json.dumps({"tags": self.tags}).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def service(settings: Any) -> Iterator[type[Service]]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ANALYZER = "galleries.analysis.http.HttpAnalyzer"
    settings.ANALYZER_HTTP_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.ANALYZER_HTTP_SECRET = "s" * 40
    settings.OUTGOING_ALLOWED_HOSTS = [f"private:127.0.0.1:{server.server_port}"]
    Service.status = 200
    yield Service
    server.shutdown()
    server.server_close()


@pytest.fixture
def photo(owner: Any) -> Photo:
    made, _ = ingest.add(
        ContentFile(jpeg(800, 600)), "a.jpg", owner=owner, collection=Collection.get_first_root_node()
    )
    preparing.prepare(made)
    return Photo.objects.get(pk=made.pk)


def test_every_photo_has_tags_with_source_and_confidence(photo: Photo) -> None:
    analysis_run.analyse(photo)
    rows = list(PhotoTag.objects.filter(content_object=photo))
    assert len(rows) >= 4
    assert all(row.source == "analyzer" and 0 < row.confidence <= 1 and row.analyzer for row in rows)


def test_another_analyzer_replaces_suggestions_but_no_decision(
    photo: Photo, owner: Any, service: type[Service]
) -> None:
    from galleries.analysis.mock import MockAnalyzer

    analysis_run.keep(photo, MockAnalyzer().analyse(analysis_run._subject(photo, _folder(photo))), "mock")
    kept = PhotoTag.objects.filter(state="suggested").first()
    assert kept is not None
    kept.decide("rejected", by=owner)
    service.tags = [
        {"en": "lighthouse", "zh": "灯塔", "confidence": 0.97},
        {"en": kept.tag.name, "confidence": 0.99},
    ]
    analysis_run.analyse(photo)
    rows = {row.tag.name: (row.state, row.analyzer) for row in PhotoTag.objects.select_related("tag")}
    assert rows.pop(kept.tag.name) == ("rejected", "mock")
    assert rows == {"lighthouse": ("accepted", "http")}


def test_a_service_that_is_down_fails_the_try_and_keeps_the_tags(
    photo: Photo, service: type[Service]
) -> None:
    service.tags = [{"en": "lighthouse", "zh": "灯塔", "confidence": 0.97}]
    analysis_run.analyse(photo)
    service.status = 503
    with pytest.raises(AnalysisFailed):
        analysis_run.analyse(photo)
    assert PhotoTag.objects.get().tag.name == "lighthouse"


def _folder(photo: Photo) -> Any:
    import tempfile
    from pathlib import Path

    return Path(tempfile.mkdtemp())
