"""What was decided about questions that were found wrong, and what a decision would change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, QuestionVersion, Regrade, RegradeChoice, RegradedAnswer
from learning.quizzes.queries.attempts import Decisions, decisions_on, marked, marked_all

MARKED_STATES = (rules.AWAITING_MARKING, rules.PASSED, rules.FAILED)


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
    """Return the marked answers to a version whose marks a decision would change. Six queries, however many.

    Attempts that were brought over from another system are left as they were told there.
    """
    if choice == RegradeChoice.KEEP:
        return []
    old = decisions_on([version.pk])
    new = old | {version.pk: Regrade(version=version, choice=choice, corrected=corrected)}
    asked = Attempt.objects.filter(answers__version=version, state__in=MARKED_STATES)
    attempts = {one.pk: one for one in asked.select_related("person") if not one.terms.get("imported")}
    changed = {}
    for answer in Answer.objects.filter(version=version, attempt__state__in=MARKED_STATES).order_by("attempt"):
        if answer.attempt_id not in attempts:
            continue
        answer.version = version
        before, after = marked(answer, old).marks, marked(answer, new).marks
        if before != after:
            changed[answer.attempt_id] = (answer.pk, before, after)
    outcomes = _outcomes([attempts[key] for key in changed], version, new)
    return [
        Regraded(attempts[key], answer, before, after, *outcomes[key])
        for key, (answer, before, after) in changed.items()
    ]


def _outcomes(
    attempts: Sequence[Attempt], version: QuestionVersion, new: Decisions
) -> dict[UUID, tuple[str, Fraction | None]]:
    """Return the state and marks of each attempt with a new decision about one version."""
    by_attempt: dict[UUID, list[Answer]] = {one.pk: [] for one in attempts}
    asked = Attempt.objects.filter(answers__version=version, state__in=MARKED_STATES).order_by()
    answers = [one for one in Answer.objects.filter(attempt__in=asked.values("pk")) if one.attempt_id in by_attempt]
    versions = QuestionVersion.objects.in_bulk({one.version_id for one in answers})
    decisions = decisions_on(versions) | {version.pk: new[version.pk]}
    for answer in answers:
        answer.version = versions[answer.version_id]
        by_attempt[answer.attempt_id].append(answer)
    found: dict[UUID, tuple[str, Fraction | None]] = {}
    for attempt in attempts:
        if attempt.state == rules.AWAITING_MARKING:
            found[attempt.pk] = (attempt.state, None)
            continue
        standing = [one for one in marked_all(by_attempt[attempt.pk], decisions) if one is not None]
        outcome = rules.outcome(standing, Decimal(attempt.terms["pass_mark"]))
        found[attempt.pk] = (outcome.state, outcome.marks)
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
