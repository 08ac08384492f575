"""What is in the bank, what may be drawn from it, and where each question is used."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from learning.quizzes.models import Answer, Category, Question, QuestionVersion, QuizDraw, QuizQuestion


def may_see_picture(reader: Any, users: dict[str, list[str]]) -> bool:
    """Return whether a file is one that published questions show: anybody signed in may see those.

    Fills `core.slots.file_readers`. A draft's picture stands in no version, so it is nobody's to see yet.
    """
    return bool(reader.is_authenticated and users.get("quizzes.questionversion"))


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
