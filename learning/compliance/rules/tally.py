"""Counts by training status, and the percentages that are read from them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from learning.compliance.rules.status import Status


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stand where, counted by post and requirement. Tallies add up: `sum(tallies, Tally())`."""

    current: int = 0
    due_soon: int = 0
    in_time: int = 0
    overdue: int = 0
    away: int = 0
    exempt: int = 0

    @classmethod
    def of(cls, statuses: Iterable[Status]) -> "Tally":
        counts = Counter(statuses)
        return cls(**{status.value: counts[status] for status in Status})

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{status.value: self[status] + other[status] for status in Status})

    def __getitem__(self, status: Status) -> int:
        count: int = getattr(self, status.value)
        return count

    def by_name(self) -> dict[str, int]:
        """Return the counts by the names of their columns."""
        return {status.value: self[status] for status in Status}

    @property
    def trained(self) -> int:
        return self.current + self.due_soon

    @property
    def apart(self) -> int:
        return self.away + self.exempt

    @property
    def counted(self) -> int:
        """Everybody but those apart: what the percentages are of."""
        return self.trained + self.in_time + self.overdue

    @property
    def total(self) -> int:
        return self.counted + self.apart

    @property
    def trained_percent(self) -> float | None:
        """Current and due soon of all but those apart, to one decimal place; None with nobody to count."""
        return _percent(self.trained, self.counted)

    @property
    def within_time_percent(self) -> float | None:
        """Trained or in time, of all but those apart, to one decimal place; None with nobody to count."""
        return _percent(self.trained + self.in_time, self.counted)


def _percent(part: int, whole: int) -> float | None:
    """Return `part` of `whole` as a percentage, rounded half up to one decimal place."""
    if whole == 0:
        return None
    return (2000 * part + whole) // (2 * whole) / 10
