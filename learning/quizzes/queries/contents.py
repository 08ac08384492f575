"""What a quiz may ask, kept by each process: on the day that a team is asked to take it, everybody begins it."""

from dataclasses import dataclass

from core.kept import Kept
from core.public_pages import read_stamp
from learning.quizzes import rules
from learning.quizzes.models import QuestionVersion, Quiz
from learning.quizzes.queries.bank import draw_pools


@dataclass(frozen=True, slots=True)
class Askable:
    """A question as it may be asked now: its newest version, and the ids that a page shows of it."""

    question: int
    version: int
    type: str
    marks: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """A quiz with its terms, and what it may ask.

    `fixed` are the questions chosen by name, in the author's order, each with whether it must be answered correctly;
    one that has been retired or unpublished since is left out. `pools` are its draws, each the questions that it may
    take and how many. `newest` holds all of both, by key, that have been published.
    """

    quiz: Quiz
    fixed: dict[int, bool]
    pools: list[tuple[list[int], int]]
    newest: dict[int, Askable]


_kept: Kept[Contents] = Kept()


def contents_of(quiz: int) -> Contents:
    """Return what the quiz of that key asks, as it stood a moment ago. Raises Quiz.DoesNotExist.

    Kept under the public stamp, which the database raises with any change to what it is made of: every model here is
    marked `raises_stamp`. Inside a transaction nothing is kept, so it is best asked before one.
    """
    contents = _kept.get(quiz, lambda: _read(quiz), stamp=read_stamp())
    assert contents is not None
    return contents


def _read(key: int) -> Contents:
    quiz = Quiz.objects.get(pk=key)
    rows = quiz.fixed_questions.filter(question__live=True, question__retired=False).order_by("sort_order")
    fixed = dict(rows.values_list("question", "question__must_pass"))
    pools = draw_pools(list(quiz.draws.order_by("sort_order").values_list("category", "count")))
    newest = QuestionVersion.objects.latest_of(set(fixed).union(*(pool for pool, _ in pools))).order_by()
    return Contents(
        quiz, fixed, pools,
        {
            question: Askable(question, version, kind, marks, tuple(rules.shown_ids(kind, options)))
            for question, version, kind, marks, options in newest.values_list(
                "question", "pk", "type", "marks", "options"
            )
        },
    )  # fmt: skip
