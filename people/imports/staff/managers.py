"""Whom a row names as line manager. Loops are refused; so is anybody whom the file may not speak of."""

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Lower

from people.imports.kinds import Asked, chunks
from people.imports.rules import HeldPost, closes_loop
from people.imports.staff.matching import Known, Matcher
from people.imports.staff.parsing import StaffRow
from people.models import Person, Post, StaffNumber


class Managers:
    """Finds the managers that a file names, and keeps account of who would manage whom."""

    def __init__(self, matcher: Matcher, asked: Asked, rows: Sequence[StaffRow]) -> None:
        self.matcher, self.asked, self.rows = matcher, asked, rows
        self.own: dict[tuple[int, str], Known] = {}
        self.numbers: dict[str, set[str]] = {}
        self.named = False
        self.above: dict[str, set[str]] | None = None

    def resolve(self) -> None:
        """Load those who are named as managers and aren't in the file, a fixed number of queries a chunk."""
        named = [row for row in self.rows if row.manager_said]
        for chunk in chunks(named):
            said = {row.manager_said for row in chunk}
            emails = {one for one in said if "@" in one} - self.matcher.by_email.keys()
            numbers = {one for one in said if "@" not in one}
            by_email = Person.objects.alias(low=Lower("email")).filter(low__in=emails).values_list("pk", flat=True)
            held = StaffNumber.objects.alias(low=Lower("number")).filter(agency__in=self.matcher.keys, low__in=numbers)
            wanted = {*by_email, *held.values_list("person", flat=True)} - self.matcher.by_pk.keys()
            if wanted:
                self.matcher.learn(wanted)
        for (agency, number), known in self.matcher.by_number.items():
            self.own[agency, number.lower()] = known
            self.numbers.setdefault(number.lower(), set()).add(known.key)
        self.named = bool(named)

    def of(self, row: StaffRow, known: Known, held: HeldPost | None, notes: list[str]) -> int | str | None:
        """Return whom to name: a person's key, one of the plan's for somebody new, 0 for nobody; None: leave it.

        Whoever can't be named is left out, with a note that says why: the rest of the row is sound.
        """
        was = held.manager if held else None
        if not row.manager_said:
            return 0 if was and self.named else None
        manager = self.find(row)
        if manager and manager.pk and manager.pk == was:
            return self.stays(known, was)
        if manager is None:
            notes.append(
                f"The line manager “{row.manager_said}” isn't in the file or known here, so is left as before. Add "
                "them to the file, or put the cell right."
            )
        elif manager is known:
            notes.append("It names them as their own line manager, so the manager is left as before.")
        elif closes_loop(known.key, manager.key, self.managers()):
            above, below = manager.name_here or "That manager", known.name_here or "them"
            notes.append(
                f"{above} is managed by {below}, directly or through others, so can't also be their manager. The "
                "manager is left as before."
            )
        else:
            self.managers().setdefault(known.key, set()).add(manager.key)
            return manager.pk or manager.key
        return self.stays(known, was)

    def stays(self, known: Known, was: int | None) -> int | None:
        """Leave the manager as before; 0, nobody, if what the file says of others would make a loop of that."""
        if was is None:
            return None
        if closes_loop(known.key, f"p{was}", self.managers()):
            return 0
        self.managers().setdefault(known.key, set()).add(f"p{was}")
        return None

    def find(self, row: StaffRow) -> Known | None:
        if "@" in row.manager_said:
            known = self.matcher.by_email.get(row.manager_said)
        else:
            known = self.own.get((row.agency, row.manager_said))
            if known is None:
                keys = self.numbers.get(row.manager_said, set())
                known = self.matcher.people[next(iter(keys))] if len(keys) == 1 else None
        if known is None or not known.inside or (not known.pk and not self.is_made(known)):
            return None
        return known

    def is_made(self, known: Known) -> bool:
        return any(not row.problems and row.start for row in known.rows)

    def managers(self) -> dict[str, set[str]]:
        """Return whom each person's present posts name, from one query, with what the file has named so far."""
        if self.above is None:
            self.above = {}
            # What the file says anew of somebody takes the place of what was, so a pair may change places.
            anew = {(known.pk, row.agency) for known in self.matcher.people.values() for row in known.rows}
            lasting = Post.objects.filter(Q(end=None) | Q(end__gte=self.asked.today)).exclude(line_manager=None)
            edges = lasting.order_by().values_list("person", "agency", "line_manager")
            for person, agency, manager in edges.iterator():
                if not self.named or (person, agency) not in anew:
                    self.above.setdefault(f"p{person}", set()).add(f"p{manager}")
        return self.above
