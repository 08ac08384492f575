"""Reads of the quizzes room: what may be drawn, what a page shows, and how an attempt went.

What is shown of a question while it is being answered (`Asked`) holds neither which options are right nor what is
said about them, so that no template can let it out. Those come by `Explained`, and only when they may be shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.rich_text import get_text_for_indexing

from learning.quizzes import rules
from learning.quizzes.models import (
    Answer,
    Attempt,
    Category,
    Feedback,
    Question,
    QuestionVersion,
    Quiz,
    QuizDraw,
    QuizQuestion,
)


def may_see_picture(reader: Any, users: dict[str, list[str]]) -> bool:
    """Return whether a file is one that published questions show: anybody signed in may see those.

    Fills `core.slots.file_readers`. A draft's picture stands in no version, so it is nobody's to see yet.
    """
    return bool(reader.is_authenticated and users.get("quizzes.questionversion"))


# -- The bank -------------------------------------------------------------------------------------------------


def latest_version(question: Question) -> QuestionVersion | None:
    """Return what a question now asks: its newest version, or None if it isn't published."""
    return latest_versions([question.pk]).get(question.pk)


def latest_versions(questions: Collection[int]) -> dict[int, QuestionVersion]:
    """Return the newest version of each published question, by the question's key, in one query."""
    versions = QuestionVersion.objects.latest_of(list(questions)).filter(question__live=True)
    return {version.question_id: version for version in versions.select_related("image")}


def within(categories: Collection[int]) -> dict[int, set[int]]:
    """Return for each of `categories` itself and all below it, by key, in one query."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for key, parent in Category.objects.order_by().values_list("pk", "parent"):
        children[parent].append(key)
    found = {}
    for category in categories:
        line = [category]
        for key in line:
            line.extend(children[key])
        found[category] = set(line)
    return found


def draw_pools(draws: Sequence[tuple[int, int]]) -> list[tuple[list[int], int]]:
    """Return for each draw (category, count) the questions it may take, by key in a fixed order. Two queries."""
    if not draws:
        return []
    below = within([category for category, _ in draws])
    ready = Question.objects.in_use().filter(category__in=set().union(*below.values())).order_by("pk")
    placed = list(ready.values_list("pk", "category"))
    return [([pk for pk, place in placed if place in below[category]], count) for category, count in draws]


def questions_short(draws: Sequence[tuple[int, int]], fixed: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return the draws that ask for more than there is, as category: (asked for, there).

    A question that is fixed, or that a draw from a category below takes, isn't there to be drawn again.
    """
    below = within([category for category, _ in draws])
    short = {}
    for (category, _count), (pool, _) in zip(draws, draw_pools(draws), strict=True):
        asked = sum(count for other, count in draws if other in below[category])
        there = len(set(pool) - set(fixed))
        if asked > there:
            short[category] = (asked, there)
    return short


def with_asked_count(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Add `asked_count`, the number of attempts that have asked each question."""
    asked = Answer.objects.filter(question=OuterRef("pk")).order_by().values("question").annotate(n=Count("pk"))
    return questions.annotate(asked_count=Coalesce(Subquery(asked.values("n")), 0))


@dataclass(frozen=True)
class Usage:
    """Which quizzes may ask which questions, by key: drawn from a category, or always."""

    drawing: dict[int, set[int]]
    always: dict[int, set[int]]

    def quizzes(self, question: Question) -> int:
        """Return in how many quizzes the question may be asked."""
        return len(self.drawing.get(question.category_id, set()) | self.always.get(question.pk, set()))


def usage() -> Usage:
    """Return the use of the whole bank, in three queries however large it is."""
    draws = list(QuizDraw.objects.order_by().values_list("category", "quiz"))
    below = within({category for category, _ in draws})
    drawing: dict[int, set[int]] = defaultdict(set)
    for category, quiz in draws:
        for key in below[category]:
            drawing[key].add(quiz)
    always: dict[int, set[int]] = defaultdict(set)
    for question, quiz in QuizQuestion.objects.order_by().values_list("question", "quiz"):
        always[question].add(quiz)
    return Usage(drawing, always)


# -- What a page shows of a question --------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    chosen: bool
    control: str  # the id of its input in the page


@dataclass(frozen=True)
class Asked:
    """A question to answer. `name` is that of its inputs; `question` may be empty, when all of it is scenario."""

    name: str
    kind: str
    scenario: str
    question: str
    hint: str
    choices: list[Choice]
    image: Any
    image_alt: str

    @property
    def several(self) -> bool:
        return self.kind == rules.MULTIPLE


@dataclass(frozen=True)
class Remark:
    """An option with the truth about it."""

    text: str
    chosen: bool
    right: bool
    feedback: str


@dataclass(frozen=True)
class Explained:
    """A question with its answer: `right` is whether the response earned all its marks."""

    answered: bool
    right: bool
    remarks: list[Remark]
    explanation: str

    @property
    def chosen(self) -> list[str]:
        return [remark.text for remark in self.remarks if remark.chosen]

    @property
    def right_ones(self) -> list[str]:
        return [remark.text for remark in self.remarks if remark.right]


def _ordered(version: QuestionVersion, order: Sequence[str]) -> list[dict[str, Any]]:
    by_id = {option["id"]: option for option in version.options}
    return [by_id[identity] for identity in order or by_id]


def asked(
    version: QuestionVersion, *, order: Sequence[str] = (), response: Collection[str] | None = None, name: str = ""
) -> Asked:
    """Return a question as `quizzes/question_fieldset.html` shows it, with `response` chosen.

    `order` is that of the option ids (the author's, if empty); `name` that of the inputs, different for each
    question on a page: "answer-" and the question's key, unless told.
    """
    name = name or f"answer-{version.question_id}"
    scenario, question = rules.split_stem(version.stem)
    chosen = set(response or ())
    choices = [
        Choice(option["id"], option["text"], option["id"] in chosen, f"id_{name}_{place}")
        for place, option in enumerate(_ordered(version, order))
    ]
    hint = "Choose all that apply." if version.type == rules.MULTIPLE else ""
    return Asked(name, version.type, scenario, question, hint, choices, version.image, version.image_alt)


def explained(version: QuestionVersion, response: Collection[str] | None, *, order: Sequence[str] = ()) -> Explained:
    """Return the answer to a question, for `quizzes/question_feedback.html`. Only where it may be shown."""
    chosen = set(response or ())
    remarks = [
        Remark(option["text"], option["id"] in chosen, option["correct"], option["feedback"])
        for option in _ordered(version, order)
    ]
    right = rules.marks_for(version.options, response, Fraction(1)) == 1
    return Explained(response is not None, right, remarks, version.explanation)


def previewed(question: Question) -> tuple[Asked, Explained]:
    """Return a question as it would be asked and explained if it were published now, for its author to see."""
    options = rules.with_ids(
        [
            {"text": option.text, "correct": option.correct, "feedback": option.feedback}
            for option in question.options.all()
        ]
    )
    version = QuestionVersion(
        question=question, type=question.type, stem=question.stem, explanation=question.explanation,
        image=question.image, image_alt=question.image_alt, options=options,
    )  # fmt: skip
    right = [option["id"] for option in options if option["correct"]]
    return asked(version, name="answer"), explained(version, right)


def mark_practice(version: QuestionVersion, response: Iterable[str]) -> Explained:
    """Return how a knowledge check went: nothing is stored.

    Raises rules.UnusableResponse, in words for the reader, if nothing or something impossible was chosen.
    """
    ids = [option["id"] for option in version.options]
    return explained(version, rules.clean_response(version.type, ids, response))


# -- Attempts -------------------------------------------------------------------------------------------------


def own_attempt(person: Any, key: UUID) -> Attempt:
    """Return a person's own attempt. Raises Attempt.DoesNotExist for anybody else's."""
    return Attempt.objects.get(pk=key, person=person)


def may_start(*, quiz: Quiz, person: Any, cycle: UUID | None, at: datetime) -> rules.AnotherGo:
    """Return whether a person may begin an attempt at moment `at`, those over in this cycle being counted."""
    over = Attempt.objects.in_cycle(quiz=quiz, person=person, cycle=cycle).exclude(state=rules.IN_PROGRESS)
    past = [rules.PastAttempt(*row) for row in over.order_by().values_list("state", "submitted_at")]
    return rules.another_go(past, allowed=quiz.attempts_allowed, waiting_hours=quiz.waiting_hours, at=at)


def another_go_after(attempt: Attempt, *, at: datetime) -> rules.AnotherGo:
    """Return whether the person may begin another attempt at this quiz in the same cycle."""
    return may_start(quiz=attempt.quiz, person=attempt.person_id, cycle=attempt.cycle, at=at)


def answer_at(attempt: Attempt, position: int) -> Answer:
    """Return question `position` of an attempt with its version and picture. Raises Answer.DoesNotExist."""
    return attempt.answers.select_related("version__image").get(position=position)


def answers_of(attempt: Attempt) -> list[Answer]:
    """Return all the answers of an attempt in order, with their versions and pictures, in one query."""
    return list(attempt.answers.select_related("version__image").order_by("position"))


def first_unanswered(attempt: Attempt) -> int | None:
    """Return the position of the first question that hasn't been answered, or None."""
    left = attempt.answers.filter(answered_at=None).order_by("position")
    return left.values_list("position", flat=True).first()


@dataclass(frozen=True)
class CheckRow:
    """A question on the page where one checks one's answers, with the words of what was chosen."""

    position: int
    question: str
    chosen: list[str]
    stands: bool  # its feedback was shown, so it can't be changed

    @property
    def answered(self) -> bool:
        return bool(self.chosen)


def check_rows(attempt: Attempt) -> list[CheckRow]:
    """Return every question of an attempt in order, with what is stored for it. One query."""
    rows = []
    for answer in attempt.answers.select_related("version").order_by("position"):
        shown = asked(answer.version, order=answer.option_order, response=answer.response)
        chosen = [choice.text for choice in shown.choices if choice.chosen]
        words = get_text_for_indexing(shown.question or shown.scenario)
        rows.append(CheckRow(answer.position, words, chosen, answer.shown_at is not None))
    return rows


@dataclass(frozen=True)
class Reviewed:
    """One question of an attempt that is over; `explained` is None where the quiz shows no answers."""

    position: int
    asked: Asked
    explained: Explained | None
    must_pass: bool


@dataclass(frozen=True)
class Result:
    """How an attempt went. `missed` holds the positions of must-pass questions that weren't right."""

    attempt: Attempt
    passed: bool
    reached: bool
    missed: list[int]
    questions: list[Reviewed]

    @property
    def shows_answers(self) -> bool:
        return bool(self.attempt.terms["feedback"] != Feedback.NEVER)

    @property
    def words(self) -> str:
        """What the quiz says to somebody who passed, or who failed, as rich text."""
        return str(self.attempt.terms["pass_text" if self.passed else "fail_text"])

    @property
    def percentage(self) -> str:
        return rules.plain_number(
            rules.percentage(self.attempt.marks or Decimal(0), self.attempt.marks_possible or Decimal(1))
        )

    @property
    def marks(self) -> str:
        return rules.plain_number(self.attempt.marks or Decimal(0))

    @property
    def marks_possible(self) -> str:
        return rules.plain_number(self.attempt.marks_possible or Decimal(0))

    @property
    def pass_mark(self) -> str:
        return rules.plain_number(Decimal(self.attempt.terms["pass_mark"]))


def result_of(attempt: Attempt) -> Result:
    """Return how an attempt that has an outcome went, from its stored marks. One query."""
    answers = answers_of(attempt)
    shown = attempt.terms["feedback"] != Feedback.NEVER
    reviewed = [
        Reviewed(
            answer.position,
            asked(answer.version, order=answer.option_order, response=answer.response, name=f"q{answer.position}"),
            explained(answer.version, answer.response, order=answer.option_order) if shown else None,
            answer.version.must_pass,
        )
        for answer in answers
    ]
    outcome = rules.outcome([marked(answer) for answer in answers], Decimal(attempt.terms["pass_mark"]))
    missed = [
        answer.position for answer in answers if answer.version.must_pass and answer.marks != answer.marks_possible
    ]
    return Result(attempt, attempt.state == rules.PASSED, outcome.reached, missed, reviewed)


def marked(answer: Answer) -> rules.Marked:
    """Return an answer as its pinned version marks it."""
    possible = Fraction(answer.marks_possible)
    marks = rules.marks_for(answer.version.options, answer.response, possible)
    return rules.Marked(marks, possible, answer.version.must_pass)
