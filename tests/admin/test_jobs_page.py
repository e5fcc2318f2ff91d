"""The jobs page: whose work it shows, what it says of each job, and another try for one or for all."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from galleries import retrying, tasks
from galleries.models import Photo
from jobs import actions
from jobs.models import Job
from outbox.models import Message
from outbox.tasks import KINDS as MESSAGES
from tests.admin.conftest import signed_in
from tests.factories import ready_photo
from users.exporting import EXPORT

PAGE, RETRY_ALL = "/admin/jobs/", "/admin/jobs/retry/"
PREPARE, ANALYSE = tasks.PREPARE, tasks.ANALYSE


@pytest.fixture
def as_superuser(superuser):
    return signed_in(superuser)


@pytest.fixture
def photos(album):
    return [place.photo for place in album.album_photos.in_order()]


@pytest.fixture
def rose(other_album):
    return other_album.album_photos.get().photo


def failed(photo, kind=ANALYSE, **fields):
    """A failed job, and the photo as preparing leaves it then."""
    if kind == PREPARE:
        Photo.objects.filter(pk=photo.pk).update(state="failed", failure="The disk was full.")
    fields = {"attempts": 3, "progress": 40, "finished_at": timezone.now(), **fields}
    return Job.objects.create(kind=kind, target_id=photo.pk, state="failed", **fields)


def retry(client, job):
    return client.post(reverse("job_retry", args=[job.pk]), follow=True)


def shown(client, query=""):
    return {job.pk for job in client.get(PAGE + query).context["object_list"]}


def states(*jobs):
    return [Job.objects.get(pk=job.pk).state for job in jobs]


def photo_says(photo):
    return Photo.objects.values_list("state", "failure").get(pk=photo.pk)


def test_an_author_reads_of_her_own_photos_and_counts_nothing_else(as_author, as_editor, photos, rose):
    mine, secret = failed(photos[0]), failed(rose, reason="Of the rose.")
    for at in (timezone.now(), timezone.now() - timedelta(days=2)):
        Job.objects.create(kind=PREPARE, target_id=rose.pk, state="done", run_after=at, finished_at=at)
    Job.objects.create(kind=tasks.COMPARE, target_id=0)
    for address in (PAGE, f"{PAGE}results/", f"{PAGE}?state=failed", f"{PAGE}?kind={ANALYSE}"):
        page = as_author.get(address)
        assert {job.pk for job in page.context["object_list"]} == {mine.pk}
        assert "Hidden rose" not in page.text and "Of the rose." not in page.text
        assert page.context["summary"] == {"open": 0, "failed": 1, "retryable": 1, "done": 0}
    assert shown(as_editor) == {mine.pk, secret.pk}
    assert as_editor.get(PAGE).context["summary"] == {"open": 0, "failed": 2, "retryable": 2, "done": 1}


def test_work_of_the_site_is_the_administrators_and_so_are_its_kinds(as_superuser, as_editor, as_author):
    job = Job.objects.create(kind=tasks.COMPARE, target_id=0, state="failed", reason="Out of memory.")
    mail = Message.objects.create(kind="mail", to="a@example.org", subject="<Hi>", text="Between us")
    failed(mail, MESSAGES[0])
    page = as_superuser.get(PAGE).text
    for text in ("the site", "Look for similar photos", "Out of memory.", "&lt;Hi&gt; → a@example.org"):
        assert text in page
    assert tasks.REMOVE_FILES in page and "Between us" not in page
    for client in (as_editor, as_author):
        page = client.get(f"{PAGE}?kind={tasks.COMPARE}").text
        assert ANALYSE in page
        assert not [text for text in (tasks.REMOVE_FILES, "Out of memory.", "a@example") if text in page]
        assert client.post(reverse("job_retry", args=[job.pk])).status_code == 404
        client.post(RETRY_ALL, {"kind": tasks.COMPARE})
    assert states(job) == ["failed"]


def test_photos_in_the_trash_are_told_of_to_administrators_alone(as_author, as_editor, as_superuser, photos):
    Photo.objects.filter(pk=photos[0].pk).update(title="Thrown away", trashed_at=timezone.now())
    job = failed(photos[0], PREPARE)
    for client in (as_author, as_editor):
        page = client.get(PAGE)
        assert "Thrown away" not in page.text and page.context["summary"]["failed"] == 0
        assert retry(client, job).status_code == 404
        client.post(RETRY_ALL)
    assert states(job) == ["failed"]
    assert "It will be tried again." in retry(as_superuser, job).text
    assert states(job) == ["queued"]
    assert photo_says(photos[0]) == ("preparing", "")


def test_the_list_is_filtered_by_state_and_kind(as_editor, photos):
    waits = Job.objects.create(kind=ANALYSE, target_id=photos[0].pk)
    runs = Job.objects.create(kind=ANALYSE, target_id=photos[1].pk, state="running")
    broke = failed(photos[2], PREPARE)
    Job.objects.create(kind=ANALYSE, target_id=photos[3].pk, state="done")
    everything = {waits.pk, runs.pk, broke.pk}
    assert shown(as_editor) == shown(as_editor, "?state=done") == shown(as_editor, "?kind=x") == everything
    assert shown(as_editor, "?state=queued") == {waits.pk}
    assert shown(as_editor, f"?kind={ANALYSE}") == {waits.pk, runs.pk}
    assert shown(as_editor, f"?kind={ANALYSE}&state=running") == {runs.pk}
    assert "No work fits." in as_editor.get(f"{PAGE}?kind={PREPARE}&state=running").text
    assert as_editor.get(f"{PAGE}?ordering=created_at").context["object_list"][0].pk == waits.pk


@pytest.mark.parametrize("value", ["", "%00", "x", "9" * 5000, "-1", "a'b\"<i>", "csv", "xlsx"])
def test_nonsense_is_no_error_and_changes_nothing(as_editor, photos, value):
    first, second = failed(photos[0]), failed(photos[1])
    for key in ("state", "kind", "p", "ordering", "export"):
        for address in (PAGE, f"{PAGE}results/", RETRY_ALL):
            page = as_editor.get(f"{address}?{key}={value}")
            assert page.status_code == 200
            assert b"<i>" not in page.getvalue()
    assert as_editor.get(f"{PAGE}{first.pk}/retry/").status_code == 405
    assert as_editor.post(f"{PAGE}{'9' * 30}/retry/").status_code == 404
    assert states(first, second) == ["failed", "failed"]


def test_where_nothing_waits_the_page_says_so(as_author, as_editor, album, rose):
    failed(rose)
    nothing = "Nothing has failed that can be tried again."
    assert "Nothing waits, nothing has failed." in as_author.get(PAGE).text
    assert nothing in as_author.get(RETRY_ALL).text
    assert nothing in as_author.post(RETRY_ALL, follow=True).text
    assert "retry-all" not in as_editor.get(PAGE).text  # a single one has a button of its own


def test_progress_and_reasons_are_shown_and_escaped(as_editor, photos):
    photo = ready_photo(title="<b>Bay</b>")
    Job.objects.create(kind=PREPARE, target_id=photo.pk, state="running", progress=37)
    short = failed(photo, reason="<script>alert(1)</script>")
    long, lines = failed(photos[0], reason="<i>x</i> " * 40), failed(photos[1], reason="Traceback\n<i>x</i>")
    page = as_editor.get(PAGE).text
    assert 'max="100" value="37"' in page and "37&nbsp;%" in page
    assert page.count("<progress") == 1  # neither of the failed ones, which stopped at 40 %
    assert "&lt;b&gt;Bay&lt;/b&gt;" in page and "&lt;script&gt;alert(1)" in page
    assert "<b>Bay" not in page and "<script>alert(1)" not in page and "<i>x" not in page
    assert [f'id="reason-{job.pk}"' in page for job in (long, lines, short)] == [True, True, False]
    assert reverse("wagtailimages:edit", args=[photo.pk]) in page


CANNOT = {
    ANALYSE: "The photo is gone.",
    PREPARE: "The photo is gone.",
    MESSAGES[0]: "there is nothing left to send",
    tasks.TAKE_IN: "Whoever waited for it has been told",
    EXPORT: "Whoever waited for it has been told",
    "of_another_release": "This release does not know this kind of work.",
}


@pytest.mark.parametrize("kind", CANNOT)
def test_what_cannot_be_tried_again_says_why_and_stays(as_superuser, kind):
    job = Job.objects.create(kind=kind, target_id=999, state="failed", reason="Lost.")
    page = as_superuser.get(PAGE)
    assert CANNOT[kind] in page.text and f'id="retry-{job.pk}"' not in page.text
    assert page.context["summary"] == {"open": 0, "failed": 1, "retryable": 0, "done": 0}
    told = retry(as_superuser, job).text
    assert CANNOT[kind] in told and "It will be tried again" not in told
    as_superuser.post(RETRY_ALL)
    as_superuser.post(RETRY_ALL, {"kind": kind})
    assert states(job) == ["failed"]


def test_a_photo_that_could_not_be_prepared_is_prepared_again(as_author, photos):
    job, other = failed(photos[0], PREPARE), failed(photos[0])
    assert "It will be tried again." in retry(as_author, job).text
    assert photo_says(photos[0]) == ("preparing", "")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress, job.finished_at) == ("queued", 0, 0, None)
    assert states(other) == ["failed"]
    assert "not a failed one any more" in retry(as_author, job).text
    assert Job.objects.count() == 2


def test_all_are_tried_again_that_can_be_and_are_hers(as_author, photos, rose):
    broken, dull, older = failed(photos[0], PREPARE), failed(photos[1]), failed(photos[2])
    Job.objects.create(kind=ANALYSE, target_id=photos[2].pk)  # the work has been asked for again since
    secret = failed(rose, PREPARE)
    assert f'{RETRY_ALL}"' in as_author.get(PAGE).text
    assert "2 failed jobs can be tried again." in as_author.get(RETRY_ALL).text
    assert "2 jobs will be tried again." in as_author.post(RETRY_ALL, follow=True).text
    assert states(broken, dull, older, secret) == ["queued", "queued", "failed", "failed"]
    assert photo_says(photos[0]) == ("preparing", "")
    assert photo_says(rose)[0] == "failed"
    assert Job.objects.count() == 5


def test_those_of_one_kind_alone(as_superuser, photos):
    broken, dull = failed(photos[0], PREPARE), [failed(photo) for photo in photos[1:3]]
    lost = Job.objects.create(kind=ANALYSE, target_id=999, state="failed")
    assert f"{RETRY_ALL}?kind={ANALYSE}" in as_superuser.get(f"{PAGE}?kind={ANALYSE}").text
    page = as_superuser.get(f"{RETRY_ALL}?kind={ANALYSE}").text
    for text in ("2 failed jobs can", "1 more cannot", "Look for tags", f'name="kind" value="{ANALYSE}"'):
        assert text in page
    assert "2 jobs will be" in as_superuser.post(RETRY_ALL, {"kind": ANALYSE}, follow=True).text
    assert states(broken, *dull, lost) == ["failed", "queued", "queued", "failed"]
    assert photo_says(photos[0])[0] == "failed"


def test_of_very_many_the_oldest_come_first(as_editor, photos, monkeypatch):
    monkeypatch.setattr(retrying, "AT_ONCE", 3)
    jobs = [failed(photo) for photo in photos]
    page = as_editor.get(RETRY_ALL).text
    assert "4 failed jobs can" in page and "The 3 oldest come first" in page and "Try 3 jobs again" in page
    as_editor.post(RETRY_ALL, {"kind": "x\x00"})
    assert states(*jobs) == ["queued", "queued", "queued", "failed"]


def test_what_is_asked_for_meanwhile_is_not_queued_twice(as_editor, photos, monkeypatch):
    jobs = [failed(photo) for photo in photos[:2]]
    retry_many = actions.retry_many
    late = lambda found: actions.start(ANALYSE, photos[0].pk) and retry_many(found)  # noqa: E731
    monkeypatch.setattr(actions, "retry_many", late)
    assert "1 job will be tried again." in as_editor.post(RETRY_ALL, follow=True).text
    assert states(*jobs) == ["failed", "queued"]
    assert Job.objects.open().count() == 2


def test_looking_and_trying_again_cost_the_same_for_any_number(as_author, author, album):
    costs = []
    for number in (3, 30):
        for at in range(number):
            failed(ready_photo(owner=author, album=album), PREPARE if at % 2 else ANALYSE)
        with CaptureQueriesContext(connection) as looked:
            as_author.get(PAGE)
        with CaptureQueriesContext(connection) as tried:
            as_author.post(RETRY_ALL)
        costs.append((len(looked), len(tried)))
    assert costs[0] == costs[1]
    assert Job.objects.waiting().count() == 33
