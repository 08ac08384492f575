"""The life of an attempt: started once, answered without loss, submitted once, marked by what was seen."""

from collections import Counter
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEntry
from learning.quizzes import queries, rules
from learning.quizzes.actions import (
    AttemptClosed,
    AttemptRefused,
    StaleAnswer,
    publish_question,
    save_answer,
    start_attempt,
    submit_attempt,
)
from learning.quizzes.models import Attempt, AttemptState, Option
from learning.quizzes.signals import attempt_finished
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import (
    NOW,
    answer_all,
    begin,
    make_bank,
    make_category,
    make_question,
    make_quiz,
    retire,
    right,
    wrong,
)

pytestmark = pytest.mark.django_db


def save(attempt: Attempt, position: int, response: list[str], revision: int = 0):  # type: ignore[no-untyped-def]
    return save_answer(
        attempt=attempt, position=position, response=response, revision=revision, by=attempt.person, at=NOW
    )


class TestStarting:
    def test_it_lays_out_what_the_quiz_draws_and_always_asks(self, person: Person) -> None:
        category, questions = make_bank(5)
        below = make_category(parent=category)
        deep = make_question(below)
        always = make_question()
        attempt = begin(person, make_quiz(draws=[(category, 6)], fixed=[always]))
        asked = {answer.question_id for answer in attempt.answers.all()}
        assert asked == {question.pk for question in [*questions, deep, always]}
        assert [answer.position for answer in attempt.answers.all()] == list(range(1, 8))
        assert attempt.terms["questions"] == 7

    def test_two_people_are_asked_different_questions_in_different_orders(self) -> None:
        category, _ = make_bank(20)
        quiz = make_quiz(draws=[(category, 5)])
        orders = {
            tuple(begin(make_person(), quiz, rng=None).answers.values_list("question", flat=True)) for _ in range(4)
        }
        assert len(orders) == 4

    def test_the_order_is_the_authors_where_the_quiz_says_so(self, person: Person) -> None:
        _, questions = make_bank(4)
        quiz = make_quiz(fixed=questions[::-1], shuffle_questions=False, shuffle_options=False)
        answers = queries.answers_of(begin(person, quiz))
        assert [answer.question_id for answer in answers] == [question.pk for question in questions[::-1]]
        assert all(answer.option_order == [row["id"] for row in answer.version.options] for answer in answers)

    def test_starting_again_gives_the_one_in_progress(self, person: Person) -> None:
        attempt = begin(person)
        assert begin(person, attempt.quiz, rng=Random(2)) == attempt
        assert Attempt.objects.count() == 1

    def test_each_cycle_has_its_own_attempts(self, person: Person) -> None:
        first = begin(person, cycle=uuid4())
        second = begin(person, first.quiz, cycle=uuid4())
        assert first != second

    @pytest.mark.parametrize("in_cycle", [True, False])
    def test_the_database_allows_one_in_progress(self, person: Person, in_cycle: bool) -> None:
        attempt = begin(person, cycle=uuid4() if in_cycle else None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(quiz=attempt.quiz, person=person, cycle=attempt.cycle, terms={}, started_at=NOW)

    def test_drafts_and_retired_and_unpublished_questions_are_not_drawn(self, person: Person) -> None:
        category, (first, second, third) = make_bank(3)
        make_question(category, publish=False)
        retire(second)
        third.unpublish()
        attempt = begin(person, make_quiz(draws=[(category, 1)]))
        assert attempt.answers.get().question == first

    def test_a_question_chosen_by_name_is_left_out_once_it_is_retired_or_unpublished(self, person: Person) -> None:
        _, (first, second, third) = make_bank(3)
        quiz = make_quiz(fixed=[first, second, third])
        retire(second)
        third.unpublish()
        assert begin(person, quiz).answers.get().question == first

    def test_of_so_many_chosen_by_name_those_that_must_be_right_are_always_asked(self, person: Person) -> None:
        _, plain = make_bank(6)
        vital = make_question(must_pass=True)
        quiz = make_quiz(fixed=[*plain[:3], vital, *plain[3:]], fixed_count=2)
        asked = set()
        for seed in range(20):
            attempt = begin(person, quiz, cycle=uuid4(), rng=Random(seed))
            keys = set(attempt.answers.values_list("question", flat=True))
            assert vital.pk in keys
            assert len(keys) == 2
            asked |= keys
        assert len(asked) > 3

    def test_who_gets_such_a_question_wrong_fails_though_only_some_were_asked(self, person: Person) -> None:
        vital = make_question(must_pass=True)
        quiz = make_quiz(fixed=[*make_bank(6)[1], vital], fixed_count=3, pass_mark=50)
        attempt = begin(person, quiz)
        answer_all(attempt, wrong_at=[attempt.answers.get(question=vital).position])
        assert submit_attempt(attempt=attempt, by=person, at=NOW).state == AttemptState.FAILED

    def test_it_is_refused_where_the_bank_has_become_too_small(self, person: Person) -> None:
        category, (question, *_) = make_bank(2)
        quiz = make_quiz(draws=[(category, 2)])
        retire(question)
        with pytest.raises(AttemptRefused, match="enough questions"):
            begin(person, quiz)
        assert not Attempt.objects.exists()

    def test_a_quiz_that_is_not_published_is_refused(self, person: Person) -> None:
        quiz = make_quiz(fixed=make_bank(1)[1])
        quiz.unpublish()
        with pytest.raises(AttemptRefused, match="isn't open"):
            begin(person, quiz)

    @pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x", "courses"])
    def test_it_never_leads_off_the_site(self, person: Person, path: str) -> None:
        with pytest.raises(ValueError, match="no path on this site"):
            begin(person, return_to=path)

    def test_the_start_is_in_the_audit_log(self, person: Person) -> None:
        attempt = begin(person)
        entry = AuditEntry.objects.get(act="attempt started")
        assert (entry.by, entry.subject) == (person, f"quizzes.Attempt:{attempt.pk}")


class TestAnotherGo:
    def failed(self, person: Person, **terms: object) -> Attempt:
        attempt = begin(person, make_quiz(fixed=make_bank(1)[1], **terms))
        return submit_attempt(attempt=attempt, by=person, at=NOW)

    def test_the_wait_is_refused_with_the_moment_it_ends(self, person: Person) -> None:
        attempt = self.failed(person, waiting_hours=24)
        with pytest.raises(AttemptRefused) as refused:
            begin(person, attempt.quiz, at=NOW + timedelta(hours=23))
        assert str(refused.value) == "You can try again from 09:30 on Saturday 21 November 2026."
        assert begin(person, attempt.quiz, at=NOW + timedelta(hours=24)) != attempt

    def test_no_more_attempts_than_the_quiz_allows_in_a_cycle(self, person: Person) -> None:
        attempt = self.failed(person, attempts_allowed=1)
        with pytest.raises(AttemptRefused, match="all the attempts"):
            begin(person, attempt.quiz)
        assert begin(person, attempt.quiz, cycle=uuid4()).is_open

    def test_a_passed_quiz_is_not_begun_again_in_its_cycle(self, person: Person) -> None:
        attempt = begin(person, cycle=(cycle := uuid4()))
        answer_all(attempt)
        submit_attempt(attempt=attempt, by=person, at=NOW)
        with pytest.raises(AttemptRefused, match="already passed"):
            begin(person, attempt.quiz, cycle=cycle)

    def test_outside_any_cycle_a_passed_quiz_may_be_taken_again(self, person: Person) -> None:
        attempt = begin(person)
        answer_all(attempt)
        submit_attempt(attempt=attempt, by=person, at=NOW)
        assert begin(person, attempt.quiz).is_open

    def test_somebody_elses_attempts_count_for_nothing(self, person: Person) -> None:
        attempt = self.failed(person, attempts_allowed=1)
        assert begin(make_person(), attempt.quiz).is_open


class TestAnswering:
    def test_the_answer_is_one_row_that_counts_its_writes(self, person: Person) -> None:
        attempt = begin(person)
        row = attempt.answers.get(position=1)
        assert save(attempt, 1, wrong(row)).revision == 1
        stored = save(attempt, 1, right(row), revision=1)
        row.refresh_from_db()
        assert (row.response, row.revision, row.answered_at) == (right(row), 2, NOW)
        assert stored.response == row.response
        assert attempt.answers.count() == 3

    def test_the_same_answer_sent_again_changes_nothing(self, person: Person) -> None:
        attempt = begin(person)
        response = right(attempt.answers.get(position=1))
        save(attempt, 1, response)
        assert save(attempt, 1, response).revision == 1

    def test_a_page_opened_before_the_last_write_is_refused(self, person: Person) -> None:
        attempt = begin(person)
        row = attempt.answers.get(position=1)
        save(attempt, 1, right(row))
        with pytest.raises(StaleAnswer) as refused:
            save(attempt, 1, wrong(row), revision=0)
        assert refused.value.answer.response == right(row)
        row.refresh_from_db()
        assert row.response == right(row)

    def test_nothing_is_answered_after_submission(self, person: Person) -> None:
        attempt = begin(person)
        answer_all(attempt)
        row = attempt.answers.get(position=1)
        submit_attempt(attempt=attempt, by=person, at=NOW)
        with pytest.raises(AttemptClosed):
            save(attempt, 1, wrong(row), revision=1)
        assert save(attempt, 1, right(row), revision=0).response == right(row)  # a replay of what is stored

    def test_with_feedback_after_each_question_an_answer_stands(self, person: Person) -> None:
        attempt = begin(person, make_quiz(fixed=make_bank(2)[1], feedback="each"))
        row = attempt.answers.get(position=1)
        assert save(attempt, 1, wrong(row)).shown_at == NOW
        with pytest.raises(AttemptClosed):
            save(attempt, 1, right(row), revision=1)

    @pytest.mark.parametrize("feedback", ["end", "never"])
    def test_otherwise_it_may_be_changed_until_submission(self, person: Person, feedback: str) -> None:
        attempt = begin(person, make_quiz(fixed=make_bank(1)[1], feedback=feedback))
        row = attempt.answers.get()
        save(attempt, 1, wrong(row))
        assert save(attempt, 1, right(row), revision=1).shown_at is None

    def test_what_is_no_option_is_refused(self, person: Person) -> None:
        attempt = begin(person)
        for response in (["nonsense"], []):
            with pytest.raises(rules.UnusableResponse):
                save(attempt, 1, response)
        assert attempt.answers.get(position=1).response is None

    def test_only_the_person_answers_and_submits(self, person: Person) -> None:
        attempt = begin(person)
        with pytest.raises(PermissionError):
            save_answer(attempt=attempt, position=1, response=["1"], revision=0, by=make_person(), at=NOW)
        with pytest.raises(PermissionError):
            submit_attempt(attempt=attempt, by=make_team_member(), at=NOW)


class TestSubmitting:
    def test_it_marks_the_stored_answers(self, person: Person) -> None:
        attempt = begin(person)
        answer_all(attempt, wrong_at=[2])
        done = submit_attempt(attempt=attempt, by=person, at=NOW + timedelta(minutes=5))
        assert (done.state, done.marks, done.marks_possible) == (AttemptState.FAILED, 2, 3)
        assert done.submitted_at == NOW + timedelta(minutes=5)
        assert list(done.answers.values_list("marks", flat=True)) == [1, 0, 1]

    def test_unanswered_questions_earn_nothing(self, person: Person) -> None:
        done = submit_attempt(attempt=begin(person), by=person, at=NOW)
        assert (done.state, done.marks) == (AttemptState.FAILED, 0)

    def test_submitting_twice_gives_one_outcome_and_tells_once(self, person: Person) -> None:
        heard: list[Attempt] = []

        def hear(attempt: Attempt, **kwargs: object) -> None:
            heard.append(attempt)

        attempt_finished.connect(hear)
        try:
            attempt = begin(person)
            answer_all(attempt)
            first = submit_attempt(attempt=attempt, by=person, at=NOW)
            again = submit_attempt(attempt=attempt, by=person, at=NOW + timedelta(days=1))
        finally:
            attempt_finished.disconnect(hear)
        assert heard == [first]
        assert again.submitted_at == NOW
        assert AuditEntry.objects.filter(act="attempt submitted").count() == 1

    def test_a_listener_that_fails_undoes_the_submission(self, person: Person) -> None:
        def fail(**kwargs: object) -> None:
            raise RuntimeError("the record couldn't be written")

        attempt = begin(person)
        answer_all(attempt)
        attempt_finished.connect(fail)
        try:
            with pytest.raises(RuntimeError), transaction.atomic():
                submit_attempt(attempt=attempt, by=person, at=NOW)
        finally:
            attempt_finished.disconnect(fail)
        assert Attempt.objects.get().is_open

    def test_a_missed_must_pass_question_fails_whatever_the_marks(self, person: Person) -> None:
        _, questions = make_bank(9)
        quiz = make_quiz(fixed=[make_question(must_pass=True), *questions], shuffle_questions=False)
        attempt = begin(person, quiz)
        answer_all(attempt, wrong_at=[1])
        done = submit_attempt(attempt=attempt, by=person, at=NOW)
        result = queries.result_of(done)
        assert (done.state, done.marks) == (AttemptState.FAILED, 9)
        assert (result.reached, result.missed) == (True, [1])


class TestPinned:
    """What somebody was asked, and how it is marked, is what stood when they began."""

    def test_an_edited_question_is_marked_as_it_was_asked(self, person: Person) -> None:
        question = make_question(options=[("Yes", True), ("No", False)])
        attempt = begin(person, make_quiz(fixed=[question]))
        answer_all(attempt)
        question.options = [Option(text="Yes", sort_order=0), Option(text="No", correct=True, sort_order=1)]
        question.must_pass = True
        assert publish_question(question=question, by=None).number == 2
        assert submit_attempt(attempt=attempt, by=person, at=NOW).state == AttemptState.PASSED

    @pytest.mark.parametrize("act", ["retire", "unpublish"])
    def test_a_question_withdrawn_in_the_middle_is_still_asked_and_marked(self, person: Person, act: str) -> None:
        question = make_question()
        attempt = begin(person, make_quiz(fixed=[question]))
        retire(question) if act == "retire" else question.unpublish()
        answer_all(attempt)
        assert submit_attempt(attempt=attempt, by=person, at=NOW).state == AttemptState.PASSED

    def test_a_pass_mark_raised_in_the_middle_binds_only_the_next(self, person: Person) -> None:
        quiz = make_quiz(fixed=make_bank(4)[1], pass_mark=50)
        attempt = begin(person, quiz)
        quiz.pass_mark = 100
        quiz.save()
        answer_all(attempt, wrong_at=[1])
        assert submit_attempt(attempt=attempt, by=person, at=NOW).state == AttemptState.PASSED
        assert begin(make_person(), quiz).terms["pass_mark"] == "100.00"

    def test_a_quiz_unpublished_or_emptied_in_the_middle_goes_on(self, person: Person) -> None:
        attempt = begin(person)
        attempt.quiz.fixed_questions.all().delete()
        attempt.quiz.unpublish()
        answer_all(attempt)
        assert submit_attempt(attempt=attempt, by=person, at=NOW).state == AttemptState.PASSED


class TestWhoSees:
    def test_a_person_sees_their_own_and_the_team_sees_all(self, person: Person) -> None:
        attempt = begin(person)
        assert list(Attempt.objects.visible_to(person)) == [attempt]
        assert not Attempt.objects.visible_to(make_person()).exists()
        assert not Attempt.objects.visible_to(None).exists()
        assert list(Attempt.objects.visible_to(make_team_member())) == [attempt]


def test_draws_over_a_tree_of_categories_take_what_they_say(person: Person) -> None:
    top = make_category()
    below = make_category(parent=top)
    for category in (top, top, below, below):
        make_question(category)
    quiz = make_quiz(draws=[(top, 2), (below, 2)])
    for _ in range(5):
        attempt = start_attempt(quiz=quiz, person=make_person(), cycle=None, return_to="/", at=NOW)
        places = Counter(attempt.answers.values_list("question__category", flat=True))
        assert places == {top.pk: 2, below.pk: 2}


def test_too_many_draws_are_told_by_category_with_what_is_left() -> None:
    top = make_category()
    below = make_category(parent=top)
    first, _second = make_question(top), make_question(below)
    assert queries.questions_short([(top.pk, 2)], []) == {}
    assert queries.questions_short([(top.pk, 3)], []) == {top.pk: (3, 2)}
    assert queries.questions_short([(top.pk, 2)], [first.pk]) == {top.pk: (2, 1)}
    assert queries.questions_short([(top.pk, 2), (below.pk, 1)], []) == {top.pk: (3, 2)}
