"""What was decided about questions that were found wrong, and what a decision would change."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, QuestionVersion, Regrade, RegradeChoice, RegradedAnswer
from learning.quizzes.queries.attempts import Decisions, decisions_on, marked

MARKED_STATES = (rules.AWAITING_MARKING, rules.PASSED, rules.FAILED)
A_READING = 5000  # keys in a statement


@dataclass(frozen=True)
class Regraded:
    """What a regrade does to one answer and its attempt. Marks are Fractions.

    Where the attempt has no outcome yet, `state_after` is its state and `attempt_after` None.
    """

    attempt: Attempt
    answer: int
    answer_before: Fraction
    answer_after: Fraction
    state_after: str
    attempt_after: Fraction | None

    @property
    def has_outcome(self) -> bool:
        return self.attempt_after is not None

    @property
    def changes_outcome(self) -> bool:
        return self.state_after != self.attempt.state


def asked_versions() -> QuerySet[QuestionVersion]:
    """Return the versions that were asked, the last asked first, each with `answered` and `last_answered`."""
    submitted = Q(answers__attempt__submitted_at__isnull=False)
    return (
        QuestionVersion.objects.filter(answers__isnull=False)
        .select_related("question__category")
        .annotate(answered=Count("answers", filter=submitted), last_answered=Max("answers__answered_at"))
        .order_by("question__code", "-number")
    )


def can_mark_for(version: QuestionVersion, corrected: QuestionVersion) -> bool:
    """Return whether `corrected` can mark what was answered to `version`: the same type, with the same to choose from.

    Options keep their ids as long as they keep their words, so what may differ is which are right. Short text may
    accept other answers. An essay is marked by people.
    """
    if version.type != corrected.type or rules.is_marked_by_hand(version.type):
        return False
    return version.type == rules.SHORT_TEXT or _ids(version) == _ids(corrected)


def _ids(version: QuestionVersion) -> set[str]:
    return set(rules.shown_ids(version.type, version.options))


def others_that_can_mark(version: QuestionVersion) -> list[QuestionVersion]:
    """Return the versions of the same question that can mark its answers instead, the newest first."""
    others = QuestionVersion.objects.filter(question=version.question_id).exclude(pk=version.pk).order_by("-number")
    return [one for one in others if can_mark_for(version, one)]


def regraded_by(*, version: QuestionVersion, choice: str, corrected: QuestionVersion | None) -> list[Regraded]:
    """Return the marked answers to a version whose marks a decision would change.

    Of the thousands that were asked it, no more is read than those answers and their attempts: six queries, and two
    more for every 5,000 attempts. Attempts that were brought over from another system are left as they were told there.
    """
    if choice == RegradeChoice.KEEP:
        return []
    old = decisions_on([version.pk])
    new = old | {version.pk: Regrade(version=version, choice=choice, corrected=corrected)}
    changed = _changed_answers(version, old, new)
    attempts = {
        one.pk: one
        for keys in _parts(changed)
        for one in Attempt.objects.filter(pk__in=keys).order_by()
        if not one.terms.get("imported")
    }
    outcomes = _outcomes(list(attempts.values()), version, new)
    return [
        Regraded(attempts[key], answer, before, after, *outcomes[key])
        for key, (answer, before, after) in changed.items()
        if key in attempts
    ]


def _parts(keys: Collection[UUID]) -> Iterator[list[UUID]]:
    listed = list(keys)
    return (listed[start : start + A_READING] for start in range(0, len(listed), A_READING))


class _Marking:
    """Marks answers by what was decided: each that differs from all others once, since thousands answer alike."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions
        self.known: dict[Any, rules.Marked] = {}

    def __call__(self, version: QuestionVersion, response: Any, given: Decimal | None, of: Decimal) -> rules.Marked:
        written = rules.is_marked_by_hand(version.type)
        key = (version.pk, bool(response) if written else repr(response), given, of)
        if key not in self.known:
            answer = Answer(version=version, response=response, marks=given, marks_possible=of)
            self.known[key] = marked(answer, self.decisions)
        return self.known[key]


def _changed_answers(
    version: QuestionVersion, old: Decisions, new: Decisions
) -> dict[UUID, tuple[int, Fraction, Fraction]]:
    """Return the answers whose marks another decision changes, by their attempts' keys: (key, before, after)."""
    answers = Answer.objects.filter(version=version, attempt__state__in=MARKED_STATES).order_by("attempt")
    before, after = _Marking(old), _Marking(new)
    changed = {}
    read = answers.values_list("attempt_id", "pk", "response", "marks", "marks_possible")
    for attempt, key, response, given, of in read:
        was, will_be = before(version, response, given, of).marks, after(version, response, given, of).marks
        if was != will_be:
            changed[attempt] = (key, was, will_be)
    return changed


def _outcomes(
    attempts: Sequence[Attempt], version: QuestionVersion, new: Decisions
) -> dict[UUID, tuple[str, Fraction | None]]:
    """Return the state and marks of each attempt with a new decision about one version."""
    over = {one.pk for one in attempts if one.state != rules.AWAITING_MARKING}
    answers = [
        answer
        for keys in _parts(over)
        for answer in Answer.objects.filter(attempt__in=keys).order_by().values_list(
            "attempt_id", "version_id", "response", "marks", "marks_possible"
        )
    ]  # fmt: skip
    versions = QuestionVersion.objects.in_bulk({asked for _, asked, *_ in answers})
    mark = _Marking(decisions_on(versions) | {version.pk: new[version.pk]})
    by_attempt: dict[UUID, list[rules.Marked]] = {key: [] for key in over}
    for attempt, asked, response, given, of in answers:
        by_attempt[attempt].append(mark(versions[asked], response, given, of))
    found: dict[UUID, tuple[str, Fraction | None]] = {}
    for one in attempts:
        if one.pk in over:
            outcome = rules.outcome(by_attempt[one.pk], Decimal(one.terms["pass_mark"]))
            found[one.pk] = (outcome.state, outcome.marks)
        else:
            found[one.pk] = (one.state, None)
    return found


@dataclass(frozen=True)
class Told:
    """What a regrade did to one question of an attempt, as its person reads it."""

    position: int
    choice: str
    reason: str
    on: datetime
    before: str
    after: str


def told_of(attempt: Attempt) -> list[Told]:
    """Return what regrades changed of an attempt's answers, the oldest first. One query."""
    rows = RegradedAnswer.objects.filter(answer__attempt=attempt).select_related("regrade", "answer").order_by("pk")
    return [
        Told(
            row.answer.position, row.regrade.choice, row.regrade.reason, row.regrade.made_at,
            rules.plain_number(row.marks_before), rules.plain_number(row.marks_after),
        )
        for row in rows
    ]  # fmt: skip


def counted(changed: Collection[Regraded]) -> dict[str, int]:
    """Return what a decision changes, in figures: answers, attempts to pass, attempts to fail."""
    outcomes = [one for one in changed if one.changes_outcome]
    to_pass = sum(1 for one in outcomes if one.state_after == rules.PASSED)
    return {"answers": len(changed), "to_pass": to_pass, "to_fail": len(outcomes) - to_pass}


def shown_as(choice: str, corrected: QuestionVersion | None, changed: Collection[Regraded]) -> str:
    """Return what a preview of a decision showed, so that what is confirmed is what was seen."""
    return "-".join(str(part) for part in (choice, corrected.pk if corrected else 0, *counted(changed).values()))
