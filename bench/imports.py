"""A staff file of 50,000 rows against a bare bulk insert of the same people, numbers and posts.

All of it happens inside transactions that are rolled back, so the database is left as it was.
"""

import csv
import io
import os
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from people.imports.kinds import KINDS, Asked, Plan, Scope
from people.imports.lifecycle import Reading, carry_out
from people.models import Agency, JobRole, Person, Post, StaffNumber

ROWS = int(os.environ.get("BENCH_ROWS", "50000"))
LEAST = 0.2  # of the speed of the bare insert
START = date(2024, 9, 2)
HEADINGS = ["staff_number", "email", "first_name", "last_name", "agency", "job_role", "kind", "start_date", "manager"]


def main() -> bool:
    """Print rows a second for each way, and return whether the import keeps a fifth of the bare insert's speed."""
    agency, role = Agency.objects.first(), JobRole.objects.first()
    assert agency
    assert role
    met = keeps_speed()
    again = timed("the same with everybody there", lambda: take_in_again(agency, role))
    few, many = queries(5_000, agency, role), queries(10_000, agency, role)
    print(f"{'queries for 5,000 and 10,000 rows':<40}{few:>10,} {many:,}   {(many - few) / 5:.0f} a thousand rows")
    tracemalloc.start()
    plan_of(file_of(ROWS, agency, role))
    print(f"{'most memory while planning':<40}{tracemalloc.get_traced_memory()[1] / 1e6:>10.0f} MB")
    tracemalloc.stop()
    del again
    return met


def keeps_speed() -> bool:
    """Print how fast a file of people who are all new is taken in beside a bare insert. Return whether it is enough."""
    agency, role = Agency.objects.first(), JobRole.objects.first()
    assert agency
    assert role
    bare = timed(f"bare bulk insert of {ROWS:,}", lambda: insert(agency, role))
    first = timed(f"staff file of {ROWS:,}, all new", lambda: take_in(file_of(ROWS, agency, role)))
    share = bare / first
    below = "" if share >= LEAST else "  BELOW TARGET"
    print(f"{'share of the bare speed':<40}{share:>10.2f}   (at least {LEAST}){below}")
    return share >= LEAST


def timed(name: str, work: Callable[[], Any]) -> float:
    with transaction.atomic():
        began = time.perf_counter()
        spent = work()
        taken = spent if isinstance(spent, float) else time.perf_counter() - began
        transaction.set_rollback(True)
    print(f"{name:<40}{taken:>8.1f} s  {ROWS / taken:>9,.0f} rows a second")
    return taken


def insert(agency: Agency, role: JobRole) -> None:
    people = [
        Person(email=f"bench-{n}@bench.example", first_name=f"First{n}", last_name=f"Last{n}", password="!")
        for n in range(ROWS)
    ]
    Person.objects.bulk_create(people)
    StaffNumber.objects.bulk_create(StaffNumber(person=one, agency=agency, number=one.email[:40]) for one in people)
    Post.objects.bulk_create(Post(person=one, agency=agency, role=role, start=START) for one in people)


def file_of(rows: int, agency: Agency, role: JobRole) -> io.BytesIO:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for n in range(rows):
        manager = f"BENCH-{n // 10}" if n else ""
        writer.writerow([f"BENCH-{n}", f"bench-{n}@bench.example", f"First{n}", f"Last{n}", agency.code, role.code,
                         "paid", START.isoformat(), manager])  # fmt: skip
    return io.BytesIO(out.getvalue().encode())


def plan_of(file: io.BytesIO) -> tuple[Plan, Asked]:
    kind, asked = KINDS["staff"], Asked(Scope.of(None), clock.today())
    reading = Reading(kind, file, "bench.csv", {name: name for name in HEADINGS}, {}, asked)
    return kind.plan(reading.rows, asked, reading.has, lock=True), asked


def take_in(file: io.BytesIO) -> Plan:
    plan, asked = plan_of(file)
    carry_out(
        kind=KINDS["staff"], plan=plan, asked=asked, by=None, agency=None, file_name="bench.csv", sha256=""
    )  # fmt: skip
    return plan


def take_in_again(agency: Agency, role: JobRole) -> float:
    take_in(file_of(ROWS, agency, role))
    began = time.perf_counter()
    counts = take_in(file_of(ROWS, agency, role)).counts
    if counts.get("unchanged") != ROWS:
        raise AssertionError(f"The same file again changed something: {counts}")
    return time.perf_counter() - began


def queries(rows: int, agency: Agency, role: JobRole) -> int:
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        take_in(file_of(rows, agency, role))
        transaction.set_rollback(True)
    return len(captured)
