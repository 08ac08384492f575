"""How many pages a second the site answers over HTTP with two workers, beside views that do almost nothing under the
same middleware."""

import os
from functools import partial
from threading import Thread
from time import perf_counter

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from bench.attempts import LOG
from bench.load import SECONDS, Reader, share
from bench.serving import Server, serving
from bench.visitor import Visitor
from people.models import Person

# Path, signed in as, compared with, and the least share of its throughput.
PAGES = [
    ("/", None, "/bench/bare/", 0.5),
    ("/briefings/was-not-brought/", None, "/bench/bare/", 0.5),
    ("/my-learning/", "learner@demo.example", "/bench/one-query/", 0.125),
    ("/courses/safeguarding-refresher/", "learner@demo.example", "/bench/one-query/", 0.125),
]
WORKERS = 2


def main() -> bool:
    """Print a row a page. Return whether every target is met."""
    application, met = WSGIHandler(), True
    LOG.parent.mkdir(parents=True, exist_ok=True)
    database = os.environ.get("DATABASE_URL") or f"sqlite:///{settings.DATABASES['default']['NAME']}"
    with (
        LOG.open("wb") as log,
        serving(database_url=database, settings="bench.settings", workers=WORKERS, log=log) as running,
    ):
        for path, email, simple, least in PAGES:
            reader = Reader(application, Person.objects.get(email=email) if email else None)
            cookies = dict([reader.cookie.split("=", 1)]) if reader.cookie else {}
            rate, ratio = share(partial(per_second, running, path, cookies), partial(per_second, running, simple, {}))
            met = met and ratio >= least
            print(
                f"{path:<40}{rate:>7,.0f} a second, {ratio:>5.2f} of {simple} (at least {least}),"
                f" {reader.queries(path)} queries{'' if ratio >= least else '  BELOW TARGET'}"
            )
    return met


def per_second(running: Server, path: str, cookies: dict[str, str]) -> float:
    """Return how many times a second `path` is answered to as many readers at once as there are workers."""
    counts: list[int] = []
    until = perf_counter() + SECONDS

    def read() -> None:
        visitor, count = Visitor(running.port, **cookies), 0
        while perf_counter() < until:
            status, _, _ = visitor.get(path)
            assert status == 200, f"{path} answered {status}"
            count += 1
        counts.append(count)

    readers = [Thread(target=read) for _ in range(WORKERS)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert len(counts) == WORKERS, "a reader failed: see above"
    return sum(counts) / SECONDS
