"""Which column of a file is which, and what its words for roles, kinds, sites and courses come to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from core.csv_export import disarmed
from core.tables import Table, UnreadableFile
from core.tables.reading import FORMULA, MERGED
from people.imports.kinds import Column, Said, Scope
from people.models import Agency, ImportMapping

MOST_VALUES = 300  # of one column that somebody would choose the meaning of, one by one


def plain(heading: str) -> str:
    """Return a heading as it is compared: "Staff No." and "staff_no" are one."""
    return " ".join(re.sub(r"[\W_]+", " ", disarmed(heading).casefold()).split())


def names_of(column: Column) -> set[str]:
    return {plain(name) for name in (column.name, column.title, *column.others)}


def is_heading(columns: Sequence[Column]) -> "HeadingTest":
    return HeadingTest({name for column in columns for name in names_of(column)})


class HeadingTest:
    """Knows a row of headings: at least two of its cells name a column, or its only one does."""

    def __init__(self, known: set[str]) -> None:
        self.known = known

    def __call__(self, cells: Sequence[str]) -> bool:
        written = [cell for cell in cells if cell]
        found = sum(plain(cell.replace(MERGED, "")) in self.known for cell in written)
        return found >= min(2, len(written)) and found > 0


def guess_columns(
    columns: Sequence[Column], headings: Sequence[str], kept: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the heading of each column that the file seems to have: as it was kept, else by what it is called."""
    kept, by_name = kept or {}, {plain(heading): heading for heading in reversed(headings)}
    guessed: dict[str, str] = {}
    for column in columns:
        heads = (by_name.get(plain(name)) for name in (column.name, column.title, *column.others))
        free = [head for head in (kept.get(column.name), *heads) if head in headings and head not in guessed.values()]
        if free and free[0]:
            guessed[column.name] = free[0]
    return guessed


def guess_values(column: Column, values: Iterable[str], scope: Scope, kept: Mapping[str, str]) -> dict[str, str]:
    """Return what words of a file come to, where that was kept, is the code or the title, or is all but spelt so."""
    choices = column.choices(scope) if column.choices else []
    codes = {code.casefold(): code for code, _ in choices}
    titles = {plain(title): code for code, title in choices}
    guessed = {}
    for value in values:
        if value in kept and (kept[value].casefold() in codes or kept[value] == ""):
            guessed[value] = kept[value]
        elif found := codes.get(value.casefold()) or titles.get(plain(value)):
            guessed[value] = found
        elif near := get_close_matches(plain(value), titles, n=1, cutoff=0.9):
            guessed[value] = titles[near[0]]
    return guessed


def known_values(column: Column, scope: Scope, kept: Mapping[str, str]) -> "Meanings":
    return Meanings(column, scope, kept)


class Meanings:
    """What a column's words come to, as they are met: code, title, or as somebody said."""

    def __init__(self, column: Column, scope: Scope, kept: Mapping[str, str]) -> None:
        choices = column.choices(scope) if column.choices else []
        self.codes = {code.casefold(): code for code, _ in choices}
        self.titles = {plain(title): code for code, title in choices}
        self.kept = {value.casefold(): code for value, code in kept.items()}

    def is_given(self, value: str) -> bool:
        """Return whether a word means what it does because somebody said so."""
        meant = self.kept.get(value.casefold())
        return bool(meant and meant.casefold() in self.codes)

    def of(self, value: str) -> str | None:
        """Return the code that a word comes to, None if nobody has said."""
        low = value.casefold()
        meant = self.kept.get(low)
        if meant and meant.casefold() in self.codes:
            return self.codes[meant.casefold()]
        return self.codes.get(low) or self.titles.get(plain(value))


def missing_columns(columns: Sequence[Column], mapped: Mapping[str, str]) -> list[Column]:
    return [column for column in columns if column.needed and not mapped.get(column.name)]


def said_in(table: Table, columns: Mapping[str, str]) -> Iterator[Said]:
    """Give what each row says in the columns that are mapped. Raises UnreadableFile if a column isn't there."""
    places = {}
    for name, heading in columns.items():
        if heading not in table.headings:
            raise UnreadableFile(f"The file has no column “{heading}”. Name its columns again.")
        places[name] = table.headings.index(heading)
    width = len(table.headings)
    for row in table.rows:
        cells = {name: row.cells[place] for name, place in places.items()}
        said = Said(row.number, cells)
        if any(row.cells[width:]):
            said.problems.append(
                "It has more cells than there are headings: perhaps a comma in a name. Put the cell in quotation "
                "marks, or save the file as XLSX."
            )
        for name, cell in cells.items():
            if cell.startswith(("'", "=", "+", "@", FORMULA, MERGED)):
                cells[name] = looked_at(said, columns[name], cell)
        yield said


def looked_at(said: Said, heading: str, cell: str) -> str:
    if cell.startswith(MERGED):
        said.problems.append(f"“{heading}” is merged with other cells. Unmerge them, and write each row's own value.")
        return ""
    if cell == FORMULA or cell.startswith(("=", "@")):
        said.problems.append(f"“{heading}” has a formula. Copy the column, and paste it as values.")
        return ""
    return disarmed(cell)


def kept_mapping(kind: str, agency: Agency | None) -> ImportMapping:
    """Return how an agency's files of a kind were last read; an empty one, not saved, if none was."""
    found = ImportMapping.objects.filter(kind=kind, agency=agency).first()
    return found or ImportMapping(kind=kind, agency=agency)
