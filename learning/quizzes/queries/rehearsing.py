"""A quiz as one attempt at it might ask it, drawn from what its form says, for its author to see."""

from dataclasses import dataclass
from random import Random
from typing import Any

from learning.quizzes import rules
from learning.quizzes.models import Question, QuestionVersion, Quiz
from learning.quizzes.queries.bank import draw_pools
from learning.quizzes.queries.explaining import Explained, explained
from learning.quizzes.queries.shown import Asked, asked


@dataclass(frozen=True)
class Rehearsal:
    """What an attempt might ask, in its order, each question with its answer; or that there are too few to draw.

    `marks` is how many can be earned in all, and `unasked` how many of those chosen by name are retired or drafts.
    """

    questions: list[tuple[Asked, Explained]]
    marks: int
    too_few: bool
    unasked: int


def rehearsed(quiz: Quiz, rng: Random) -> Rehearsal:
    """Return one attempt at a quiz as its form has it now, saved or not. Nothing is written."""
    keys = [row.question_id for row in quiz.fixed_questions.all() if row.question_id]
    found = Question.objects.in_bulk(keys)
    chosen = [found[key] for key in keys]
    ready = [question.pk for question in chosen if question.live and not question.retired]
    must = {question.pk for question in chosen if question.must_pass}
    fixed = rules.pick(ready, must, quiz.fixed_count, rng)
    try:
        drawn = rules.draw(
            draw_pools([(row.category_id, row.count or 0) for row in quiz.draws.all() if row.category_id]), fixed, rng
        )
    except rules.TooFewQuestions:
        return Rehearsal([], 0, too_few=True, unasked=len(chosen) - len(ready))
    order = [*fixed, *drawn]
    if quiz.shuffle_questions:
        rng.shuffle(order)
    versions = {one.question_id: one for one in QuestionVersion.objects.latest_of(order).select_related("image")}
    asked_now = [versions[key] for key in order if key in versions]
    return Rehearsal(
        [_shown(version, quiz, rng) for version in asked_now], sum(version.marks for version in asked_now),
        too_few=not asked_now, unasked=len(chosen) - len(ready),
    )  # fmt: skip


def _shown(version: QuestionVersion, quiz: Quiz, rng: Random) -> tuple[Asked, Explained]:
    ids: Any = rules.shown_ids(version.type, version.options)
    order = rules.option_order(version.type, ids, shuffle=quiz.shuffle_options, rng=rng)
    right = rules.right_response(version.type, version.options)
    return asked(version, order=order), explained(version, right or None)
