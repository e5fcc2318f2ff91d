"""Webhooks as tests see them: made, told, and what arrived."""

import json

from jobs import runner
from jobs.models import Job
from webhooks import actions, hearing
from webhooks.models import Delivery, Event

KINDS = (hearing.SEND, *hearing.KINDS.values())


class Receiver:
    """The local server, as somebody's webhook."""

    def __init__(self, server):
        self.server = server
        self.url = f"{server.url}/hook"

    def webhook(self, user, *events):
        row, self.secret = actions.make(user=user, url=self.url, events=events or Event.values)
        return row

    @property
    def bodies(self):
        return [json.loads(asked.body) for asked in self.server.received]

    @property
    def heard(self):
        """What arrived, as (event, id of the thing)."""
        return [(body["event"], body["data"].get("id")) for body in self.bodies]


def work_off():
    """What the background does: find who hears, and send. Returns how many jobs that were."""
    done = 0
    while job := Job.objects.waiting().filter(kind__in=KINDS).order_by("pk").first():
        runner.run(job.pk)
        done += 1
    return done


def happened(event, thing):
    """It happened, and those concerned were told."""
    hearing.happened(event, thing.pk)
    work_off()


def only_delivery():
    return Delivery.objects.get()
