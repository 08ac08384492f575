"""What each kind of file says of itself: its columns, what it would do, and how that is done."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Protocol, TypeVar

from people.models import Agency, AgencyLead

T = TypeVar("T")
UNDONE = "Import undone:"  # how the reasons of the corrections begin that an undoing makes
CHUNK = 1000  # rows a look-up or an INSERT: the number of queries grows with the chunks, not with the rows

JOINS, MOVES, CHANGES, LEAVES, WAITS, UNCHANGED, ERROR = (
    "joins", "moves", "changes", "leaves", "waits", "unchanged", "error",
)  # fmt: skip


class Overtaken(Exception):
    """Raised when what a plan would do was done by somebody else, or made wrong by them, since it was made."""


@dataclass(frozen=True)
class Column:
    """A thing that a file may say. `others` are headings that mean the same; `choices` what its values may come to."""

    name: str
    title: str
    hint: str = ""
    others: tuple[str, ...] = ()
    needed: bool = False
    choices: "Callable[[Scope], list[tuple[str, str]]] | None" = None


@dataclass(frozen=True)
class Scope:
    """Whom a file may speak of: `agency` and all below, or everybody (None). `agencies` are theirs, by code in lower
    case; `paths` each one's place in the tree, by key."""

    agency: Agency | None
    agencies: Mapping[str, Agency]

    @classmethod
    def of(cls, agency: Agency | None) -> "Scope":
        found = Agency.objects.filter(path__startswith=agency.path) if agency else Agency.objects.all()
        return cls(agency, {one.code.casefold(): one for one in found})

    @property
    def everybody(self) -> bool:
        return self.agency is None

    @property
    def keys(self) -> frozenset[int]:
        return frozenset(one.pk for one in self.agencies.values())

    @property
    def only(self) -> Agency | None:
        """The one agency that a row is of that names none."""
        return self.agency or (next(iter(self.agencies.values())) if len(self.agencies) == 1 else None)


@dataclass
class Line:
    """What is to be done about one row. `notes` are what somebody should put right; `do` is the kind's own."""

    number: int | None
    act: str
    who: str
    what: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    do: Any = None


@dataclass
class Plan:
    """Everything that taking a file in would do. `held` is how many posts are held where it speaks, before it does."""

    lines: list[Line]
    held: int = 0
    leaving: int = 0

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for line in self.lines:
            counts[line.act] = counts.get(line.act, 0) + 1
        counts["notes"] = sum(bool(line.notes) for line in self.lines)
        return {**counts, "rows": len(self.lines), "held": self.held, "leaving": self.leaving}


@dataclass(frozen=True)
class Asked:
    """What is known when a plan is made."""

    scope: Scope
    today: date
    everybody: frozenset[str] = frozenset()  # the kinds of post of which the file has everyone
    tell: Callable[[str], None] = lambda words: None


@dataclass
class Change:
    """One row of the database that taking in one row of a file changed."""

    model: str
    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        return {"model": self.model, "pk": self.pk, "before": self.before, "after": self.after}


@dataclass
class Done:
    """What came of one line."""

    line: Line
    changes: list[Change]


class ImportKind(Protocol):
    """One kind of file. `bring` is what bringing one is called; `one_of` are groups of columns of which a file needs
    at least one each."""

    code: str
    order: int
    title: str
    lede: str
    bring: str
    columns: Sequence[Column]
    one_of: tuple[tuple[str, ...], ...]
    says_who_left: bool

    def read(self, said: Iterable["Said"], asked: Asked, meanings: Mapping[str, Any]) -> Sequence[Any]:
        """Return what the rows of a file mean. Asks nothing that the file doesn't say, but what there is to choose."""
        ...

    def plan(self, rows: Sequence[Any], asked: Asked, has: Iterable[str], *, lock: bool = False) -> Plan:
        """Return what taking the rows in would do. `has` are the columns of the file; `lock` what will be changed."""
        ...

    def carry_out(self, plan: Plan, asked: Asked, *, by: Any, batch: Any) -> Iterable[Done]:
        """Do what a plan says, inside the caller's transaction, and give what changed, line by line."""
        ...

    def reverse(self, changes: Sequence[Change], *, scope: Scope, by: Any, reason: str) -> "Reversal":
        """Change back what stands as it was left, and say of the rest why it can't be. `scope` is the file's, now."""
        ...


@dataclass
class Reversal:
    """What undoing came to: what was changed back, and why the rest stays, by the place of the change."""

    undone: dict[int, Change] = field(default_factory=dict)
    kept: dict[int, str] = field(default_factory=dict)


@dataclass
class Said:
    """What one row says, by the name of the column, with what stands in the way of reading it."""

    number: int
    cells: dict[str, str]
    problems: list[str] = field(default_factory=list)


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk


KINDS: dict[str, ImportKind] = {}


def in_order() -> list[ImportKind]:
    """Return the kinds of files as they are wont to come: staff first, for the others speak of people who are here."""
    return sorted(KINDS.values(), key=lambda kind: kind.order)


def register(kind: ImportKind) -> None:
    KINDS[kind.code] = kind


def agencies_to_import_for(person: Any, *, on: date) -> list[Agency]:
    """Return the agencies that somebody leads on a day, and may bring files for."""
    leads = AgencyLead.objects.held_on(on).filter(person=person).select_related("agency")
    return sorted({lead.agency for lead in leads}, key=lambda agency: agency.path)


def may_import_for_all(person: Any) -> bool:
    return bool(person.has_perm("people.add_upload") and person.has_perm("people.view_everyone"))
