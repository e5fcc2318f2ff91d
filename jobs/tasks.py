"""The one task that the backends know: everything else is a row of Job."""

from django.utils import timezone
from django_tasks import task

from jobs import runner
from jobs.models import Job


@task(backend="background")
def run_job(job_id: int) -> None:
    job = runner.run(job_id)
    if job is not None and job.state == Job.State.QUEUED:
        enqueue(job)


def enqueue(job: Job) -> None:
    """Hand the job to the backend, to be run at its ``run_after``; at once where the backend cannot wait."""
    if job.run_after <= timezone.now():
        run_job.enqueue(job.pk)
    elif run_job.get_backend().supports_defer:
        run_job.using(run_after=job.run_after).enqueue(job.pk)
    else:
        Job.objects.waiting().filter(pk=job.pk).update(run_after=timezone.now())
        run_job.enqueue(job.pk)
