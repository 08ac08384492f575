"""Draws up years of plausible training: most in time, some late, a few never; most renew, some let it lapse."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from core.dates import add_months
from core.demo import DemoRun
from learning.catalogue.models import Course
from learning.records.actions import CompletionFact, record_many
from people.models import PathwayMembership

NEVER = 0.035
IN_TIME = 0.83
RENEWS_IN_TIME = 0.87
RENEWS_LATE = 0.95
# Records older than this came over from the systems before.
IMPORTED_AFTER = timedelta(days=1100)
COURSES_DONE_IN_A_ROOM = {"INTER-AGENCY", "DSL", "DSL-UPDATE"}
MODES = {"online": "online", "event": "room", "import": ""}
# A person's post as this module needs it: role, start, end.
Spell = tuple[int, date, date | None]


class Batch:
    """Completions to be written together, each source by itself."""

    def __init__(self, run: DemoRun) -> None:
        self.run = run
        self.courses = {course.code: course for course in Course.objects.all()}
        self.facts: dict[str, list[CompletionFact]] = defaultdict(list)
        self.written = 0

    def add(self, person: int, code: str, on: date, number: int, source: str) -> None:
        course = self.courses.get(code)
        if course is None:
            return
        # The number and not the day is in the key, so that a second go after an interruption doubles nothing.
        key = f"demo:{person}:{code}:{number}"
        self.facts[source].append(CompletionFact(person, course, on, key, mode=MODES[source]))

    def write(self) -> None:
        for source in sorted(self.facts):
            self.written += record_many(
                facts=self.facts[source], source=source, by=self.run.team, today=self.run.today,
                reason="The demonstration partnership's history.",
            )  # fmt: skip
        self.facts.clear()


@dataclass(frozen=True)
class Plan:
    """How one requirement is usually met. `asked_from` is the day from which anybody was trained for it."""

    first: str
    renewing: str
    roles: frozenset[int]
    asked_from: date
    first_days: int
    renewal_months: int | None


class Historian:
    """Tells what a person completed, and when, from the posts they have held."""

    def __init__(self, run: DemoRun, rows: list[dict[str, Any]]) -> None:
        self.run = run
        roles: dict[str, set[int]] = defaultdict(set)
        for code, role in PathwayMembership.objects.values_list("pathway__code", "role"):
            roles[code].add(role)
        self.plans = [self._plan(row, roles) for row in rows]

    def _plan(self, row: dict[str, Any], roles: dict[str, set[int]]) -> Plan:
        renewing = [listing["course"] for listing in row["listings"] if listing.get("renewing")]
        began = add_months(self.run.today, -row["since"])
        return Plan(
            first=row["listings"][0]["course"],
            renewing=renewing[-1] if renewing else "",
            roles=frozenset().union(*(roles[code] for code in row["pathways"])),
            # What has been asked for years was asked before this site was; what is new wasn't.
            asked_from=date.min if row["since"] > 24 else began,
            first_days=row.get("first_days") or row["first_months"] * 30,
            renewal_months=row.get("renewal_months"),
        )

    def tell(self, person: int, spells: Iterable[Spell], batch: Batch) -> None:
        spells = list(spells)
        for plan in self.plans:
            held = [(start, end) for role, start, end in spells if role in plan.roles]
            if not held:
                continue
            began = max(min(start for start, _ in held), plan.asked_from)
            last = max(end or self.run.today for _, end in held)
            for number, day in enumerate(days_of(plan, began, min(last, self.run.today), self.run.rng), start=1):
                code = plan.first if number == 1 else plan.renewing
                batch.add(person, code, day, number, self._source(code, day))

    def _source(self, code: str, day: date) -> str:
        if self.run.today - day > IMPORTED_AFTER:
            return "import"
        if code in COURSES_DONE_IN_A_ROOM or self.run.rng.random() < 0.12:
            return "event"
        return "online"


def days_of(plan: Plan, began: date, last: date, rng: Random) -> Iterator[date]:
    """Yield the days on which somebody who began on `began` completed the training, none after `last`."""
    chance = rng.random()
    if chance < NEVER:
        return
    if chance < IN_TIME:
        delay = rng.triangular(3, plan.first_days * 0.97, plan.first_days * 0.35)
    else:
        delay = rng.uniform(plan.first_days, plan.first_days * 2.4)
    day = on_a_weekday(began + timedelta(days=round(delay)))
    while day <= last:
        yield day
        if not plan.renewal_months:
            return
        lapse, chance = add_months(day, plan.renewal_months), rng.random()
        if chance < RENEWS_IN_TIME:
            day = lapse - timedelta(days=round(rng.triangular(1, 110, 25)))
        elif chance < RENEWS_LATE:
            day = lapse + timedelta(days=rng.randint(1, 170))
        else:
            return
        day = on_a_weekday(day)


def on_a_weekday(day: date) -> date:
    """Return the day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
