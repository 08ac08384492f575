"""The rules of quizzes: what can be asked, what is drawn, how it is marked, and when another go may begin.

Pure: no database, no Django. Marks are Fractions until they are shown, so that nothing is compared rounded.
"""

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from random import Random
from typing import Any, TypeVar

SINGLE = "single"
MULTIPLE = "multiple"
TRUE_FALSE = "true_false"

NOTHING_CHOSEN = {
    SINGLE: "Choose an answer",
    MULTIPLE: "Choose at least one answer",
    TRUE_FALSE: "Choose true or false",
}

IN_PROGRESS = "in_progress"
SUBMITTED = "submitted"
AWAITING_MARKING = "awaiting_marking"
PASSED = "passed"
FAILED = "failed"
ABANDONED = "abandoned"

# What may follow what. An attempt that has an outcome, or was abandoned, stays as it is.
NEXT_STATES: Mapping[str, frozenset[str]] = {
    IN_PROGRESS: frozenset({SUBMITTED, ABANDONED}),
    SUBMITTED: frozenset({AWAITING_MARKING, PASSED, FAILED}),
    AWAITING_MARKING: frozenset({PASSED, FAILED}),
    PASSED: frozenset(),
    FAILED: frozenset(),
    ABANDONED: frozenset(),
}

Key = TypeVar("Key", bound=Hashable)
Option = Mapping[str, Any]


class UnusableResponse(ValueError):
    """A response that the question can't take: an unknown option, or more than one where one is asked for."""


class TooFewQuestions(ValueError):
    """A quiz asks for more questions than there are."""


def may_become(state: str, following: str) -> bool:
    """Return whether an attempt in `state` may pass to `following`."""
    return following in NEXT_STATES[state]


# -- Questions ------------------------------------------------------------------------------------------------


def option_problems(kind: str, options: Sequence[Option]) -> list[str]:
    """Return what stands in the way of asking a question of this type with these options, in sentences."""
    problems = []
    right = sum(1 for option in options if option["correct"])
    words = [" ".join(str(option["text"]).split()).casefold() for option in options]
    if kind == TRUE_FALSE and len(options) != 2:
        problems.append("A true-or-false question has exactly two options: True and False.")
    elif len(options) < 2:
        problems.append("Give at least two options to choose from.")
    if not all(words):
        problems.append("Every option needs some words.")
    if len(set(words)) < len(words):
        problems.append("Two options have the same words.")
    if kind == MULTIPLE:
        if right < 1:
            problems.append("Mark at least one option as right.")
    elif right != 1:
        problems.append(f"Mark exactly one option as right: {right or 'none'} {'are' if right > 1 else 'is'} marked.")
    return problems


def with_ids(options: Sequence[Option]) -> list[dict[str, Any]]:
    """Return `options` with ids made from their words, so that an id says neither place nor truth.

    An id reaches the browser: numbers in the author's order would tell on an author who writes the right one first.
    The same words have the same id in every version; other words have another.
    """
    made: list[dict[str, Any]] = []
    used: set[str] = set()
    for option in options:
        digest = sha256(str(option["text"]).encode()).hexdigest()
        identity = next(digest[start : start + 8] for start in range(56) if digest[start : start + 8] not in used)
        used.add(identity)
        made.append(
            {"id": identity, "text": option["text"], "correct": bool(option["correct"]), "feedback": option["feedback"]}
        )
    return made


def split_stem(html: str) -> tuple[str, str]:
    """Return a stem as (scenario, question): its last paragraph, without the tags of the paragraph, is the question.

    A legend holds a line of text and no paragraphs, so the scenario is shown before it. A stem that doesn't end in
    a paragraph (a list, say) is all scenario, with an empty question.
    """
    last = re.search(r"<p(?:\s[^>]*)?>((?:(?!<p[\s>]).)*?)</p>\s*$", html.strip(), re.DOTALL)
    if not last:
        return html.strip(), ""
    return html.strip()[: last.start()].strip(), last.group(1).strip()


# -- Drawing --------------------------------------------------------------------------------------------------


def draw(draws: Sequence[tuple[Collection[Key], int]], taken: Collection[Key], rng: Random) -> list[Key]:
    """Return questions drawn at random: for each (pool, count) that many from its pool, none twice, none `taken`.

    Pools come from a tree of categories, so two of them are either apart or one within the other; drawing from the
    smallest first then succeeds whenever it can. The result is in the order of `draws`. Raises TooFewQuestions.
    """
    used = set(taken)
    drawn: dict[int, list[Key]] = {}
    for place in sorted(range(len(draws)), key=lambda place: len(draws[place][0])):
        pool, count = draws[place]
        left = [key for key in pool if key not in used]
        if len(left) < count:
            raise TooFewQuestions(f"{count} asked for, {len(left)} there")
        drawn[place] = rng.sample(left, count)
        used.update(drawn[place])
    return [key for place in range(len(draws)) for key in drawn[place]]


def option_order(kind: str, ids: Sequence[str], *, shuffle: bool, rng: Random) -> list[str]:
    """Return the order in which options are shown. True-or-false options always keep the author's order."""
    order = list(ids)
    if shuffle and kind != TRUE_FALSE:
        rng.shuffle(order)
    return order


# -- Answers --------------------------------------------------------------------------------------------------


def clean_response(kind: str, ids: Sequence[str], response: Iterable[str]) -> list[str]:
    """Return the chosen option ids without repeats, in the order of `ids`.

    Raises UnusableResponse, in words for the person who answers, if nothing was chosen, something that isn't among
    `ids`, or several where one is asked for.
    """
    chosen = set(response)
    if not chosen:
        raise UnusableResponse(NOTHING_CHOSEN[kind])
    if not chosen <= set(ids):
        raise UnusableResponse("Choose from the options shown")
    if kind != MULTIPLE and len(chosen) > 1:
        raise UnusableResponse("Choose one option only")
    return [identity for identity in ids if identity in chosen]


def marks_for(options: Sequence[Option], response: Collection[str] | None, possible: Fraction) -> Fraction:
    """Return the marks of a response: all that are `possible` if exactly the right options were chosen, else none.

    Multiple choice is all or nothing. Partial credit is to be a setting that is pinned like any other.
    """
    if response is None:
        return Fraction(0)
    right = {option["id"] for option in options if option["correct"]}
    return possible if set(response) == right else Fraction(0)


@dataclass(frozen=True)
class Marked:
    """One question as marked: Fractions of marks, and whether it must be right for the attempt to pass."""

    marks: Fraction
    possible: Fraction
    must_pass: bool

    @property
    def right(self) -> bool:
        return self.marks == self.possible


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. `missed` counts the must-pass questions that weren't right."""

    marks: Fraction
    possible: Fraction
    reached: bool
    missed: int

    @property
    def passed(self) -> bool:
        return self.reached and not self.missed

    @property
    def state(self) -> str:
        return PASSED if self.passed else FAILED


def outcome(marked: Sequence[Marked], pass_mark: Decimal) -> Outcome:
    """Return the outcome of an attempt at a pass mark in per cent, compared unrounded. Raises ValueError if empty."""
    if not marked:
        raise ValueError("an attempt with no questions has no outcome")
    marks = sum((one.marks for one in marked), Fraction(0))
    possible = sum((one.possible for one in marked), Fraction(0))
    reached = marks * 100 >= Fraction(pass_mark) * possible
    return Outcome(marks, possible, reached, sum(1 for one in marked if one.must_pass and not one.right))


def percentage(marks: Fraction | Decimal, possible: Fraction | Decimal) -> Decimal:
    """Return marks as a percentage to show, cut (never rounded up) to one decimal: 79.99 shows as 79.9, not 80."""
    share = Fraction(marks) * 1000 / Fraction(possible)
    return Decimal(int(share)) / 10


def plain_number(value: Fraction | Decimal) -> str:
    """Return marks as people write them: 8, 7.5, at most two decimals, cut and never rounded up."""
    cut = Decimal(int(Fraction(value) * 100)) / 100
    return f"{cut.normalize():f}"


# -- Another go -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PastAttempt:
    """An attempt that is over, as the rule of another go sees it."""

    state: str
    submitted_at: datetime | None


@dataclass(frozen=True)
class AnotherGo:
    """Whether an attempt may begin. `why` is "" if it may, else passed, used_up or waiting (until `next_at`).

    `left` counts the attempts that may still begin, None if there is no limit.
    """

    why: str
    left: int | None
    next_at: datetime | None = None

    @property
    def allowed(self) -> bool:
        return not self.why


def another_go(past: Sequence[PastAttempt], *, allowed: int | None, waiting_hours: int, at: datetime) -> AnotherGo:
    """Return whether another attempt of a cycle may begin at moment `at`, after those that are over.

    A passed quiz isn't taken again in the same cycle. An attempt that was abandoned doesn't use one up and nobody
    waits for it; every other does. The wait is counted from the submission of the last that wasn't passed, and the
    moment at which it ends is already allowed.
    """
    used = [one for one in past if one.state != ABANDONED]
    left = None if allowed is None else max(allowed - len(used), 0)
    if any(one.state == PASSED for one in used):
        return AnotherGo("passed", left)
    if left == 0:
        return AnotherGo("used_up", left)
    last = max((one.submitted_at for one in used if one.submitted_at), default=None)
    if last and waiting_hours:
        next_at = last + timedelta(hours=waiting_hours)
        if at < next_at:
            return AnotherGo("waiting", left, next_at)
    return AnotherGo("", left)
