"""``manage.py create_demo``: a site worth looking at, drawn by the project's own code."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

LOGINS = {"editor": "editor", "author": "lin", "visitor": "maya"}


class Command(BaseCommand):
    help = "Loads demo albums, photographs and people. Quick when they are there; goes on where it was interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="how many at a time")
        parser.add_argument("--force", action="store_true", help="also with production settings")

    def handle(self, *args: Any, jobs: int, force: bool, **options: Any) -> None:
        if settings.SETTINGS_MODULE.endswith("production") and not force:
            raise CommandError(
                "The demo's passwords are known to everybody. Use --force if you really want it here."
            )
        from home import demo_site, demo_talk
        from home.demo.catalogue import ALBUMS
        from home.demo.render import draw_all

        if not demo_site.is_complete():
            folder = Path(settings.VAR) / "demo"
            total = sum(len(album.photos) for album in ALBUMS)
            with tqdm(total=total, desc="Drawing the demo photographs", unit="photo") as bar:
                files = draw_all(folder, processes=jobs, progress=lambda done, of: bar.update(done - bar.n))
            people = demo_site.make_people()
            with tqdm(total=total, desc="Preparing them for the web", unit="photo") as bar:
                demo_site.make_albums(people, files, jobs, step=lambda: bar.update())
            demo_talk.make_talk(people)
        for role, username in LOGINS.items():
            self.stdout.write(f"{role:8} {username} / {demo_site.PASSWORD}")
