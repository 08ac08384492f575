"""The day that a page of figures is told as at: today, or a past day with all that is recorded now."""

from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict

from core import clock
from learning.compliance.forms import DayForm
from learning.compliance.rules import format_day
from learning.compliance.rules.quarters import quarter_ends

QUARTERS_OFFERED = 4


class AsAt:
    """What a request asks for: `day` to tell the figures as at, `today` to ask who may see them."""

    def __init__(self, request: HttpRequest, *, ends_of_months: bool = False) -> None:
        self.today = clock.today()
        self.path = request.path
        self.form = DayForm(request.GET, today=self.today, ends_of_months=ends_of_months)
        self.ends_of_months = ends_of_months
        self.day: date = self.form.day or self.today
        self.given = given_at(request.GET, self.day if self.is_past else None)

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def past_day(self) -> date | None:
        return self.day if self.is_past else None

    @property
    def moved_from(self) -> date | None:
        """The day that was asked for, where another is told instead."""
        return self.form.chosen if self.form.chosen != self.day else None

    @property
    def words(self) -> str:
        """Say as at which day a page is told: "on 30 September 2026, with what is recorded now"."""
        return f"on {format_day(self.day)}" + (", with what is recorded now" if self.is_past else "")

    @property
    def first(self) -> str:
        """What an address without a query needs to be told as at the same day: "?on=2026-09-30", or nothing today."""
        return f"?on={self.day.isoformat()}" if self.is_past else ""

    @property
    def more(self) -> str:
        """The same for an address that has a query."""
        return f"&on={self.day.isoformat()}" if self.is_past else ""

    @property
    def quarters(self) -> list[tuple[str, str]]:
        """The ends of the last quarters, newest first: in words, and as an address."""
        ends = reversed(quarter_ends(self.today, QUARTERS_OFFERED))
        return [(format_day(end), f"{self.path}?on={end.isoformat()}") for end in ends if end != self.day]

    def context(self) -> dict[str, Any]:
        # As `form` it is what the page's title and error summary ask for errors.
        return {"as_at": self, "on": self.day, "has_errors": bool(self.form.errors)}


def given_at(given: QueryDict, day: date | None) -> QueryDict:
    """Return what an address asks for with its day in one piece, so that forms and links can hand it on."""
    settled = given.copy()
    for name in ("on", "on_day", "on_month", "on_year"):
        settled.pop(name, None)
    if day:
        settled["on"] = day.isoformat()
    return settled
