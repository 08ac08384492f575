"""Files of absences: who is away from their posts, from when and until when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core import clock
from core.tables import CantRead, is_nothing, read_day
from people.imports import kinds
from people.imports.kinds import Asked, Change, Column, Done, Line, Plan, Reversal, Said, Scope, chunks
from people.imports.mapping import Meanings
from people.imports.rules import said as day_words
from people.imports.staff.columns import AGENCY, EMAIL, STAFF_NUMBER
from people.imports.undoing import reverse
from people.imports.whom import find_people
from people.models import Absence, AbsenceKind, Post

FACTS = ("post_id", "away_from", "back_on", "kind")


def absence_kinds(scope: Scope) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in AbsenceKind.choices]


COLUMNS = (
    STAFF_NUMBER,
    EMAIL,
    AGENCY,
    Column("away_from", "Away from", "The first day away.",
           ("absence start", "start", "start date", "from", "first day away", "absent from"), needed=True),
    Column("back_on", "Back on", "The first day back. Empty while they are away.",
           ("return date", "returned", "return to work date", "first day back", "back")),
    Column("kind", "Kind of absence", "Parental, sickness, career break, secondment, suspension or other.",
           ("absence type", "type", "reason", "absence kind"), choices=absence_kinds),
)  # fmt: skip


@dataclass
class AbsenceRow:
    number: int
    staff_number: str
    email: str
    agency: int = 0
    away_from: date | None = None
    back_on: date | None = None
    kind: str = ""
    says_back: bool = False
    problems: list[str] = field(default_factory=list)
    person: int = 0
    who: str = ""


@dataclass
class Spell:
    """What a row says of one post: the spell that is `there` from that day, or a new one, lasts until `back`."""

    row: AbsenceRow
    day: date
    post: Post
    there: Absence | None
    back: date | None
    clash: date | None = None  # the first day of another spell that shares days with it


@dataclass
class Act:
    """An absence to add to a post, or one to change (`absence`), with the fields."""

    post: int
    fields: dict[str, Any]
    absence: int = 0


class AbsenceImport:
    """The kind of file that says who is away. A spell counts for every post of theirs in the agency at its start."""

    code = "absences"
    order = 2
    title = "Absences"
    lede = "Who is away from their posts, from when and until when. Managers see “away”, and never why."
    bring = "Bring in absences"
    columns: Sequence[Column] = COLUMNS
    one_of: tuple[tuple[str, ...], ...] = (("staff_number", "email"),)
    says_who_left = False

    def read(self, said: Iterable[Said], asked: Asked, meanings: Mapping[str, Meanings]) -> list[AbsenceRow]:
        return [self.row(one, asked, meanings) for one in said]

    def row(self, said: Said, asked: Asked, meanings: Mapping[str, Meanings]) -> AbsenceRow:
        cells = {name: "" if is_nothing(text) else text for name, text in said.cells.items()}
        row = AbsenceRow(said.number, cells.get("staff_number", ""), cells.get("email", "").lower())
        row.who, row.problems, row.says_back = row.email or row.staff_number, said.problems, "back_on" in cells
        if not row.who and not row.problems:
            row.problems.append("There is no staff number and no email. Add one.")
        for name in ("agency", "kind"):
            if text := cells.get(name, ""):
                code = meanings[name].of(text)
                if code is None:
                    row.problems.append(f"“{text[:60]}” isn't known here. Put it right, or say what it means.")
                elif name == "agency":
                    row.agency = asked.scope.agencies[code.casefold()].pk
                else:
                    row.kind = code
        for name, title in (("away_from", "Away from"), ("back_on", "Back on")):
            if text := cells.get(name, ""):
                try:
                    setattr(row, name, read_day(text))
                except CantRead as error:
                    row.problems.append(f"{title}: {error}")
            elif name == "away_from":
                row.problems.append("There is no first day away.")
        if row.away_from and row.back_on and row.back_on <= row.away_from:
            row.problems.append("They are back on or before the day they went. Write the first day back.")
        return row

    def plan(self, rows: Sequence[AbsenceRow], asked: Asked, has: Iterable[str], *, lock: bool = False) -> Plan:
        find_people(rows, asked.scope, today=asked.today)
        found: list[Line | Spell] = []
        seen: dict[tuple[int, date], int] = {}
        for chunk in chunks(rows):
            posts = self.posts_of(chunk, asked, lock=lock)
            for row in chunk:
                found += self.spells(row, posts.get(row.person, []), seen)
        find_clashes([one for one in found if isinstance(one, Spell)])
        return Plan([self.line(one) if isinstance(one, Spell) else one for one in found])

    def posts_of(self, chunk: Sequence[AbsenceRow], asked: Asked, *, lock: bool) -> dict[int, list[Post]]:
        people = {row.person for row in chunk if row.person and not row.problems}
        found = Post.objects.filter(person__in=people, agency__in=asked.scope.keys).order_by("pk")
        if lock:
            found = found.select_for_update(of=("self",))
        posts: dict[int, list[Post]] = {}
        for post in found.select_related("role").prefetch_related("absences"):
            posts.setdefault(post.person_id, []).append(post)
        return posts

    def spells(
        self, row: AbsenceRow, posts: Sequence[Post], seen: dict[tuple[int, date], int]
    ) -> Sequence[Line | Spell]:
        if row.problems or row.away_from is None:
            return [Line(row.number, kinds.ERROR, row.who, [], row.problems)]
        day = row.away_from
        held = [
            post
            for post in posts
            if row.agency in {0, post.agency_id} and post.start <= day and (post.end is None or post.end >= day)
        ]
        if not held:
            words = f"They hold no post here on {day_words(day)}. Check the day and the agency."
            return [Line(row.number, kinds.ERROR, row.who, [], [words])]
        return [self.spell(row, day, post, seen) for post in held]

    def spell(self, row: AbsenceRow, day: date, post: Post, seen: dict[tuple[int, date], int]) -> Line | Spell:
        if (post.pk, day) in seen:
            return Line(
                row.number, kinds.ERROR, row.who, [], [f"Row {seen[post.pk, day]} has a spell from that day too."]
            )
        seen[post.pk, day] = row.number
        there = next((one for one in post.absences.all() if one.away_from == day), None)
        return Spell(row, day, post, there, there.back_on if there and not row.says_back else row.back_on)

    def line(self, spell: Spell) -> Line:
        row, day, post, there, back = spell.row, spell.day, spell.post, spell.there, spell.back
        if spell.clash:
            words = f"They are away from {day_words(spell.clash)} too, which overlaps. Put one of them right."
            return Line(row.number, kinds.ERROR, row.who, [], [words])
        until = f"back on {day_words(back)}" if back else "not back yet"
        if there is None:
            fields = {"away_from": day, "back_on": back, "kind": row.kind or AbsenceKind.OTHER}
            return Line(row.number, kinds.JOINS, row.who, [f"{post.role}: away from {day_words(day)}, {until}"],
                        do=Act(post.pk, fields))  # fmt: skip
        fields, what = {}, []
        if back != there.back_on:
            fields["back_on"] = back
            what.append(f"{post.role}: away from {day_words(day)}, now {until}")
        if row.kind and row.kind != there.kind:
            # What it was is left unsaid: whoever brings this file need not be whoever recorded it.
            fields["kind"] = row.kind
            what.append("The kind of absence changes")
        act = Act(post.pk, fields, there.pk) if fields else None
        return Line(row.number, kinds.CHANGES if fields else kinds.UNCHANGED, row.who, what, do=act)

    def carry_out(self, plan: Plan, asked: Asked, *, by: Any, batch: Any) -> Iterable[Done]:
        for chunk in chunks(line for line in plan.lines if line.do):
            fresh = [Absence(post_id=line.do.post, **line.do.fields) for line in chunk if not line.do.absence]
            Absence.objects.bulk_create(fresh)
            there = Absence.objects.in_bulk([line.do.absence for line in chunk if line.do.absence])
            made = iter(fresh)
            for line in chunk:
                yield Done(line, [self.change(line.do, there, made)])
            Absence.objects.bulk_update(there.values(), ["back_on", "kind"], batch_size=kinds.CHUNK // 4)

    def change(self, act: Act, there: Mapping[int, Absence], made: Any) -> Change:
        if not act.absence:
            absence = next(made)
            return Change("people.Absence", absence.pk, None, {name: getattr(absence, name) for name in FACTS})
        absence = there[act.absence]
        before = {name: getattr(absence, name) for name in act.fields}
        for name, value in act.fields.items():
            setattr(absence, name, value)
        return Change("people.Absence", absence.pk, before, act.fields)

    def reverse(self, changes: Sequence[Change], *, scope: Scope, by: Any, reason: str) -> Reversal:
        return reverse(changes, scope=scope, today=clock.today())


def find_clashes(spells: Sequence[Spell]) -> None:
    """Note of each spell which other it shares days with.

    They are compared as they would be once the file is taken in, so that one row may end a spell and another begin the
    next. Of two that the file has the later row is refused, and of one that is there and a new one the new.
    """
    will: dict[int, dict[date, date | None]] = {}
    for spell in spells:
        days = will.setdefault(spell.post.pk, {one.away_from: one.back_on for one in spell.post.absences.all()})
        if spell.there:
            days[spell.day] = spell.back
    for spell in sorted(spells, key=lambda one: one.there is None):
        days = will[spell.post.pk]
        others = ((day, days[day]) for day in sorted(days) if day != spell.day)
        spell.clash = next((day for day, back in others if overlap(day, back, spell.day, spell.back)), None)
        if spell.clash is None:
            days[spell.day] = spell.back
        elif spell.there:
            days[spell.day] = spell.there.back_on


def overlap(day: date, back: date | None, other: date, other_back: date | None) -> bool:
    """Return whether two spells share a day, each from one day to the day before another, or without an end."""
    return (other_back is None or day < other_back) and (back is None or other < back)
