"""Do everything that is due now: scheduled publishing and expiry, ended sessions, and what the rooms have put in the
slot. The clock process runs it with --every."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection, transaction

from core import clock, slots

logger = logging.getLogger(__name__)

# Any number will do for the lock, so long as nothing else uses it.
LOCK = 0x601D


class Command(BaseCommand):
    help = "Do everything that is due now. Safe to run twice, or twice at once: the second finds nothing left to do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on, once every so many seconds.")

    def handle(self, *args: Any, **options: Any) -> None:
        every = options["every"]
        if not every:
            run_due()
            return
        while True:
            try:
                run_due()
            except Exception:
                # A clock that stopped at one failure would leave everything else undone too.
                logger.exception("What is due could not all be done; trying again in %s seconds.", every)
            close_old_connections()
            time.sleep(every)


def run_due() -> None:
    """Do each kind of due work in a transaction of its own, so that one that fails leaves the others done.

    What sends commits each step by itself, and comes last.
    """
    at = clock.now()
    failures = []
    for work in (publish_scheduled, end_sessions, *slots.due):
        try:
            with transaction.atomic():
                wait_for_the_other()
                work(at)
        except Exception as error:
            failures.append(error)
    for work in slots.due_in_steps:
        try:
            work(at)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("Some of what is due could not be done", failures)


def wait_for_the_other() -> None:
    """Let one run at a time through. On SQLite a transaction does; PostgreSQL's lock ends with the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def publish_scheduled(at: Any) -> None:
    call_command("publish_scheduled", verbosity=0)


def end_sessions(at: Any) -> None:
    # Whatever keeps them: an engine that forgets them by itself does nothing here.
    call_command("clearsessions", verbosity=0)
