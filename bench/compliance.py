"""How fast training status is told: everybody, beside the leanest hand-written SQL; a team, an agency, a file. And how
fast a staff file is taken in, beside a bare insert.

Measured on PostgreSQL, with `manage.py demo --staff 200000`. The targets are those of a partnership of that size.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from bench.hand_written import BITS, COUNTED, hand_written
from bench.imports import keeps_speed
from bench.load import counted
from core import clock
from learning.compliance.queries import survey_of
from learning.compliance.queries.report import report_of, rows_of_posts
from learning.compliance.rules import Status
from learning.records.models import Completion
from people.models import Agency, Person, Post, PostQuerySet

ROUNDS, QUICK_ROUNDS = 7, 40
MOST_TIMES_HAND_WRITTEN, AIM = 1.5, 1.25
TEAM_MS, AGENCY_MS, EXPORT_SECONDS = 5.0, 50.0, 1.0
# Where the database leaves nobody to the rules, it isn't asked for what they need.
QUERIES_OF_THE_RULES = 5
AGENCY_OF, EXPORT_OF = 1300, 10_000


def main() -> bool:
    """Print a row a measurement. Return whether every target is met."""
    if connection.vendor != "postgresql":
        print("compliance: measured on PostgreSQL only; set DATABASE_URL.")
        return True
    on = clock.today()
    print(
        f"{Person.objects.count():,} people, {Completion.objects.count():,} completions, "
        f"{Post.objects.held_on(on).count():,} posts held on {on}"
    )
    manager = Person.objects.get(email="manager@demo.example")
    results = [
        whole_partnership(on),
        queries_of("a team", Post.objects.in_reporting_tree_of(manager, on=on), on, TEAM_MS),
        queries_of("an agency", posts_of_about(AGENCY_OF), on, AGENCY_MS),
        export(on),
        keeps_speed(),
    ]
    return all(results)


def whole_partnership(on: date) -> bool:
    """Compare the report by agency with hand-written SQL for the same figures, by turns."""
    pairs = []
    for _ in range(ROUNDS):
        ours, report = timed(lambda: list(report_of(None, by="agency", on=on).rows))
        theirs, rows = timed(lambda: by_hand(on))
        pairs.append((ours, theirs))
    differ = figures_of(report) != figures_by_hand(rows)
    ratio = median(ours / theirs for ours, theirs in pairs)
    met = ratio <= MOST_TIMES_HAND_WRITTEN and not differ
    print(
        f"whole partnership      {min(pairs)[0] * 1000:>7,.0f} ms, by hand {min(b for _, b in pairs) * 1000:,.0f} ms: "
        f"{ratio:.2f} times (at most {MOST_TIMES_HAND_WRITTEN}, "
        f"aim {AIM}){said(met)}{'  THE FIGURES DIFFER' if differ else ''}"
    )
    return met


def by_hand(on: date) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")
        cursor.execute(hand_written(on))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def figures_of(report: Sequence[Sequence[Any]]) -> dict[tuple[str, str, str], int]:
    """Return the report's counts by agency, requirement and status, none of 0."""
    return {
        (row[0], row[1], status.value): row[2 + place]
        for row in report
        for place, status in enumerate(Status)
        if row[2 + place]
    }


def figures_by_hand(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str, str], int]:
    figures: dict[tuple[str, str, str], int] = {}
    for agency, code, number in rows:
        for place, requirement in enumerate(COUNTED):
            status = list(Status)[digit - 1] if (digit := code >> (BITS * place) & 7) else None
            if status:
                key = agency, requirement, status.value
                figures[key] = figures.get(key, 0) + number
    return figures


def queries_of(name: str, posts: PostQuerySet, on: date, most: float) -> bool:
    """Time what a page asks the database for, as the database's own answers take."""
    best, people = float("inf"), 0
    for _ in range(QUICK_ROUNDS):
        with asking() as spent:
            survey = survey_of(posts, on=on)
            survey.explaining(survey.posts[:25])
        best, people = min(best, sum(spent) * 1000), len({post.person_id for post in survey.posts})
    print(f"{name + f' of {people:,}':<22} {best:>7,.1f} ms of queries (at most {most:g}){said(best <= most)}")
    return best <= most


@contextmanager
def asking() -> Iterator[list[float]]:
    """Give the seconds that each query takes: Django's own log of queries rounds to milliseconds."""
    spent: list[float] = []

    def timer(execute: Callable[..., Any], *args: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*args)
        finally:
            spent.append(perf_counter() - began)

    with connection.execute_wrapper(timer):
        yield spent


def export(on: date) -> bool:
    """Time a file of everybody's status in an agency of ten thousand, and count its queries beside one of ten."""
    few, many = posts_of_about(10), posts_of_about(EXPORT_OF)
    best, rows = min((timed(lambda: list(rows_of_posts(many, on))) for _ in range(3)), key=lambda run: run[0])
    queries = [queries_in(lambda: list(rows_of_posts(few, on))), queries_in(lambda: list(rows_of_posts(many, on)))]
    met = best <= EXPORT_SECONDS and max(queries) - min(queries) <= QUERIES_OF_THE_RULES
    print(
        f"export of {EXPORT_OF:,}       {best * 1000:>7,.0f} ms, {len(rows):,} rows, {queries[1]} queries; of 10: "
        f"{queries[0]} (at most {EXPORT_SECONDS * 1000:g} ms){said(met)}"
    )
    return met


def posts_of_about(people: int) -> PostQuerySet:
    """Return the posts of enough agencies for about so many people: whole agencies, the smallest first."""
    found, total = [], 0
    held = Count("posts", filter=Q(posts__end=None))
    for key, number in Agency.objects.annotate(held=held).order_by("held", "pk").values_list("pk", "held"):
        if total >= people:
            break
        found.append(key)
        total += number
    return Post.objects.filter(agency__in=found)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = perf_counter()
    done = work()
    return perf_counter() - began, done


def queries_in(work: Callable[[], Any]) -> int:
    with counted():
        work()
        return len(connection.queries)


def said(met: bool) -> str:
    return "" if met else "  BELOW TARGET"
