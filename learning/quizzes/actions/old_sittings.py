"""Sittings of a django-quiz-app site as attempts: what was asked, what was answered, and what it came to there."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from core import audit
from learning.quizzes import rules
from learning.quizzes.formats.django_quiz import CHOICE, ESSAY, Dump, OldSitting
from learning.quizzes.formats.drafts import Problem
from learning.quizzes.models import Answer, Attempt, QuestionVersion, Quiz
from learning.quizzes.rules.old_marks import old_outcome
from people.models import Person

if TYPE_CHECKING:
    from learning.quizzes.actions.django_quiz import Brought

# The key of an attempt follows from that of its sitting, within this.
SITTINGS = UUID("5f0b6b0e-6f5b-4d0a-9a3e-7a54c3d7b0f1")
SOURCE = "django-quiz-app"


def bring_sittings(
    *, dump: Dump, brought: "Brought", quizzes: Mapping[int, Quiz], versions: Mapping[int, QuestionVersion],
    people: Mapping[str, Person], by: Any,
) -> None:  # fmt: skip
    """Make an attempt of each finished sitting of somebody who is known, and say why of every other.

    Nothing else hears of them: no completion follows, since the record of training is brought over by itself.
    """
    unknown: Counter[str] = Counter()
    for sitting in dump.sittings:
        place = f"Sitting {sitting.pk}"
        if Attempt.objects.filter(pk=key_of(sitting)).exists():
            brought.there["sittings"] += 1
        elif not sitting.complete:
            brought.left["sittings"] += 1
            brought.note(place, "It was never finished, and has no result to keep.")
        elif sitting.user not in people:
            brought.left["sittings"] += 1
            unknown[sitting.user] += 1
        elif why := _obstacle(sitting, dump, quizzes, versions):
            brought.refuse("sittings", place, why)
        else:
            _bring(sitting, dump, brought, quizzes[sitting.quiz], versions, people[sitting.user], by)
    for user, count in sorted(unknown.items()):
        sittings = "1 sitting" if count == 1 else f"{count} sittings"
        words = f"Nobody here is known to be this user, so {sittings} not taken. Name them by --users."
        brought.problems.append(Problem(f"User {user}", words))


def key_of(sitting: OldSitting) -> UUID:
    """Return the key of the attempt that a sitting becomes, the same in every run."""
    return uuid5(SITTINGS, f"sitting {sitting.pk}")


def _obstacle(
    sitting: OldSitting, dump: Dump, quizzes: Mapping[int, Quiz], versions: Mapping[int, QuestionVersion]
) -> str:
    """Return why a sitting can't be kept whole, or ""."""
    if sitting.quiz not in quizzes:
        return "Its quiz isn't in the dump."
    if not sitting.order:
        return "It says no questions that were asked."
    if not sitting.start and not sitting.end:
        return "It says neither when it began nor when it ended."
    gone = [str(pk) for pk in sitting.order if pk not in dump.questions]
    if gone:
        return f"It asked questions that aren't in the dump: {', '.join(gone)}."
    changed = [str(pk) for pk in sitting.order if pk not in versions]
    if changed:
        return f"Questions it asked were refused, or have been changed here since: {', '.join(changed)}."
    return ""


def _bring(
    sitting: OldSitting, dump: Dump, brought: "Brought", quiz: Quiz, versions: Mapping[int, QuestionVersion],
    person: Person, by: Any,
) -> None:  # fmt: skip
    place = f"Sitting {sitting.pk}"
    old_quiz = dump.quizzes[sitting.quiz]
    wrong = len(sitting.incorrect & set(sitting.order))
    outcome = old_outcome(
        questions=len(sitting.order), wrong=wrong, score=sitting.score, pass_mark=old_quiz.pass_mark
    )  # fmt: skip
    end = sitting.end or sitting.start
    start = min(moment for moment in (sitting.start, sitting.end) if moment)
    attempt = Attempt.objects.create(
        id=key_of(sitting), cycle=key_of(sitting), quiz=quiz, person=person, started_at=start, submitted_at=end,
        return_to="/my-learning/",
        state=rules.PASSED if outcome.passed else rules.FAILED, marks=Decimal(outcome.marks),
        marks_possible=Decimal(outcome.possible),
        terms=quiz.terms() | {
            "pass_mark": str(old_quiz.pass_mark), "questions": len(sitting.order),
            "imported": {"from": SOURCE, "sitting": sitting.pk, "quiz": sitting.quiz},
        },
    )  # fmt: skip
    rows = [
        _answer(attempt, sitting, dump, versions[pk], pk, position, end)
        for position, pk in enumerate(sitting.order, start=1)
    ]
    Answer.objects.bulk_create(rows)
    lost = [row.position for row in rows if row.response is None]
    if lost:
        brought.note(place, f"Nothing that can be shown was answered to: {', '.join(map(str, lost))}.")
    for words in outcome.notes:
        brought.note(place, words)
    after = {"quiz": quiz.code, "state": attempt.state, "marks": str(attempt.marks), "from": SOURCE}
    audit.record("attempt imported", attempt, by=by, after=after)
    brought.made["sittings"] += 1


def _answer(
    attempt: Attempt, sitting: OldSitting, dump: Dump, version: QuestionVersion, pk: int, position: int,
    at: datetime | None,
) -> Answer:  # fmt: skip
    response = _response(sitting.answers.get(pk), dump, version, pk)
    return Answer(
        attempt=attempt, question_id=version.question_id, version=version, position=position, response=response,
        option_order=[row["id"] for row in version.options], revision=0 if response is None else 1,
        answered_at=None if response is None else at, marks=Decimal(pk not in sitting.incorrect),
        marks_possible=Decimal(1),
    )  # fmt: skip


def _response(said: str | None, dump: Dump, version: QuestionVersion, pk: int) -> list[str] | None:
    """Return what was answered as an answer keeps it, or None if nothing was, or with an option since removed."""
    question = dump.questions[pk]
    if said is None or not said.strip():
        return None
    if question.kind == ESSAY:
        return [said]
    text: str | None = said.strip().capitalize()
    if question.kind == CHOICE:
        text = next((answer.content for answer in question.answers if str(answer.pk) == said.strip()), None)
    chosen = [str(row["id"]) for row in version.options if row["text"] == text]
    return chosen[:1] or None
