"""Questions that are drawn once for all who answered alike show nobody what somebody else answered.

Each page is read after others have had theirs drawn, and held against the same page with nothing kept.
"""

import re
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.test import Client

from core.kept import forget_everything
from learning.quizzes import queries, rules
from learning.quizzes.actions import regrade, save_answer, submit_attempt
from learning.quizzes.models import Attempt, Feedback, Quiz, RegradeChoice
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import NOW, begin, make_quiz
from tests.integration.learning.quizzes.browser import main_of, row, url
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

PLACES = ["check", ""]


def ways_to_answer(attempt: Attempt) -> list[list[str] | None]:
    """Return some ways to answer the first question of an attempt, all told apart."""
    version = row(attempt).version
    if version.type in rules.WRITTEN:
        return [None, ["ACCEPTED-ANSWER"], ["accepted-answer"], ["KNOWN-MISTAKE"], ["Else."]]
    ids = rules.shown_ids(version.type, version.options)
    if version.type in rules.CHOICES:
        return [None, *([one] for one in ids), *([ids[:2]] if version.type == rules.MULTIPLE else [])]
    right = rules.right_response(version.type, version.options)
    keys, values = zip(*(pair.split(":") for pair in right), strict=True)
    return [None, right, [f"{key}:{value}" for key, value in zip(keys, values[::-1], strict=True)]]


def taken(quiz: Quiz, way: int, *, submit: bool, seed: int = 1) -> Attempt:
    attempt = begin(make_person(), quiz, rng=Random(seed))
    response = ways_to_answer(attempt)[way]
    if response is not None:
        save_answer(attempt=attempt, position=1, response=response, revision=0, by=attempt.person, at=NOW)
    return submit_attempt(attempt=attempt, by=attempt.person, at=NOW) if submit else attempt


def page_of(attempt: Attempt, place: str) -> str:
    """Return the middle of a page that the person of an attempt reads, without its form's token."""
    client = Client()
    client.force_login(attempt.person)
    response = client.get(url(attempt, place))
    assert response.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main_of(response))


def hold(attempts: list[Attempt], place: str) -> list[str]:
    """Return the pages of attempts, read one after the other; each must be what it is when nothing is kept."""
    forget_everything()
    pages = [page_of(attempt, place) for attempt in attempts]
    for attempt, page in zip(attempts, pages, strict=True):
        forget_everything()
        assert page_of(attempt, place) == page
    return pages


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", [kind for kind in ROWS if kind != rules.ESSAY])
def test_each_reads_what_they_answered_themselves(kind: str, place: str) -> None:
    quiz = make_quiz(fixed=[make_question_of(kind)])
    ways = range(len(ways_to_answer(begin(make_person(), quiz))))
    pages = hold([taken(quiz, way, submit=not place) for way in ways], place)
    assert len(set(pages)) == len(ways) > 2


def test_each_reads_what_was_right_in_the_order_it_was_shown_to_them() -> None:
    quiz = make_quiz(fixed=[make_question_of(rules.MULTIPLE)])
    attempts = [taken(quiz, 0, submit=True, seed=seed) for seed in range(8)]
    assert len({tuple(row(attempt).option_order) for attempt in attempts}) > 2
    assert len(set(hold(attempts, ""))) == 2  # two are right, the one first or the other


def test_an_essay_is_read_by_whoever_wrote_it() -> None:
    quiz = make_quiz(fixed=[make_question_of(rules.ESSAY)])
    pages = hold([taken(quiz, way, submit=False) for way in range(5)], "check")
    assert len(set(pages)) == 5


def test_an_answer_that_stands_is_seen_and_another_like_it_can_be_changed() -> None:
    question = make_question_of(rules.SINGLE)
    each, end = (make_quiz(fixed=[question], feedback=when) for when in (Feedback.EACH, Feedback.END))
    seen, changeable = hold([taken(quiz, 1, submit=False) for quiz in (each, end)], "check")
    assert ">See<" in seen
    assert ">Change<" in changeable


def test_marks_that_were_put_right_are_read_by_whoever_read_the_old_ones() -> None:
    quiz = make_quiz(fixed=[make_question_of(rules.SINGLE)])
    attempt = next(one for one in (taken(quiz, way, submit=True) for way in (1, 2)) if one.state == rules.FAILED)
    assert "0 of 2 marks" in page_of(attempt, "")
    regrade(
        version=row(attempt).version,
        choice=RegradeChoice.AWARD,
        reason="Both are right.",
        by=make_team_member(),
        at=NOW,
    )
    assert "2 of 2 marks" in page_of(attempt, "")


def test_what_a_quiz_does_not_show_is_not_worked_out() -> None:
    quiz = make_quiz(fixed=[make_question_of(rules.SINGLE)], feedback=Feedback.NEVER)
    attempt = taken(quiz, 1, submit=True)
    assert [one.explained for one in queries.result_of(attempt).questions] == [None]
    assert "Tell the lead" not in page_of(attempt, "")


LINK = '<a linktype="page" id="1">the review</a>'


@pytest.mark.parametrize(
    "own",
    [
        {"comment": "Well seen."},
        {"version.type": rules.SHORT_TEXT},
        {"version.image_id": 1},
        {"version.scenario": LINK},
        {"version.stem": LINK},
        {"version.explanation": LINK},
    ],
)
def test_what_is_somebodys_own_or_may_be_shut_is_not_kept(own: dict[str, Any]) -> None:
    answer = row(taken(make_quiz(fixed=[make_question_of(rules.SINGLE)]), 1, submit=True))
    assert queries.Reviewed(answer, Decimal(2), shows_truth=True).alike is not None
    for name, value in own.items():
        setattr(answer.version if name.startswith("version.") else answer, name.removeprefix("version."), value)
    assert queries.Reviewed(answer, Decimal(2), shows_truth=True).alike is None


def test_other_marks_are_drawn_apart() -> None:
    answer = row(taken(make_quiz(fixed=[make_question_of(rules.SINGLE)]), 1, submit=True))
    assert len({queries.Reviewed(answer, Decimal(marks), shows_truth=True).alike for marks in (0, 1, 2)}) == 3
