"""What a staff file would do: who joins, moves, changes, leaves, and what can't be taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from people.imports import kinds
from people.imports.kinds import Asked, Line, Plan
from people.imports.rules import HeldPost, PostPlan, PostRow, plan_posts, said
from people.imports.staff.managers import Managers
from people.imports.staff.matching import Known, Matcher
from people.imports.staff.parsing import StaffRow
from people.models import Agency, JobRole, Post, PostKind
from people.queries import RIGHTS_REST

KIND_WORDS = {value: str(label).lower() for value, label in PostKind.choices}
SHARED = (
    "{what} differs here, and stays: others know this person too, or they hold rights on this site. Ask the team to "
    "change it."
)


@dataclass(slots=True)
class Act:
    """What taking in one row comes to. `person` is a key of the plan; each dict holds the fields that change."""

    person: Known
    make_person: bool = False
    person_fields: dict[str, Any] = field(default_factory=dict)
    number: tuple[int, str] | None = None
    post: int = 0
    post_fields: dict[str, Any] = field(default_factory=dict)
    make_post: bool = False
    left: int = 0
    left_end: date | None = None
    offer: bool = False


class StaffPlanner:
    """Plans a whole file. `has` are the columns that it has."""

    def __init__(self, asked: Asked, has: Iterable[str], *, lock: bool = False) -> None:
        self.asked, self.today, self.has = asked, asked.today, frozenset(has)
        self.matcher = Matcher(asked.scope, self.today, lock=lock)
        self.given: set[tuple[str, int]] = set()  # people and the agencies in which the file gives them a number
        self.roles = dict(JobRole.objects.values_list("pk", "title"))
        self.agencies: dict[int, Agency] = {one.pk: one for one in asked.scope.agencies.values()}

    def plan(self, rows: Sequence[StaffRow]) -> Plan:
        self.asked.tell("Finding the people it names")
        self.matcher.match(rows)
        self.covered = frozenset(row.agency for row in rows if row.agency)
        self.numbers_named = {(row.agency, row.staff_number) for row in rows if row.staff_number}
        managers = Managers(self.matcher, self.asked, rows)
        managers.resolve()
        self.asked.tell("Comparing their posts")
        by_row: dict[int, Line] = {}
        spoken: set[int] = set()
        for known in list(self.matcher.people.values()):
            if known.rows:
                self.plan_person(known, by_row, spoken, managers)
        lines = [by_row.get(row.number) or self.refused(row) for row in rows]
        leaving = self.leavers(spoken) if self.asked.everybody else []
        plan = Plan([*lines, *leaving])
        plan.held = self.held()
        plan.leaving = sum(line.act == kinds.LEAVES and line.do.post_fields["end"] <= self.today for line in plan.lines)
        return plan

    def refused(self, row: StaffRow) -> Line:
        return Line(row.number, kinds.ERROR, row.who, [], row.problems or ["It can't be read."])

    # -- One person ---------------------------------------------------------------------------------------------

    def plan_person(self, known: Known, by_row: dict[int, Line], spoken: set[int], managers: Managers) -> None:
        sound = [row for row in known.rows if not row.problems]
        inside = [post for post in known.posts if post.agency in self.agencies]
        # Whoever is named, even by a row that can't be taken, hasn't left.
        if len(sound) < len(known.rows):
            spoken.update(post.pk for post in inside)
        post_rows = [
            PostRow(row.number, row.agency, row.role, row.kind, row.start, row.end, "end_date" in self.has)
            for row in sound
        ]
        if not known.inside:
            for row, post_row in zip(sound, post_rows, strict=True):
                by_row[row.number] = self.offer(known, row, post_row, managers)
            return
        plans = plan_posts(post_rows, inside, covered=self.covered, today=self.today)
        made = False  # a new person is made by the first of their rows that can be taken
        asks = self.works_for_others_now(known)
        for row, post_row, plan in zip(sound, post_rows, plans, strict=True):
            spoken.update(post.pk for post in (plan.held, plan.left) if post)
            line = self.line(known, row, plan, managers, first=row is sound[0], make=not known.pk and not made)
            if asks and line.do and line.do.make_post and (plan.end is None or plan.end >= self.today):
                line = self.offer(known, row, post_row, managers)
            made = made or bool(line.do and line.do.make_person)
            by_row[row.number] = line

    def works_for_others_now(self, known: Known) -> bool:
        """Return whether somebody left these agencies and works elsewhere: then they are asked before they are back, or
        whoever led them once could look at them again."""
        lasting = {post.agency in self.agencies for post in known.posts if post.end is None or post.end >= self.today}
        return lasting == {False}

    def line(self, known: Known, row: StaffRow, plan: PostPlan, managers: Managers, *, first: bool, make: bool) -> Line:
        who = known.name_here or row.who
        if plan.problem:
            return Line(row.number, kinds.ERROR, who, [], [plan.problem])
        if plan.same_as:
            return Line(row.number, kinds.UNCHANGED, who, [], [f"It says the same as row {plan.same_as}."])
        act, line = (
            Act(known, make_person=make),
            Line(row.number, kinds.UNCHANGED, who, notes=[*row.notes, *plan.notes]),
        )
        if first and known.pk:
            self.person(known, row, act, line)
        self.number(known, row, act, line)
        manager = managers.of(row, known, plan.held, line.notes)
        if plan.held:
            self.changed(plan, plan.held, manager, act, line)
        else:
            self.joined(plan, manager, act, line)
        if known.resting and (act.make_post or act.post_fields.keys() & {"start", "end"}):
            return Line(row.number, kinds.ERROR, who, [], [RIGHTS_REST])
        if line.act == kinds.UNCHANGED and line.what:
            line.act = kinds.CHANGES
        line.do = act if line.act != kinds.UNCHANGED else None
        return line

    def person(self, known: Known, row: StaffRow, act: Act, line: Line) -> None:
        for name, title in (("first_name", "First name"), ("last_name", "Last name"), ("email", "Email")):
            was, now = getattr(known, name), getattr(row, name)
            if not now or now.casefold() == was.casefold():
                continue
            if known.shared:
                line.notes.append(SHARED.format(what=title))
                continue
            act.person_fields[name] = now
            line.what.append(f"{title}: {was or 'none'} → {now}")

    def number(self, known: Known, row: StaffRow, act: Act, line: Line) -> None:
        was = known.numbers.get(row.agency, "")
        if not row.staff_number or (known.key, row.agency) in self.given:
            return
        if known.pk:
            # Two employments in one agency, each with its number: the one that was there first stays.
            if was == row.staff_number or (row.agency, was) in self.numbers_named:
                return
            line.what.append(f"Staff number: {was or 'none'} → {row.staff_number}")
        elif was != row.staff_number:
            return
        self.given.add((known.key, row.agency))
        act.number = (row.agency, row.staff_number)

    def changed(self, plan: PostPlan, held: HeldPost, manager: int | str | None, act: Act, line: Line) -> None:
        act.post = held.pk
        fields: dict[str, tuple[Any, Any, str]] = {
            "start": (held.start, plan.start, f"Start: {said(held.start)} → {said(plan.start or held.start)}"),
            "role_id": (held.role, plan.role, f"Role: {self.roles[held.role]} → {self.roles[plan.role]}"),
            "agency_id": (held.agency, plan.agency, f"Agency: {self.agency(held.agency)} → {self.agency(plan.agency)}"),
            "kind": (held.kind, plan.kind, f"Kind: {KIND_WORDS[held.kind]} → {KIND_WORDS[plan.kind]}"),
            "end": (held.end, plan.end, self.end_words(held.end, plan.end)),
        }
        for name, (was, now, words) in fields.items():
            if was != now:
                act.post_fields[name] = now
                line.what.append(words)
        if manager is not None:
            act.post_fields["line_manager_id"] = manager or None
            line.what.append(f"Line manager: {self.name(held.manager)} → {self.name(manager)}")
        if "end" in act.post_fields and plan.end and (held.end is None or held.end > plan.end):
            line.act = kinds.LEAVES
        elif {"role_id", "agency_id"} & act.post_fields.keys():
            line.act = kinds.MOVES

    def joined(self, plan: PostPlan, manager: int | str | None, act: Act, line: Line) -> None:
        act.make_post = True
        act.post_fields = {
            "agency_id": plan.agency, "role_id": plan.role, "kind": plan.kind or PostKind.PAID, "start": plan.start,
            "end": plan.end,
        }  # fmt: skip
        if manager is None and plan.left and "manager" not in self.has and plan.left.agency == plan.agency:
            manager = plan.left.manager
        if manager:
            act.post_fields["line_manager_id"] = manager
        role, agency, start = self.roles[plan.role], self.agency(plan.agency), said(plan.start or self.today)
        kind = "" if act.post_fields["kind"] == PostKind.PAID else f" ({KIND_WORDS[plan.kind]})"
        end = f" to {said(plan.end)}" if plan.end else ""
        if plan.left:
            act.left, act.left_end, line.act = plan.left.pk, plan.left_end, kinds.MOVES
            was = self.roles[plan.left.role]
            where = "" if plan.left.agency == plan.agency else f", {self.agency(plan.left.agency)}"
            line.what.append(f"From {was}{where} to {role}{kind}, {agency}, from {start}{end}")
        else:
            line.act = kinds.JOINS
            line.what.append(f"{role}{kind}, {agency}, from {start}{end}")
        if manager:
            line.what.append(f"Line manager: {self.name(manager)}")

    def offer(self, known: Known, row: StaffRow, post: PostRow, managers: Managers) -> Line:
        """Plan to ask somebody whom only others know whether the post is theirs. Nothing of them is shown till then."""
        who = row.who
        if post.start is None:
            return Line(row.number, kinds.ERROR, who, [], ["There is no start date. Write the first day in the post."])
        if post.end and post.end < max(post.start, self.today):
            return Line(row.number, kinds.ERROR, who, [], ["The post is over, so there is nothing to ask them."])
        key = (known.key, row.agency, row.role, post.start)
        if key in self.matcher.offers:
            return Line(row.number, kinds.UNCHANGED, who)
        self.matcher.offers.add(key)
        manager = managers.of(row, known, None, [])
        fields = {"agency_id": row.agency, "role_id": row.role, "kind": row.kind or PostKind.PAID, "start": post.start,
                  "end": post.end, "line_manager_id": manager or None, "staff_number": row.staff_number}  # fmt: skip
        words = f"{self.roles[row.role]}, {self.agency(row.agency)}, once they have said that it is theirs"
        return Line(row.number, kinds.WAITS, who, [words], do=Act(known, offer=True, post_fields=fields))

    # -- Those who aren't in it ---------------------------------------------------------------------------------

    def gone(self) -> Any:
        held = Post.objects.held_on(self.today).filter(agency__in=self.covered)
        return held.filter(kind__in=self.asked.everybody) if self.asked.everybody else held

    def held(self) -> int:
        return int(self.gone().count())

    def leavers(self, spoken: set[int]) -> list[Line]:
        """Plan an end today for whoever the file leaves out, of the kinds that it says it has everybody of."""
        lines = []
        rows = self.gone().filter(Q(end=None) | Q(end__gt=self.today))
        names = ("pk", "person", "person__first_name", "person__last_name", "agency", "role")
        for pk, person, first, last, agency, role in rows.order_by("pk").values_list(*names).iterator():
            if pk in spoken:
                continue
            known = Known(f"p{person}", person, first_name=first, last_name=last)
            act = Act(known, post=pk, post_fields={"end": self.today})
            words = f"Isn't in the file: {self.roles[role]}, {self.agency(agency)}, ends {said(self.today)}"
            lines.append(Line(None, kinds.LEAVES, known.name, [words], do=act))
        return lines

    # -- Words --------------------------------------------------------------------------------------------------

    def agency(self, key: int) -> str:
        return self.agencies[key].name

    def end_words(self, was: date | None, now: date | None) -> str:
        if now is None:
            return f"Back: the end on {said(was)} is taken away" if was else ""
        return f"Ends {said(now)}" if was is None else f"End: {said(was)} → {said(now)}"

    def name(self, who: int | str | None) -> str:
        if not who:
            return "none"
        if isinstance(who, int):
            known = self.matcher.by_pk.get(who)
            return (known.name_here if known and known.inside else "") or "somebody"
        return self.matcher.people[who].name
