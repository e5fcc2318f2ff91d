"""Doors of the part: reports."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from galleries.models import Photo
from jobs.models import Job
from tests.admin.doors import Door, Scene


def job_failed(scene: Scene) -> None:
    photo = scene.photos[0]
    Photo.objects.filter(pk=photo.pk).update(state=Photo.State.FAILED)
    scene.more["job"] = Job.objects.create(
        kind="prepare_photo", target_id=photo.pk, state=Job.State.FAILED, reason="The disk was full."
    )


def look_for(route: str, what):
    """Everybody who may change photos has the page; let in is who finds the thing in it."""

    def look(client: Client, scene: Scene) -> HttpResponse:
        answer = client.get(reverse(route))
        missing = answer.status_code == 200 and what(scene) not in answer.content.decode()
        return HttpResponse(status=404) if missing else answer

    return look


def job_of(scene: Scene) -> str:
    return reverse("job_retry", args=[scene.more["job"].pk])


def photo_of(scene: Scene) -> str:
    return reverse("wagtailimages:edit", args=[scene.photos[0].pk])


def photos_of(scene: Scene) -> str:
    return reverse("album_photos", args=[scene.album.pk])


def retry(client: Client, scene: Scene) -> HttpResponse:
    return client.post(job_of(scene))


def retry_all(client: Client, scene: Scene) -> HttpResponse:
    answer = client.post(reverse("jobs_retry_all"))
    scene.more["job"].refresh_from_db()
    done = scene.more["job"].state != Job.State.FAILED
    return answer if done else HttpResponse(status=404)


DOORS: list[Door] = [
    Door("see a failed job", look_for("jobs", job_of), before=job_failed),
    Door("results of the jobs", look_for("jobs_results", job_of), before=job_failed),
    Door("try a failed job again", retry, before=job_failed),
    Door("try all failed jobs again", retry_all, before=job_failed),
    *(
        Door(route, look_for(route, what))
        for name, what in (("storage", photos_of), ("storage_photos", photo_of))
        for route in (name, f"{name}_results")
    ),
]
ROUTES: dict[str, str] = {
    "storage_owners": "lists people, not albums; tests/admin/test_reports.py says whose",
    "storage_owners_results": "the same",
}
