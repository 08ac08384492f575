"""`manage.py demo`: builds the demonstration partnership. Running it again changes nothing."""

from argparse import ArgumentParser
from importlib import import_module
from random import Random
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import clock
from core.demo import DemoRun

MOST = 200_000
# In floor order: each room uses what those before it made.
ROOMS = [
    ("Agencies and people", "people.demo"),
    ("Front door", "home.demo"),
    ("Themes and guidance", "core.demo_taxonomy"),
    ("Reviews", "briefings.reviews.demo"),
    ("Procedures", "briefings.procedures.demo"),
    ("Course catalogue", "learning.catalogue.demo"),
    ("Question bank", "learning.quizzes.demo"),
    ("Courses", "learning.lessons.demo"),
    ("Briefings", "briefings.library.demo"),
    ("Newsletters", "briefings.newsletters.demo"),
    ("Requirements and training history", "learning.compliance.demo"),
    ("Learning elsewhere and in teams", "learning.records.demo"),
    ("Pages to read and confirm", "briefings.responses.demo"),
    ("Reading that is asked for", "learning.compliance.demo_reading"),
    ("Attempts at quizzes", "learning.lessons.demo_attempts"),
]


class Command(BaseCommand):
    help = "Build the demonstration partnership. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--staff", type=int, default=400, help=f"how many people, up to {MOST:,} (400)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = options["staff"]
        if not 40 <= staff <= MOST:
            raise CommandError(f"--staff takes a number from 40 to {MOST:,}; {staff} is not one.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database isn't up to date. Run `python manage.py migrate` first.")
        started = monotonic()
        # One generator a room, so that what one room draws doesn't change what the next one makes.
        run = DemoRun(today=clock.today(), staff=staff, rng=Random(), say=self.say)  # noqa: S311
        for number, (title, module) in enumerate(ROOMS, start=1):
            self.stdout.write(f"{number:2}/{len(ROOMS)} {title}")
            run.rng.seed(f"{options['seed']}:{module}")
            import_module(module).build(run)
        self.stdout.write(self.style.SUCCESS(f"The demonstration partnership stands ({monotonic() - started:.0f} s)."))

    def say(self, text: str) -> None:
        self.stdout.write(f"      {text}")
        self.stdout.flush()
