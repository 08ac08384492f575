"""What a page shows of a question once its answer may be shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from learning.quizzes import rules
from learning.quizzes.models import QuestionVersion


@dataclass(frozen=True)
class Remark:
    """An option with the truth about it."""

    text: str
    chosen: bool
    right: bool
    feedback: str


@dataclass(frozen=True)
class Placed:
    """A thing to put in order, or to match, with what was answered ("" if nothing) and what is right."""

    text: str
    given: str
    answer: str
    feedback: str

    @property
    def right(self) -> bool:
        return self.given == self.answer


@dataclass(frozen=True)
class Explained:
    """A question with its answer: `right` is whether the response earned all its marks, `partly` some of them.

    `awaiting` is whether a person has still to mark it. `remarks` are of choices and short text, `placed` of ordering
    and matching; `written` are the person's own words. `source` says what the right answer rests on.
    Two that are equal are drawn alike.
    """

    answered: bool
    right: bool
    remarks: tuple[Remark, ...]
    explanation: str
    kind: str = rules.SINGLE
    partly: bool = False
    awaiting: bool = False
    placed: tuple[Placed, ...] = ()
    written: str = ""
    source: str = ""

    @property
    def verdict(self) -> str:
        """How it went, as a status of core.statuses."""
        if not self.answered:
            return "not_answered"
        if self.awaiting:
            return "to_be_marked"
        if self.right:
            return "right"
        return "partly_right" if self.partly else "not_right"

    @property
    def chosen(self) -> list[str]:
        if self.kind in rules.WRITTEN:
            return [self.written] if self.written else []
        return [remark.text for remark in self.remarks if remark.chosen] + [
            _together(self.kind, one.text, one.given) for one in self.in_given_order if one.given
        ]

    @property
    def said(self) -> list[Remark]:
        """What was chosen or recognised, with what is said about it."""
        return [remark for remark in self.remarks if remark.chosen]

    @property
    def right_ones(self) -> list[str]:
        return [remark.text for remark in self.remarks if remark.right] + [
            _together(self.kind, one.text, one.answer) for one in self.placed
        ]

    @property
    def in_given_order(self) -> Sequence[Placed]:
        """Things that were put in order, in the order they were put in; pairs as they are."""
        if self.kind != rules.ORDERING:
            return self.placed
        return sorted(self.placed, key=lambda one: int(one.given or 0))

    @property
    def count_right(self) -> int:
        """How many places or pairs are right."""
        return sum(1 for one in self.placed if one.right)


def _together(kind: str, text: str, other: str) -> str:
    return f"{other}. {text}" if kind == rules.ORDERING else f"{text}: {other}"


def explained(
    version: QuestionVersion,
    response: Collection[str] | None,
    *,
    order: Sequence[str] = (),
    earned: Fraction | None = None,
) -> Explained:
    """Return the answer to a question, for `quizzes/question_feedback.html`. Only where it may be shown.

    `earned` is the share of the marks, from 0 to 1, that a person gave; without it, what the version itself gives.
    """
    whole = Fraction(1)
    share = earned
    if share is None:
        share = rules.marks_for(version.type, version.options, response, whole, credit=version.credit)
    return Explained(
        answered=response is not None,
        right=share == whole,
        remarks=_remarks(version, response, order),
        explanation=version.explanation,
        kind=version.type,
        partly=share is not None and 0 < share < whole,
        awaiting=share is None,
        placed=_placed(version, rules.pairs_of(response or ())),
        written="".join(response or ()) if version.type in rules.WRITTEN else "",
        source=version.source,
    )


def _remarks(version: QuestionVersion, response: Collection[str] | None, order: Sequence[str]) -> tuple[Remark, ...]:
    if version.type == rules.SHORT_TEXT:
        said = rules.recognised(version.options, "".join(response)) if response else None
        return tuple(Remark(row["text"], row is said, row["correct"], row["feedback"]) for row in version.options)
    if version.type not in rules.CHOICES:
        return ()
    by_id: dict[str, dict[str, Any]] = {option["id"]: option for option in version.options}
    return tuple(
        Remark(row["text"], row["id"] in (response or ()), row["correct"], row["feedback"])
        for row in (by_id[key] for key in order or by_id)
    )


def _placed(version: QuestionVersion, given: dict[str, str]) -> tuple[Placed, ...]:
    """Return every item with what was answered; in the right order, or in that of the author."""
    if version.type == rules.ORDERING:
        return tuple(
            Placed(row["text"], given.get(row["id"], ""), str(place), row["feedback"])
            for place, row in enumerate(version.options, start=1)
        )
    if version.type == rules.MATCHING:
        rights = {row["match_id"]: row["match"] for row in version.options}
        return tuple(
            Placed(row["text"], rights.get(given.get(row["id"], ""), ""), row["match"], row["feedback"])
            for row in version.options
            if row["id"]
        )
    return ()
