"""Files of training history: who completed which course on which day, somewhere else or long ago."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from core.tables import CantRead, is_nothing, read_day, read_hours
from learning.catalogue.models import Course
from learning.records import rules
from learning.records.actions import correct_copies, hold_records
from learning.records.models import Completion, Correction, Source
from people.imports import kinds
from people.imports.kinds import (
    UNDONE,
    Asked,
    Change,
    Column,
    Done,
    Line,
    Overtaken,
    Plan,
    Reversal,
    Said,
    Scope,
    chunks,
)
from people.imports.mapping import Meanings
from people.imports.rules import said as day_words
from people.imports.staff.columns import AGENCY, EMAIL, STAFF_NUMBER
from people.imports.whom import find_people
from people.models import Post

MODEL = "records.Completion"
# What a row's own word for where it comes from is recorded as; any other is kept beside an imported record.
SOURCES = {
    word.casefold(): value for value, label in Source.choices for word in (value, str(label)) if value != Source.IMPORT
}


def courses(scope: Scope) -> list[tuple[str, str]]:
    return list(Course.objects.order_by("title").values_list("code", "title"))


COLUMNS = (
    STAFF_NUMBER,
    EMAIL,
    AGENCY,
    Column("course", "Course", "The course's code or title; say once what old titles mean.",
           ("course code", "course title", "course name", "training", "title", "module", "activity"), needed=True,
           choices=courses),
    Column("completed_on", "Completed on", "The day. Never in the future.",
           ("completed", "date completed", "completion date", "date", "date attended", "passed on", "achieved on"),
           needed=True),
    Column("source", "Source", "Where it was done: online, event, group, reading or external. Other words are kept.",
           ("provider", "origin", "delivery method")),
    Column("hours", "Hours", "The course's own unless given.", ("duration", "cpd hours", "duration hours")),
    Column("reference", "Reference", "What the old system calls the record.",
           ("record id", "certificate number", "enrolment id", "ref")),
)  # fmt: skip


def refuse_overtaken(rows: Sequence["CompletionRow"], made: Collection[int]) -> None:
    """Raise Overtaken if somebody else recorded any of these rows, besides the completions `made` of them by key, or
    merged one of their people.

    Asked at the end and not at the beginning, so that people's records are held for a moment, and not for as long as a
    large file takes: whoever records for a team, or signs in, waits for them.
    """
    if hold_records(row.person for row in rows):
        raise Overtaken("Two records of somebody became one.")
    for chunk in chunks(rows):
        mine = {(row.person, row.course, row.on) for row in chunk}
        found = Completion.objects.standing().filter(
            person__in={row.person for row in chunk}, course__in={row.course for row in chunk}
        )
        for key, *what in found.order_by().values_list("pk", "person", "course", "completed_on"):
            if key not in made and tuple(what) in mine:
                raise Overtaken("Somebody recorded the same.")


@dataclass
class CompletionRow:
    number: int
    staff_number: str
    email: str
    agency: int = 0
    course: int = 0
    on: date | None = None
    source: str = Source.IMPORT
    said_source: str = ""
    hours: Decimal | None = None
    reference: str = ""
    problems: list[str] = field(default_factory=list)
    person: int = 0
    who: str = ""


def refuse_later_days(rows: Sequence[CompletionRow], scope: Scope) -> None:
    """Give a problem to each row with a day after its person's last day in these agencies.

    What leavers do elsewhere is no business of the agency that they left: neither to add to, nor to ask for day by day.
    """
    last: dict[int, date] = {}
    people = {row.person for row in rows if row.person}
    posts = Post.objects.filter(person__in=people, agency__in=scope.keys).order_by()
    for person, end in posts.values_list("person", "end"):
        last[person] = max(last.get(person, date.min), end or date.max)
    for row in rows:
        if row.person and row.on and row.on > last.get(row.person, date.max):
            words = f"They left on {day_words(last[row.person])}, before this day. Whoever they work for now brings it."
            row.problems.append(words)


class CompletionImport:
    """The kind of file that says who completed what."""

    code = "completions"
    order = 3
    title = "Training history"
    lede = "Which courses people completed before, or somewhere else, and on which day."
    bring = "Bring in training history"
    columns: Sequence[Column] = COLUMNS
    one_of: tuple[tuple[str, ...], ...] = (("staff_number", "email"),)
    says_who_left = False

    def read(self, said: Iterable[Said], asked: Asked, meanings: Mapping[str, Meanings]) -> list[CompletionRow]:
        keys = dict(Course.objects.values_list("code", "pk"))
        return [self.row(one, asked, meanings, keys) for one in said]

    def row(self, said: Said, asked: Asked, meanings: Mapping[str, Meanings], keys: Mapping[str, int]) -> CompletionRow:
        cells = {name: "" if is_nothing(text) else text for name, text in said.cells.items()}
        row = CompletionRow(said.number, cells.get("staff_number", ""), cells.get("email", "").lower())
        row.who, row.problems = row.email or row.staff_number, said.problems
        if not row.who and not row.problems:
            row.problems.append("There is no staff number and no email. Add one.")
        if text := cells.get("agency", ""):
            code = meanings["agency"].of(text)
            if code is None:
                row.problems.append(f"The agency “{text[:60]}” isn't known here. Put it right, or say what it means.")
            else:
                row.agency = asked.scope.agencies[code.casefold()].pk
        if text := cells.get("course", ""):
            code = meanings["course"].of(text)
            if code is None:
                row.problems.append(
                    f"The course “{text[:80]}” isn't in the catalogue. Say which it is, on the page of words."
                )
            else:
                row.course = keys[code]
        else:
            row.problems.append("There is no course.")
        self.read_day(row, cells.get("completed_on", ""), asked.today)
        self.read_rest(row, cells)
        return row

    def read_day(self, row: CompletionRow, text: str, today: date) -> None:
        if not text:
            row.problems.append("There is no day of completion.")
            return
        try:
            row.on = read_day(text)
            rules.refuse_future(row.on, today=today)
        except CantRead as error:
            row.problems.append(f"Completed on: {error}")
        except ValueError as error:
            row.problems.append(str(error))

    def read_rest(self, row: CompletionRow, cells: Mapping[str, str]) -> None:
        row.reference = cells.get("reference", "")[:120]
        word = cells.get("source", "")
        row.source = SOURCES.get(word.casefold(), Source.IMPORT)
        row.said_source = word[:120] if word and row.source == Source.IMPORT else ""
        if text := cells.get("hours", ""):
            try:
                row.hours = read_hours(text)
            except CantRead as error:
                row.problems.append(str(error))

    def plan(self, rows: Sequence[CompletionRow], asked: Asked, has: Iterable[str], *, lock: bool = False) -> Plan:
        find_people(rows, asked.scope, today=asked.today)
        self.titles = dict(Course.objects.values_list("pk", "title"))
        seen: dict[tuple[int, int, date], int] = {}
        lines: list[Line] = []
        for chunk in chunks(rows):
            if not asked.scope.everybody:
                refuse_later_days(chunk, asked.scope)
            there = self.there(chunk)
            lines += [self.line(row, there, seen) for row in chunk]
        return Plan(lines)

    def there(self, chunk: Sequence[CompletionRow]) -> dict[tuple[int, int, date], list[str | None]]:
        """Return why each completion of these people and courses was withdrawn, None for one that stands."""
        sound = [row for row in chunk if row.person and row.course and not row.problems]
        found: dict[tuple[int, int, date], list[str | None]] = {}
        rows = Completion.objects.filter(
            person__in={row.person for row in sound}, course__in={row.course for row in sound}
        )
        for *key, reason in rows.order_by().values_list("person", "course", "completed_on", "correction__reason"):
            found.setdefault(tuple(key), []).append(reason)  # type: ignore[arg-type]
        return found

    def line(
        self,
        row: CompletionRow,
        there: Mapping[tuple[int, int, date], list[str | None]],
        seen: dict[tuple[int, int, date], int],
    ) -> Line:
        if row.problems or row.on is None:
            return Line(row.number, kinds.ERROR, row.who, [], row.problems)
        key = (row.person, row.course, row.on)
        if key in seen:
            return Line(row.number, kinds.UNCHANGED, row.who, [f"It says the same as row {seen[key]}."])
        seen[key] = row.number
        reasons = there.get(key, [])
        # What somebody withdrew stays so; what an undone file took back may come again.
        if any(reason is None or not reason.startswith(UNDONE) for reason in reasons):
            withdrawn = all(reasons)
            notes = ["It is in the record, withdrawn as wrong, and stays so."] if withdrawn else []
            return Line(row.number, kinds.UNCHANGED, row.who, [], notes)
        words = f"{self.titles[row.course]}, {day_words(row.on)}"
        return Line(row.number, kinds.JOINS, row.who, [words], do=(row, len(reasons)))

    def carry_out(self, plan: Plan, asked: Asked, *, by: Any, batch: Any) -> Iterable[Done]:
        """Record what the plan says. Raises Overtaken if somebody else recorded some of it since the plan was made."""
        hours = dict(Course.objects.values_list("pk", "hours"))
        lines, keys = [line for line in plan.lines if line.do], set[int]()
        for chunk in chunks(lines):
            made = [self.completion(*line.do, hours=hours, by=by, batch=batch) for line in chunk]
            try:
                with transaction.atomic():
                    Completion.objects.bulk_create(made)
            except IntegrityError as error:
                raise Overtaken("Another file recorded the same.") from error
            keys |= {completion.pk for completion in made}
            for line, completion in zip(chunk, made, strict=True):
                facts = {"person": completion.person_id, "course": completion.course_id, "on": completion.completed_on}
                yield Done(line, [Change(MODEL, completion.pk, None, facts)])
        refuse_overtaken([line.do[0] for line in lines], keys)

    def completion(
        self, row: CompletionRow, withdrawn: int, *, hours: Mapping[int, Decimal], by: Any, batch: Any
    ) -> Completion:
        assert row.on
        evidence = {"import": str(batch.pk), "file": batch.file_name, "row": row.number}
        said = {"reference": row.reference, "source": row.said_source}
        return Completion(
            person_id=row.person,
            course_id=row.course,
            completed_on=row.on,
            source=row.source,
            hours=hours[row.course] if row.hours is None else row.hours,
            evidence={**evidence, **{name: text for name, text in said.items() if text}},
            key=rules.plain_key(Source.IMPORT, row.person, row.course, row.on, withdrawn),
            recorded_by=by,
        )

    def reverse(self, changes: Sequence[Change], *, scope: Scope, by: Any, reason: str) -> Reversal:
        """Withdraw what was brought, with the reason, and what merging two records made of it. What has been withdrawn
        since stays as it is."""
        result, withdrawn = Reversal(), list[Completion]()
        for chunk in chunks(enumerate(changes)):
            keys = [change.pk for _, change in chunk]
            gone = set(Correction.objects.filter(completion__in=keys).values_list("completion", flat=True))
            fresh = list(Completion.objects.filter(pk__in=keys).exclude(pk__in=gone).order_by("pk"))
            Correction.objects.bulk_create(Correction(completion=one, reason=reason, recorded_by=by) for one in fresh)
            withdrawn += fresh
            for place, change in chunk:
                if change.pk in gone:
                    result.kept[place] = "The completion was withdrawn already, with a reason of its own."
                else:
                    result.undone[place] = Change(change.model, change.pk, change.after, {"withdrawn": reason})
        # At the end, since it holds people's records, and all at once, so that no two wait for each other.
        correct_copies(withdrawn, reason=reason, by=by)
        return result
