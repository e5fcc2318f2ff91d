"""Letting the analyzer look at a photo, and keeping what it says as suggestions."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from wagtail.search import index

from galleries.analysis.base import AnalysisFailed, Subject, Suggestion, load_analyzer
from galleries.models import Photo, PhotoTag, rendition_name, tag_for
from jobs.registry import Permanent

LOOK_AT = 640


def analyse(photo: Photo) -> None:
    """Ask the analyzer and replace its earlier suggestions; what people decided stays as it is.

    Raises Permanent when another try would not help, AnalysisFailed when it might.
    """
    analyzer = load_analyzer(settings.ANALYZER)
    with tempfile.TemporaryDirectory(prefix="vitrine-analyse-") as folder:
        try:
            suggestions = analyzer.analyse(_subject(photo, Path(folder)))
        except AnalysisFailed as failure:
            if failure.retryable:
                raise
            raise Permanent(str(failure)) from failure
    keep(photo, suggestions, analyzer.name)


def keep(photo: Photo, suggestions: list[Suggestion], analyzer: str) -> None:
    """Store the suggestions; those sure enough are accepted by themselves."""
    sure = settings.TAG_ACCEPT_CONFIDENCE
    # Tags are made outside the transaction: two workers that meet the same new word must not wait for each other.
    wanted = {
        tag_for(en=s.label_en, zh=s.label_zh): s for s in sorted(suggestions, key=lambda s: s.confidence)
    }
    with transaction.atomic():
        Photo.objects.select_for_update().get(pk=photo.pk)
        rows = PhotoTag.objects.filter(content_object=photo)
        rows.filter(source=PhotoTag.Source.ANALYZER, decided_at=None).delete()
        taken = set(rows.values_list("tag_id", flat=True))
        PhotoTag.objects.bulk_create(
            PhotoTag(
                content_object=photo,
                tag=tag,
                source=PhotoTag.Source.ANALYZER,
                state=PhotoTag.State.ACCEPTED if s.confidence >= sure else PhotoTag.State.SUGGESTED,
                confidence=s.confidence,
                analyzer=analyzer[:50],
                mock=s.mock,
            )
            for tag, s in wanted.items()
            if tag.pk not in taken
        )
    index.insert_or_update_object(photo)


def _subject(photo: Photo, folder: Path) -> Subject:
    """The photo as the analyzer sees it: a small JPEG and what is known."""
    width = next((w for w in photo.rendition_widths if w >= LOOK_AT), photo.rendition_widths[-1])
    path = folder / "picture.jpg"
    with storages["renditions"].open(
        rendition_name(photo.rendition_key or "", "jpeg", width), "rb"
    ) as source:
        path.write_bytes(source.read())
    return Subject(
        path=path,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        measures=photo.measures,
        taken_at=photo.local_taken_at,
        latitude=photo.latitude,
        camera=photo.camera,
        exposure_time=photo.exposure_time,
        iso=photo.iso,
        focal_length=photo.focal_length,
    )
