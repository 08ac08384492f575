"""An attempt by somebody who isn't signed in: what is kept of it in their browser's session, and nowhere else."""

from collections.abc import Iterable
from datetime import datetime
from random import Random, SystemRandom

from learning.quizzes import queries, rules
from learning.quizzes.actions.starting import AttemptRefused, choose_questions, refuse_if_shut
from learning.quizzes.models import Feedback, Quiz
from learning.quizzes.queries.visits import Visit, VisitAnswer

ONLY_WRITTEN = "What this quiz asks is marked by a person, so it needs a sign-in."


def begin_visit(*, quiz: Quiz, return_to: str, at: datetime, rng: Random | None = None) -> Visit:
    """Return a new visit to a quiz. Essays are left out: there is nobody to mark them for.

    Raises AttemptRefused, with a sentence, if the quiz is shut or has nothing to ask.
    """
    refuse_if_shut(quiz, at=at)
    rng = rng or SystemRandom()
    chosen = choose_questions(queries.contents_of(quiz.pk), rng)
    asked = [one for one in chosen if not rules.is_marked_by_hand(one.type)]
    if not asked:
        raise AttemptRefused(ONLY_WRITTEN)
    return Visit(
        quiz=quiz.pk,
        terms=quiz.terms() | {"questions": len(asked)},
        return_to=return_to,
        started=at.isoformat(),
        submitted="",
        answers=[_answer(version, shuffle=quiz.shuffle_options, rng=rng) for version in asked],
    )


def _answer(asked: queries.Askable, *, shuffle: bool, rng: Random) -> VisitAnswer:
    order = rules.option_order(asked.type, asked.ids, shuffle=shuffle, rng=rng)
    return VisitAnswer(version=asked.version, order=order, response=None, revision=0, shown=False)


def answer_visit(visit: Visit, *, position: int, kind: str, response: Iterable[str], revision: int) -> str:
    """Keep the answer to question `position`, of type `kind`, in a visit that is open.

    Returns "", or why it isn't kept: "closed" once its feedback was shown, "stale" where `revision` isn't that of
    the answer any more. The same answer sent again changes nothing. Raises rules.UnusableResponse.
    """
    row = visit["answers"][position - 1]
    chosen = rules.clean_response(kind, row["order"], response)
    if row["response"] == chosen:
        return ""
    if row["shown"]:
        return "closed"
    if revision != row["revision"]:
        return "stale"
    row["response"] = chosen
    row["revision"] += 1
    row["shown"] = visit["terms"]["feedback"] == Feedback.EACH
    return ""


def submit_visit(visit: Visit, *, at: datetime) -> None:
    """Close a visit: its answers can't be changed any more. A second time changes nothing."""
    visit["submitted"] = visit["submitted"] or at.isoformat()
