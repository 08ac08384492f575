"""Files to begin from: the headings of each kind of file, what they may hold, and rows that show how it is meant."""

from typing import Any

from people.imports.kinds import ImportKind, Scope

Sheet = tuple[str, list[str], list[list[Any]]]
# What is invented, by the column's name. What is chosen from a list is taken from the list.
INVENTED: list[dict[str, str]] = [
    {
        "staff_number": "00417", "email": "abena.osei@example.org", "first_name": "Abena", "last_name": "Osei",
        "start_date": "2024-09-02", "manager": "00392", "away_from": "2026-03-02", "back_on": "2026-09-01",
        "completed_on": "2026-03-17", "source": "event", "hours": "3", "reference": "LMS-20931",
    },
    {
        "staff_number": "00392", "email": "", "first_name": "Tom", "last_name": "Hale", "start_date": "01/04/2019",
        "end_date": "31/12/2026", "away_from": "05/10/2026", "completed_on": "04/11/2025", "source": "online",
        "hours": "1.5",
    },
]  # fmt: skip


def example_rows(kind: ImportKind, scope: Scope) -> list[list[str]]:
    """Return two rows as they might be, with codes of the reader's own."""
    rows = []
    listed = {column.name: column.choices(scope) for column in kind.columns if column.choices}
    for place, said in enumerate(INVENTED):
        chosen = {name: choices[min(place, len(choices) - 1)][0] for name, choices in listed.items() if choices}
        rows.append([{**chosen, **said}.get(column.name, "") for column in kind.columns if column.name != "name"])
    return rows


def headings(kind: ImportKind) -> list[str]:
    """Return the headings that a file to fill in has; a name has a column for each of its parts."""
    return [column.name for column in kind.columns if column.name != "name"]


def sheets_of(kind: ImportKind, scope: Scope) -> list[Sheet]:
    """Return a workbook: an empty sheet to fill in, an example, what each column holds, and what may be chosen."""
    either = {name for group in kind.one_of for name in group}
    need = {column.name: "yes" if column.needed else "one of them" * (column.name in either) for column in kind.columns}
    told = [[column.name, column.title, need[column.name], column.hint] for column in kind.columns]
    listed = [(column.title, column.choices(scope)) for column in kind.columns if column.choices]
    return [
        (kind.title, headings(kind), []),
        ("Example", headings(kind), example_rows(kind, scope)),
        ("What goes where", ["column", "is", "needed", "holds"], told),
        *((title, ["code", "name"], [list(one) for one in choices]) for title, choices in listed),
    ]
