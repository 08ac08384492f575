"""What is in the bank, what may be drawn from it, and where each question is used."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from learning.quizzes import rules
from learning.quizzes.models import Answer, Category, Question, QuestionVersion, Quiz, QuizDraw, QuizQuestion

Tree = dict[int, tuple[int | None, str]]  # each category's parent and title, by key


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


def next_code(category: Category) -> str:
    """Return a code that no question has, going on from those of the category: AW-12 after AW-11.

    The first question of a category whose code ends in no number begins at the category's own code: KAI-01.
    """
    latest = category.questions.filter(code__regex=r"[0-9]$").order_by("-pk").values_list("code", flat=True).first()
    found = re.fullmatch(r"(.*?)(\d+)", latest or "", re.ASCII)
    stem, width = (found[1][:30], len(found[2])) if found else (f"{category.code[:30]}-", 2)
    taken = Question.objects.filter(code__startswith=stem).values_list("code", flat=True)
    numbers = [int(code[len(stem) :]) for code in taken if re.fullmatch(r"\d{1,9}", code[len(stem) :], re.ASCII)]
    return f"{stem}{max(numbers, default=0) + 1:0{width}}"


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


def subject_tree() -> Tree:
    """Return each category's (parent, title) by key, in one query."""
    rows = Category.objects.order_by().values_list("pk", "parent", "title")
    return {key: (parent, title) for key, parent, title in rows}


def above(categories: Collection[int]) -> set[int]:
    """Return `categories` and all that they stand under, by key, in one query."""
    return rules.lines_of(categories, subject_tree())


def draw_pools(draws: Sequence[tuple[int, int]]) -> list[tuple[list[int], int]]:
    """Return for each draw (category, count) the questions it may take, by key in a fixed order. Two queries."""
    if not draws:
        return []
    below, placed = _ready_for(draws)
    return [([pk for pk, place in placed if place in below[category]], count) for category, count in draws]


def questions_short(draws: Sequence[tuple[int, int]], fixed: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return the draws that ask for more than there is, as category: (asked for, there). See `rules.short_of`."""
    return rules.short_of(draws, *_ready_for(draws), fixed) if draws else {}


def _ready_for(draws: Sequence[tuple[int, int]]) -> tuple[dict[int, set[int]], list[tuple[int, int]]]:
    """Return each category drawn from with all below it, and the questions there are, by key, with their category."""
    below = within([category for category, _ in draws])
    ready = Question.objects.in_use().filter(category__in=set().union(*below.values())).order_by("pk")
    return below, list(ready.values_list("pk", "category"))


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
        return len(self.in_quizzes(question))

    def in_quizzes(self, question: Question) -> set[int]:
        """Return the quizzes that may ask the question, by key."""
        return self.drawing.get(question.category_id, set()) | self.always.get(question.pk, set())


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


def asks_essays(quiz: Quiz) -> bool:
    """Return whether a quiz may ask a question that a person has to mark. Three queries at most."""
    essays = Question.objects.in_use().filter(type=rules.ESSAY)
    if essays.filter(fixed_in__quiz=quiz).exists():
        return True
    below = within(list(quiz.draws.values_list("category", flat=True)))
    return bool(below) and essays.filter(category__in=set().union(*below.values())).exists()


def use_in_words(question: Question) -> str:
    """Return where a question may be asked and how often it has been: "Asked in 3 quizzes, 1,204 times"."""
    quizzes = usage().quizzes(question)
    times = Answer.objects.filter(question=question).count()
    return f"Asked in {quizzes:,} quiz{'' if quizzes == 1 else 'zes'}, {times:,} time{'' if times == 1 else 's'}."


def quizzes_asking(question: Question) -> list[tuple[Quiz, bool]]:
    """Return the quizzes that may ask a question, by title, each with whether it is chosen there by name."""
    use = usage()
    named = use.always.get(question.pk, set())
    return [(quiz, quiz.pk in named) for quiz in Quiz.objects.filter(pk__in=use.in_quizzes(question))]
