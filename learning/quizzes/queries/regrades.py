"""What was decided about questions that were found wrong, and what a decision would change."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, QuestionVersion, Regrade, RegradeChoice, RegradedAnswer
from learning.quizzes.queries.attempts import Decisions, decisions_on, marked
from learning.quizzes.queries.by_hand import newest_marks

MARKED_STATES = (rules.AWAITING_MARKING, rules.PASSED, rules.FAILED)
A_READING = 5000  # keys in a statement


@dataclass(frozen=True)
class Regraded:
    """What a regrade does to one answer and its attempt. Marks are Fractions.

    Where the attempt has no outcome yet, `state_after` is its state and `attempt_after` None. `comment` is what the
    marker says from then on, where a person marks it again.
    """

    attempt: Attempt
    answer: int
    answer_before: Fraction
    answer_after: Fraction
    state_after: str
    attempt_after: Fraction | None
    comment: str | None = None

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
        one.as_stored: one
        for keys in _parts(changed)
        for one in Attempt.objects.filter(pk__in=keys).order_by().annotate(as_stored=Cast("pk", TextField()))
        if not one.terms.get("imported")
    }
    outcomes = _outcomes(attempts, version, new)
    return [
        Regraded(attempts[key], answer, before, after, *outcomes[key])
        for key, (answer, before, after) in changed.items()
        if key in attempts
    ]


def _parts(keys: Collection[str]) -> Iterator[list[Any]]:
    listed = list(keys)
    return (listed[start : start + A_READING] for start in range(0, len(listed), A_READING))


def _as_stored(answers: QuerySet[Answer]) -> Iterator[Any]:
    """Return of each answer its attempt, its key, its version, and its response, marks (those that a person gave last)
    and marks possible.

    All but the two keys are the words in which the database has them. Of tens of thousands of answers nearly all are
    like one of a few dozen, so no more than those are made into Python's values.
    """
    words = [Cast(name, TextField()) for name in ("attempt_id", "response", newest_marks(), "marks_possible")]
    attempt, *rest = words
    return answers.order_by().values_list(attempt, "pk", "version_id", *rest).iterator(chunk_size=A_READING)


class _Marking:
    """Marks answers as they are stored, by what was decided: each that differs from all others once."""

    def __init__(self, versions: Mapping[int, QuestionVersion], decisions: Decisions) -> None:
        self.versions, self.decisions = versions, decisions
        self.known: dict[Any, rules.Marked] = {}

    def __call__(self, version: int, response: str | None, given: str | None, of: str) -> rules.Marked:
        key = (version, response, given, of)
        found = self.known.get(key)
        if found is None:
            answer = Answer(
                version=self.versions[version], response=response and json.loads(response),
                marks=given and Decimal(given), marks_possible=Decimal(of),
            )  # fmt: skip
            found = self.known[key] = marked(answer, self.decisions)
        return found


def _changed_answers(
    version: QuestionVersion, old: Decisions, new: Decisions
) -> dict[str, tuple[int, Fraction, Fraction]]:
    """Return the answers whose marks another decision changes, by their attempts' keys: (key, before, after)."""
    answers = Answer.objects.filter(version=version, attempt__state__in=MARKED_STATES)
    versions = {version.pk: version}
    before, after = _Marking(versions, old), _Marking(versions, new)
    changed = {}
    for attempt, key, *stored in _as_stored(answers):
        was, will_be = before(*stored).marks, after(*stored).marks
        if was != will_be:
            changed[attempt] = (key, was, will_be)
    return changed


def _outcomes(
    attempts: Mapping[str, Attempt], version: QuestionVersion, new: Decisions
) -> dict[str, tuple[str, Fraction | None]]:
    """Return the state and marks of each attempt with a new decision about one version."""
    over = [key for key, one in attempts.items() if one.state != rules.AWAITING_MARKING]
    answers = [row for keys in _parts(over) for row in _as_stored(Answer.objects.filter(attempt__in=keys))]
    versions = QuestionVersion.objects.in_bulk({asked for _, _, asked, *_ in answers})
    mark = _Marking(versions, decisions_on(versions) | {version.pk: new[version.pk]})
    by_attempt: dict[str, list[rules.Marked]] = {key: [] for key in over}
    for attempt, _, *stored in answers:
        by_attempt[attempt].append(mark(*stored))
    found: dict[str, tuple[str, Fraction | None]] = {}
    for key, one in attempts.items():
        if key in by_attempt:
            outcome = rules.outcome(by_attempt[key], Decimal(one.terms["pass_mark"]))
            found[key] = (outcome.state, outcome.marks)
        else:
            found[key] = (one.state, None)
    return found


@dataclass(frozen=True)
class Told:
    """What a regrade did to one question of an attempt, as its person reads it. `says_else` is whether the marker's
    comment is another one since."""

    position: int
    choice: str
    reason: str
    on: datetime
    before: str
    after: str
    says_else: bool


def told_of(attempt: Attempt) -> list[Told]:
    """Return what regrades changed of an attempt's answers, the oldest first. One query."""
    rows = RegradedAnswer.objects.filter(answer__attempt=attempt).select_related("regrade", "answer").order_by("pk")
    told, said = [], {row.answer_id: row.answer.comment for row in rows}
    for row in rows:
        before = said[row.answer_id]
        said[row.answer_id] = before if row.comment is None else row.comment
        told.append(Told(
            row.answer.position, row.regrade.choice, row.regrade.reason, row.regrade.made_at,
            rules.plain_number(row.marks_before), rules.plain_number(row.marks_after),
            says_else=said[row.answer_id] != before,
        ))  # fmt: skip
    return told


def counted(changed: Collection[Regraded]) -> dict[str, int]:
    """Return what a decision changes, in figures: answers, attempts to pass, attempts to fail."""
    outcomes = [one for one in changed if one.changes_outcome]
    to_pass = sum(1 for one in outcomes if one.state_after == rules.PASSED)
    return {"answers": len(changed), "to_pass": to_pass, "to_fail": len(outcomes) - to_pass}


def shown_as(choice: str, corrected: QuestionVersion | None, changed: Collection[Regraded]) -> str:
    """Return what a preview of a decision showed, so that what is confirmed is what was seen."""
    return "-".join(str(part) for part in (choice, corrected.pk if corrected else 0, *counted(changed).values()))
