"""From what a row says to what it means: names, an address, an agency, a role, days."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.csv_export import FORMULA_PREFIXES
from core.tables import CantRead, is_nothing, read_day
from people.imports.kinds import Asked, Said, Scope
from people.imports.mapping import Meanings
from people.imports.staff.columns import BY_NAME
from people.models import JobRole

SHORTENED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
FURTHEST_AHEAD = 3 * 366  # days


@dataclass(slots=True)
class StaffRow:
    """One row. `says` are the columns that the file has; `person` and `manager` are filled in by matching."""

    number: int
    staff_number: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    agency: int = 0
    role: int = 0
    kind: str = ""
    start: date | None = None
    end: date | None = None
    manager_said: str = ""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    person: str = ""
    manager: str = ""

    @property
    def who(self) -> str:
        name = f"{self.first_name} {self.last_name}".strip()
        return name or self.email or self.staff_number or "Nobody is named"


class Reader:
    """Reads the rows of one file. `meanings` say what its words for roles, kinds and sites come to."""

    def __init__(self, asked: Asked, meanings: Mapping[str, Meanings]) -> None:
        self.scope: Scope = asked.scope
        self.today = asked.today
        self.meanings = meanings
        self.roles = dict(JobRole.objects.values_list("code", "pk"))
        self.only = asked.scope.only

    def rows(self, said: Iterable[Said]) -> Iterator[StaffRow]:
        for one in said:
            yield self.row(one)

    def row(self, said: Said) -> StaffRow:
        cells, row = said.cells, StaffRow(said.number, problems=said.problems)
        row.staff_number = self.staff_number(row, cells.get("staff_number", ""))
        row.email = self.email(row, cells.get("email", ""))
        row.first_name, row.last_name = self.names(row, cells)
        row.agency = self.agency(row, cells.get("agency", ""))
        row.role = self.role(row, cells.get("job_role", ""))
        row.kind = self.kind(row, cells.get("kind", ""))
        row.start = self.day(row, "start_date", cells)
        row.end = self.day(row, "end_date", cells)
        manager = cells.get("manager", "")
        row.manager_said = "" if is_nothing(manager) else manager.lower()
        if not row.staff_number and not row.email and not row.problems:
            row.problems.append(
                "There is no staff number and no email, so nothing tells this person from others of the name. Add one."
            )
        return row

    def staff_number(self, row: StaffRow, text: str) -> str:
        if is_nothing(text):
            return ""
        if SHORTENED.fullmatch(text):
            row.problems.append(f"A spreadsheet has shortened the staff number to “{text}”. Format the column as text.")
            return ""
        if len(text) > 40:
            row.problems.append("The staff number is longer than 40 characters.")
            return ""
        return text

    def email(self, row: StaffRow, text: str) -> str:
        if is_nothing(text):
            return ""
        text = text.removeprefix("mailto:").lower()
        try:
            if len(text) > 254 or not text.isascii():
                raise ValidationError("")
            validate_email(text)
        except ValidationError:
            row.problems.append(f"“{text[:60]}” isn't an email address. Put it right, or leave it empty.")
            return ""
        return text

    def names(self, row: StaffRow, cells: Mapping[str, str]) -> tuple[str, str]:
        first, last = cells.get("first_name", ""), cells.get("last_name", "")
        if not first and not last:
            first, last = parted(cells.get("name", ""))
        for name in (first, last):
            if len(name) > 80:
                row.problems.append("A name is longer than 80 characters.")
                return "", ""
            if name.startswith(FORMULA_PREFIXES):
                row.problems.append(f"“{name[:40]}” begins as a formula does. Write the name alone.")
                return "", ""
        return " ".join(first.split()), " ".join(last.split())

    def agency(self, row: StaffRow, text: str) -> int:
        if is_nothing(text):
            if self.only is None:
                row.problems.append("There is no agency. Write its code, or choose the one agency that the file is of.")
                return 0
            return self.only.pk
        code = self.meanings["agency"].of(text)
        if code is None:
            # The same words for an agency that there isn't and for one that is somebody else's to import for.
            whose = "the agencies that you import for" if self.scope.agency else "the agencies here"
            row.problems.append(f"“{text[:60]}” isn't one of {whose}. Put it right, or say what it is called here.")
            return 0
        return self.scope.agencies[code.casefold()].pk

    def role(self, row: StaffRow, text: str) -> int:
        if is_nothing(text):
            row.problems.append("There is no job role.")
            return 0
        code = self.meanings["job_role"].of(text)
        if code is None:
            row.problems.append(f"The role “{text[:60]}” isn't known here. Say which it is, on the page of words.")
            return 0
        return self.roles[code]

    def kind(self, row: StaffRow, text: str) -> str:
        if is_nothing(text):
            return ""
        code = self.meanings["kind"].of(text)
        if code is None:
            row.problems.append(
                f"“{text[:60]}” isn't a kind of post. Use paid, volunteer, governor, supply or student."
            )
        return code or ""

    def day(self, row: StaffRow, name: str, cells: Mapping[str, str]) -> date | None:
        text = cells.get(name, "")
        if is_nothing(text):
            return None
        try:
            day = read_day(text)
        except CantRead as error:
            row.problems.append(f"{BY_NAME[name].title}: {error}")
            return None
        if name == "start_date" and (day - self.today).days > FURTHEST_AHEAD:
            row.problems.append(f"Start date: “{text}” is more than three years ahead. Put it right.")
        return day


def parted(name: str) -> tuple[str, str]:
    """Return first and last name of "Osei, Abena" or "Abena Osei"."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first.strip(), last.strip()
