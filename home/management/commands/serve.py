"""``manage.py serve``: the whole site on a laptop. What ``make run`` starts once everything is installed."""

import errno
import io
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from home import demo_site
from jobs.models import Job
from jobs.processes import Fleet, die_with_parent, spawn, stop, told_to_stop

MANAGE = [sys.executable, sys.argv[0]]
PATIENCE = 15.0
JOBS_PATIENCE = 120.0
START_PATIENCE = 60.0


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or the like."""


class Command(BaseCommand):
    help = (
        "Sets up the database and the demo, then runs the worker and the web server until it is told to stop."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="where to listen (default: this machine only)"
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--with-parent", action="store_true", help="also stop when the calling process ends"
        )

    def handle(self, *args: Any, host: str, port: int, with_parent: bool, **options: Any) -> None:
        if with_parent:
            die_with_parent(os.getppid())
        try:
            self._insist_on_free(host, port)
            self._migrate()
        except KeyboardInterrupt as interrupt:
            raise SystemExit(130) from interrupt
        self.address = _address(host, port)
        # What the children read: links lead to where the site really is.
        os.environ.setdefault("BASE_URL", self.address)
        os.environ.setdefault(
            "ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],.local,{socket.gethostname()},{host}"
        )
        fleet = Fleet({}, log=self.stderr.write)
        with told_to_stop() as stopping:
            try:
                self._run(fleet, _web(host, port), stopping)
            except Stopped:
                self.stdout.write("Stopping …")
            finally:
                fleet.stop(PATIENCE)

    def _run(self, fleet: Fleet, web: list[str], stopping: Callable[[], bool]) -> None:
        def go_on() -> None:
            fleet.tend()
            time.sleep(0.1)
            if stopping():
                raise Stopped

        worker = [*MANAGE, "worker", "--skip-checks"]  # this process has just run them
        complete = demo_site.is_complete()
        if not complete:
            fleet.add("worker", partial(spawn, worker))
            self._load_demo(go_on)
        fleet.add("web", partial(spawn, web))
        self._await_answer(fleet, go_on)
        if complete:  # after the web server, which somebody waits for
            fleet.add("worker", partial(spawn, worker))
        self._announce()
        while True:
            go_on()

    def _insist_on_free(self, host: str, port: int) -> None:
        if not 0 < port < 65536:
            raise CommandError(f"{port} is no port: it lies between 1 and 65535.")
        try:
            family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with closing(socket.socket(family, kind)) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                another = f"make run PORT={port + 1}"
                raise CommandError(
                    f"Port {port} on {host} is in use. Choose another one: {another}"
                ) from error
            raise CommandError(f"Cannot listen on {host}, port {port}: {error.strerror or error}.") from error

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Setting up the database …")
            call_command("migrate", verbosity=0, interactive=False)

    def _load_demo(self, go_on: Callable[[], None]) -> None:
        """In a process of its own, so that Ctrl-C ends it at once, with the processes that draw."""
        demo = spawn([*MANAGE, "create_demo"], quiet=True)
        try:
            while demo.poll() is None:
                go_on()
        finally:
            stop([demo])
        if demo.returncode:
            raise CommandError("The demo could not be loaded. The next start goes on where this one ended.")
        deadline = time.monotonic() + JOBS_PATIENCE
        while Job.objects.open().exists() and time.monotonic() < deadline:
            go_on()

    def _await_answer(self, fleet: Fleet, go_on: Callable[[], None]) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while not self._answers():
            if not fleet.is_alive("web") or time.monotonic() > deadline:
                raise CommandError("The web server did not start; the lines above say why.")
            go_on()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:  # noqa: S310 (our own)
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _announce(self) -> None:
        logins = io.StringIO()
        call_command("create_demo", stdout=logins)
        lines = ["", f"Vitrine is at {self.address}/ (editors: {self.address}/admin/)", ""]
        lines += [f"  {line}" for line in logins.getvalue().strip().splitlines()]
        lines += ["", "Mails are files in var/mail/, text messages in var/sms/; both stand in this log too."]
        lines += ["Ctrl-C stops it. What you change is kept in the folder var/.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _web(host: str, port: int) -> list[str]:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # One process: the cache in memory is not shared between several.
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", bind]
    command += ["--worker-class", "config.worker.Worker", "--limit-request-line", "8190"]
    return [*command, "--threads", "8", "--log-level", "warning", "--no-control-socket"]


def _address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"
