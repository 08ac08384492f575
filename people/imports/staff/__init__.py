"""Staff files: who works where, as what, since when, under whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core import clock
from people.imports.kinds import Asked, Change, Column, Done, Plan, Reversal, Said, Scope
from people.imports.mapping import Meanings
from people.imports.staff.applying import StaffWriter
from people.imports.staff.columns import COLUMNS
from people.imports.staff.parsing import Reader, StaffRow
from people.imports.staff.planning import StaffPlanner
from people.imports.undoing import reverse


class StaffImport:
    """The kind of file that says who works where."""

    code = "staff"
    order = 1
    title = "Staff"
    lede = "Who works where, as what, since when and under whom."
    bring = "Bring in a staff list"
    columns: Sequence[Column] = COLUMNS
    one_of: tuple[tuple[str, ...], ...] = (("staff_number", "email"),)
    says_who_left = True

    def read(self, said: Iterable[Said], asked: Asked, meanings: Mapping[str, Meanings]) -> list[StaffRow]:
        return list(Reader(asked, meanings).rows(said))

    def plan(self, rows: Sequence[StaffRow], asked: Asked, has: Iterable[str], *, lock: bool = False) -> Plan:
        return StaffPlanner(asked, has, lock=lock).plan(rows)

    def carry_out(self, plan: Plan, asked: Asked, *, by: Any, batch: Any) -> Iterable[Done]:
        return StaffWriter(plan).run()

    def reverse(self, changes: Sequence[Change], *, scope: Scope, by: Any, reason: str) -> Reversal:
        return reverse(changes, scope=scope, today=clock.today())
