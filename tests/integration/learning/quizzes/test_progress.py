"""How somebody's answers went, by subject: what is counted, and who sees it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.quizzes.actions import regrade, save_answer, submit_attempt
from learning.quizzes.models import Answer, Attempt, Category, Feedback, Question
from learning.quizzes.queries import tallies_of
from learning.quizzes.rules import Tally
from learning.quizzes.views.progress import MOST_BARS
from people.models import Person
from tests.factories import make_person, make_post, make_team_member
from tests.integration.learning.quizzes.bank import (
    NOW,
    answer_all,
    begin,
    make_category,
    make_question,
    make_quiz,
    right,
)
from tests.integration.learning.quizzes.browser import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
AUTUMN = datetime(2026, 10, 1, tzinfo=UTC).date()


def taken(
    person: Person, category: Category, *, of: int = 2, wrong_at: Any = (), at: datetime = NOW, **quiz: Any
) -> Attempt:
    """Return an attempt that was submitted, at a quiz of `of` questions of one category."""
    asked = [make_question(category) for _ in range(of)]
    attempt = begin(person, make_quiz(fixed=asked, shuffle_questions=False, **quiz), at=at)
    answer_all(attempt, wrong_at=wrong_at, at=at)
    return submit_attempt(attempt=attempt, by=person, at=at)


def again(attempt: Attempt | None, times: int) -> None:
    """Have an attempt made so many times more, on questions of subjects of their own."""
    assert attempt
    answer = attempt.answers.select_related("question").get()
    for number in range(times):
        question = Question.objects.create(code=f"M-{times}-{number}", category=make_category(), stem="<p>?</p>")
        at = NOW - timedelta(days=90 * (number % 20))
        attempt.pk, attempt.submitted_at = uuid4(), at
        attempt.save(force_insert=True)
        Answer.objects.create(
            attempt=attempt, question=question, version=answer.version, position=1, response=["a"], marks=1
        )


@pytest.fixture
def subject() -> Category:
    return make_category(title="Listening to children")


def counted(person: Person, **more: Any) -> list[tuple[int, float]]:
    return [(one.answered, one.earned) for one in tallies_of(person, reader=person, **more)]


class TestWhatIsCounted:
    def test_answers_with_an_outcome_by_category_and_quarter(self, person: Person, subject: Category) -> None:
        taken(person, subject, of=4, wrong_at=[2])
        assert tallies_of(person, reader=person) == [Tally(subject.pk, AUTUMN, 4, 3.0)]
        taken(person, subject, at=NOW - timedelta(days=120))
        assert sorted(counted(person)) == [(2, 2.0), (4, 3.0)]

    def test_a_question_left_out_and_an_attempt_in_progress_are_not(self, person: Person, subject: Category) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question(subject) for _ in range(2)], shuffle_questions=False))
        row = attempt.answers.select_related("version").get(position=1)
        save_answer(attempt=attempt, position=1, response=right(row), revision=0, by=person, at=NOW)
        assert counted(person) == []
        submit_attempt(attempt=attempt, by=person, at=NOW)
        assert counted(person) == [(1, 1.0)]

    def test_a_quiz_that_never_shows_its_answers_is_not(self, person: Person, subject: Category) -> None:
        taken(person, subject, feedback=Feedback.NEVER)
        assert counted(person) == []

    def test_a_regrade_counts_as_it_stands(self, person: Person, subject: Category, team_member: Person) -> None:
        attempt = taken(person, subject, wrong_at=[1])
        wrong = attempt.answers.select_related("version").get(position=1)
        regrade(version=wrong.version, choice="award", corrected=None, reason="Two were right.", by=team_member, at=NOW)
        assert counted(person) == [(2, 2.0)]

    def test_marks_in_part_count_in_part(self, person: Person, subject: Category) -> None:
        attempt = taken(person, subject)
        attempt.answers.filter(position=1).update(marks=Decimal(1), marks_possible=Decimal(4))
        assert counted(person) == [(2, 1.25)]

    def test_it_can_be_narrowed_to_a_subject_with_all_below_it_and_to_lately(self, person: Person) -> None:
        top = make_category()
        taken(person, make_category(parent=top), of=3)
        taken(person, make_category(), of=2, at=NOW - timedelta(days=200))
        assert counted(person, subject=top.pk) == [(3, 3.0)]
        assert counted(person, since=NOW - timedelta(days=92)) == [(3, 3.0)]


class TestThePage:
    def test_it_says_how_ones_own_answers_went(self, signed_in: Client, person: Person, subject: Category) -> None:
        taken(person, subject, of=4, wrong_at=[2])
        words = text_of(signed_in.get("/my-learning/answers/"))
        assert "4 questions answered, 75% right." in words
        assert "Listening to children" in words
        assert "October to December 2026" in words

    def test_choices_that_are_none_are_let_go(
        self, signed_in: Client, person: Person, subject: Category, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("core.clock.now", lambda: NOW)
        taken(person, subject)
        assert signed_in.get("/my-learning/answers/?subject=abc&since=9999").status_code == 200
        words = text_of(signed_in.get(f"/my-learning/answers/?subject={subject.pk}&since=3"))
        assert "2 questions answered, 100% right: Listening to children, The last 3 months." in words

    def test_nothing_yet_is_said(self, signed_in: Client) -> None:
        assert "Nothing to look back on yet" in text_of(signed_in.get("/my-learning/answers/"))

    def test_nobody_elses_answers_are_in_it(self, signed_in: Client, person: Person) -> None:
        taken(make_person(), make_category(title="CANARY"))
        assert "CANARY" not in text_of(signed_in.get("/my-learning/answers/"))

    def test_it_is_led_to_from_my_learning(self, signed_in: Client) -> None:
        assert 'href="/my-learning/answers/"' in signed_in.get("/my-learning/").content.decode()

    def test_it_asks_the_same_however_much_was_answered(self, signed_in: Client, person: Person) -> None:
        asked = []
        taken(person, make_category(), of=1)
        for more in (0, 9, 100):
            again(Attempt.objects.first(), more)
            signed_in.get("/my-learning/answers/")
            with CaptureQueriesContext(connection) as queries:
                signed_in.get("/my-learning/answers/")
            asked.append(len(queries))
        assert asked[0] == asked[1] == asked[2]


class TestSomebodyElses:
    def test_the_team_sees_it(self, client: Client, person: Person, subject: Category) -> None:
        taken(person, subject)
        client.force_login(make_team_member())
        assert "2 questions answered" in text_of(client.get(f"/people/{person.pk}/answers/"))

    def test_a_manager_does_not_nor_a_lead_nor_the_person_by_that_address(
        self, client: Client, person: Person, subject: Category
    ) -> None:
        taken(person, subject)
        manager = make_person()
        make_post(person=person, line_manager=manager)
        for reader in (manager, person, make_person()):
            client.force_login(reader)
            assert client.get(f"/people/{person.pk}/answers/").status_code == 404

    def test_even_the_query_gives_a_manager_nothing(self, person: Person, subject: Category) -> None:
        taken(person, subject)
        assert tallies_of(person, reader=make_person()) == []

    def test_nobody_is_not_there(self, client: Client) -> None:
        client.force_login(make_team_member())
        for key in (999999, 10**40):
            assert client.get(f"/people/{key}/answers/").status_code == 404


def test_a_quiz_outside_any_course_is_gone_on_with_from_my_learning(signed_in: Client, person: Person) -> None:
    attempt = begin(person, make_quiz(fixed=[make_question()], title="Thinking it over"))
    body = signed_in.get("/my-learning/").content.decode()
    assert "Thinking it over" in body
    assert f'href="{attempt.get_absolute_url()}"' in body


def test_of_many_subjects_the_chart_has_those_at_the_top_and_the_table_all(signed_in: Client, person: Person) -> None:
    top = make_category(title="Neglect")
    below = [make_category(top, title=f"Part {number}") for number in range(MOST_BARS)]
    for category in below:
        taken(person, category, of=1)
    page = signed_in.get("/my-learning/answers/")
    assert [bar.label for bar in page.context["bars"].rows] == ["Neglect"]
    assert len(page.context["by_subject"]) == MOST_BARS + 1
    narrowed = signed_in.get("/my-learning/answers/", {"subject": below[0].pk})
    assert [bar.label for bar in narrowed.context["bars"].rows] == ["Part 0"]
