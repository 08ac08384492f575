"""Knowledge checks: marked on the server, nothing stored, nothing let out before."""

from dataclasses import asdict

import pytest
from django.template.loader import render_to_string

from learning.quizzes import queries, rules
from learning.quizzes.models import Answer, QuestionVersion
from tests.integration.learning.quizzes.bank import make_question
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> QuestionVersion:
    found = queries.latest_version(make_question(options=[("Tell the lead", True), ("Wait", False)]))
    assert found
    return found


def ids(version: QuestionVersion, *, correct: bool) -> list[str]:
    return [option["id"] for option in version.options if option["correct"] is correct]


def test_a_right_and_a_wrong_answer_are_explained_and_nothing_is_stored(version: QuestionVersion) -> None:
    right = queries.mark_practice(version, ids(version, correct=True))
    wrong = queries.mark_practice(version, ids(version, correct=False))
    assert (right.right, wrong.right) == (True, False)
    assert wrong.chosen == ["Wait"]
    assert wrong.right_ones == ["Tell the lead"]
    assert "EXPLANATION" in wrong.explanation
    assert not Answer.objects.exists()


@pytest.mark.parametrize("response", [[], ["no-such"]])
def test_what_cannot_be_marked_is_said_in_words(version: QuestionVersion, response: list[str]) -> None:
    with pytest.raises(rules.UnusableResponse, match="Choose"):
        queries.mark_practice(version, response)


def test_what_is_shown_to_answer_holds_nothing_of_what_is_right(version: QuestionVersion) -> None:
    shown = queries.asked(version)
    assert not {"correct", "feedback", "explanation"} & (set(asdict(shown)) | set(asdict(shown.choices[0])))
    html = render_to_string("quizzes/question_fieldset.html", {"asked": shown})
    assert "FEEDBACK" not in html
    assert "EXPLANATION" not in html


def test_two_checks_on_a_page_have_inputs_and_ids_of_their_own(version: QuestionVersion) -> None:
    other = queries.latest_version(make_question())
    assert other
    controls = [choice.control for one in (version, other) for choice in queries.asked(one).choices]
    assert len(set(controls)) == len(controls) == 5
    assert queries.asked(version).name != queries.asked(other).name


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_a_reader_who_has_to_answer_again_is_led_to_an_input_that_is_there(kind: str) -> None:
    version = queries.latest_version(make_question_of(kind))
    shown = queries.asked(version, name="answer")
    page = render_to_string("quizzes/question_fieldset.html", {"asked": shown})
    assert f'id="{shown.first_control}"' in page
