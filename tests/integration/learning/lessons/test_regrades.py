"""What a regrade means for a course: a pass completes it as of its day, a fail withdraws nothing by itself."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEntry
from home.models import HomePage
from learning.lessons import actions as lesson_actions
from learning.lessons.actions import NotYet, decide_correction, decide_corrections
from learning.lessons.models import CoursePage, Enrolment, ProposedCorrection
from learning.quizzes import rules as quiz_rules
from learning.quizzes.actions import (
    claim_attempt,
    finish_marking,
    mark_again,
    mark_answer,
    publish_question,
    regrade,
    save_answer,
    submit_attempt,
)
from learning.quizzes.models import Attempt, Question, Quiz, QuizQuestion
from learning.records.actions import AlreadyCorrected, correct_completion
from learning.records.models import Certificate, Completion
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.lessons.test_way_through import do_lessons, sit_quiz, start
from tests.integration.learning.making import make_course_page, make_quiz
from tests.integration.learning.quizzes.bank import let_the_worker_work
from tests.integration.learning.quizzes.every_type import make_question_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db: None) -> Person:
    return make_team_member()


@pytest.fixture
def course_page(home_page: HomePage) -> CoursePage:
    return make_course_page(home_page, 1, quiz=make_quiz(attempts_allowed=1), slug="refresher", title="The refresher")


@pytest.fixture
def passed(signed_in: Client, course_page: CoursePage) -> Attempt:
    start(signed_in, course_page)
    do_lessons(signed_in, course_page)
    return sit_quiz(signed_in, course_page, "Right")


@pytest.fixture
def failed(signed_in: Client, course_page: CoursePage) -> Attempt:
    start(signed_in, course_page)
    do_lessons(signed_in, course_page)
    return sit_quiz(signed_in, course_page, "Wrong")


def corrected(question: Question) -> Any:
    """Publish a question with another option as the right one."""
    question = Question.objects.get(pk=question.pk)
    options = list(question.options.all())
    for option in options:
        option.correct = option.text != "Right"
    question.options = options
    return publish_question(question=question, by=None)


def award_all(attempt: Attempt, team: Person) -> None:
    for answer in attempt.answers.select_related("version"):
        regrade(version=answer.version, choice="award", reason="Wrong key.", by=team, at=timezone.now())


def turn_round(attempt: Attempt, team: Person) -> None:
    for answer in attempt.answers.select_related("version__question"):
        other = corrected(answer.version.question)
        regrade(
            version=answer.version, choice="remark", corrected=other, reason="Wrong key.", by=team, at=timezone.now()
        )


def test_a_fail_that_is_now_a_pass_completes_the_course_on_the_day_it_was_submitted(
    failed: Attempt, team: Person
) -> None:
    Attempt.objects.filter(pk=failed.pk).update(submitted_at=failed.submitted_at - timedelta(days=30))
    award_all(failed, team)
    completion = Completion.objects.get(person=failed.person)
    assert completion.completed_on == timezone.localdate(failed.submitted_at) - timedelta(days=30)
    assert completion.recorded_by == team
    assert completion.evidence["attempt"] == str(failed.pk)


def test_it_completes_a_cycle_that_was_closed_and_begun_again(
    signed_in: Client, course_page: CoursePage, failed: Attempt, team: Person
) -> None:
    signed_in.post(course_page.url, {"action": "again"})
    old = Enrolment.objects.get(pk=failed.cycle)
    assert old.closed_at is not None
    award_all(failed, team)
    now = Enrolment.objects.get(pk=failed.cycle)
    assert now.completion is not None
    assert now.closed_at == old.closed_at
    assert Enrolment.objects.open().filter(person=failed.person).count() == 1


def test_a_pass_that_is_now_a_fail_leaves_the_completion_and_proposes_to_withdraw_it(
    passed: Attempt, team: Person
) -> None:
    turn_round(passed, team)
    assert Attempt.objects.get(pk=passed.pk).state == "failed"
    completion = Completion.objects.standing().get(person=passed.person)
    proposal = ProposedCorrection.objects.get()
    assert (proposal.completion, proposal.decision) == (completion, "")


def test_a_later_regrade_that_makes_it_a_pass_again_settles_the_proposal(passed: Attempt, team: Person) -> None:
    turn_round(passed, team)
    award_all(passed, team)
    assert ProposedCorrection.objects.get().decision == "kept"
    assert Completion.objects.standing().filter(person=passed.person).count() == 1


def sat_by(people: int, home_page: HomePage, *, answering: str) -> list[Attempt]:
    """Return the attempts of so many people at the quiz of a course of their own."""
    quiz = make_quiz(attempts_allowed=1)
    course_page, sat = make_course_page(home_page, 1, quiz=quiz), []
    for _ in range(people):
        browser = Client()
        browser.force_login(make_person())
        start(browser, course_page)
        do_lessons(browser, course_page)
        sat.append(sit_quiz(browser, course_page, answering))
    return sat


@pytest.mark.parametrize(
    ("answering", "choice", "after"), [("Wrong", "award", "passed"), ("Right", "remark", "failed")]
)
def test_a_regrade_in_a_course_asks_the_database_the_same_for_one_person_and_for_many(
    home_page: HomePage, team: Person, answering: str, choice: str, after: str
) -> None:
    counts = []
    for people in (1, 1, 3, 10):
        sat = sat_by(people, home_page, answering=answering)
        version = sat[0].answers.get().version
        by = {"corrected": corrected(version.question)} if choice == "remark" else {}
        with CaptureQueriesContext(connection) as asked:
            regrade(version=version, choice=choice, reason="Wrong key.", by=team, at=timezone.now(), **by)
        counts.append(len(asked))
        keys = [one.pk for one in sat]
        assert Attempt.objects.filter(pk__in=keys, state=after).count() == people
        completed = Enrolment.objects.filter(pk__in=[one.cycle for one in sat]).exclude(completion=None)
        assert completed.count() == people
        assert Certificate.objects.filter(completion__enrolment__in=completed).count() == people
        in_doubt = ProposedCorrection.objects.filter(regraded__attempt__in=keys)
        assert in_doubt.count() == (people if choice == "remark" else 0)
    # The first time some things are looked up that stay known.
    assert counts[1] == counts[2] == counts[3]


def test_each_completion_of_a_regrade_is_in_the_audit_log(home_page: HomePage, team: Person) -> None:
    sat = sat_by(2, home_page, answering="Wrong")
    award_all(sat[0], team)
    recorded = AuditEntry.objects.filter(act="completion recorded", by=team)
    assert {one.after["person"] for one in recorded} == {one.person_id for one in sat}


@pytest.mark.parametrize(("decision", "standing"), [("withdrawn", 0), ("kept", 1)])
def test_a_person_decides_and_says_why(
    passed: Attempt, team: Person, client: Client, decision: str, standing: int
) -> None:
    turn_round(passed, team)
    proposal = ProposedCorrection.objects.get()
    client.force_login(team)
    assert passed.person.get_full_name() in client.get("/admin/completions-in-doubt/").content.decode()
    url = f"/admin/completions-in-doubt/{proposal.pk}/"
    assert client.post(url, {"decision": decision, "reason": ""}).status_code == 422
    assert client.post(url, {"decision": decision, "reason": "Looked at it."}).status_code == 302
    assert Completion.objects.standing().filter(person=passed.person).count() == standing
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decided_by, proposal.reason) == (decision, team, "Looked at it.")
    with pytest.raises(NotYet):
        decide_correction(proposal=proposal, decision="kept", reason="Again.", by=team, at=timezone.now())


def test_nobody_else_sees_a_completion_in_doubt(passed: Attempt, team: Person, client: Client) -> None:
    turn_round(passed, team)
    client.force_login(make_person())
    for url in ("/admin/completions-in-doubt/", f"/admin/completions-in-doubt/{ProposedCorrection.objects.get().pk}/"):
        assert client.get(url).status_code in (302, 403)


# -- Many at once ------------------------------------------------------------------------------------------------------


def in_doubt(people: int, home_page: HomePage, team: Person) -> Any:
    """Return a regrade that put so many completions in doubt."""
    sat = sat_by(people, home_page, answering="Right")
    version = sat[0].answers.get().version
    return regrade(
        version=version, choice="remark", corrected=corrected(version.question), reason="Wrong key.", by=team,
        at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize(("decision", "standing", "letters"), [("withdrawn", 0, 3), ("kept", 3, 0)])
def test_all_that_a_regrade_put_in_doubt_are_decided_in_one(
    home_page: HomePage, team: Person, client: Client, decision: str, standing: int, letters: int
) -> None:
    decided, other = in_doubt(3, home_page, team), in_doubt(2, home_page, team)
    let_the_worker_work()
    mail.outbox.clear()
    client.force_login(team)
    url = f"/admin/completions-in-doubt/together/{decided.pk}/"
    assert url in client.get("/admin/completions-in-doubt/").content.decode()
    form = {"decision": decision, "reason": "Looked at together.", "shown": "3"}
    assert client.post(url, form | {"reason": ""}).status_code == 422
    assert client.post(url, form).status_code == 302
    touched = Completion.objects.filter(proposed_corrections__regraded__regrade=decided)
    assert touched.standing().count() == standing
    assert set(decided.attempts.values_list("proposed_correction__decision", flat=True)) == {decision}
    assert set(other.attempts.values_list("proposed_correction__decision", flat=True)) == {""}
    assert AuditEntry.objects.filter(act="correction decided", reason="Looked at together.").count() == 3
    let_the_worker_work()
    assert len(mail.outbox) == letters
    assert all("Looked at together." in letter.body for letter in mail.outbox)


def test_a_decision_about_other_than_was_shown_does_nothing(home_page: HomePage, team: Person, client: Client) -> None:
    decided = in_doubt(3, home_page, team)
    first = ProposedCorrection.objects.first()
    assert first is not None
    decide_correction(proposal=first, decision="kept", reason="Otherwise.", by=team, at=timezone.now())
    client.force_login(team)
    url = f"/admin/completions-in-doubt/together/{decided.pk}/"
    response = client.post(url, {"decision": "withdrawn", "reason": "All.", "shown": "3"}, follow=True)
    assert "Nothing is done" in response.content.decode()
    assert ProposedCorrection.objects.filter(decision="").count() == 2
    assert Completion.objects.standing().count() == 3


def test_who_had_lost_a_completion_before_is_not_written_to_about_it_again(home_page: HomePage, team: Person) -> None:
    decided = in_doubt(3, home_page, team)
    before = Completion.objects.order_by("pk")[0]
    correct_completion(completion=before, reason="Not theirs.", by=team)
    let_the_worker_work()
    mail.outbox.clear()
    decide_corrections(regrade=decided.pk, decision="withdrawn", reason="All.", by=team, at=timezone.now(), shown=3)
    let_the_worker_work()
    assert {letter.to[0] for letter in mail.outbox} == {
        one.person.email for one in Completion.objects.exclude(pk=before.pk).select_related("person")
    }


def test_a_completion_that_is_withdrawn_meanwhile_has_nothing_done_and_is_shown_as_it_stands(
    home_page: HomePage, team: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = in_doubt(2, home_page, team)

    def overtaken(**asked: Any) -> None:
        raise AlreadyCorrected("One of these completions has just been withdrawn.")

    monkeypatch.setattr(lesson_actions, "correct_completions", overtaken)
    client.force_login(team)
    url = f"/admin/completions-in-doubt/together/{decided.pk}/"
    response = client.post(url, {"decision": "withdrawn", "reason": "All.", "shown": "2"}, follow=True)
    assert "One of these completions has just been withdrawn. Nothing is done" in response.content.decode()
    assert ProposedCorrection.objects.filter(decision="").count() == 2


def test_deciding_about_many_asks_the_database_the_same_as_about_few(home_page: HomePage, team: Person) -> None:
    counts = []
    for people in (2, 2, 6):
        decided = in_doubt(people, home_page, team)
        with CaptureQueriesContext(connection) as asked:
            decide_corrections(
                regrade=decided.pk, decision="withdrawn", reason="All.", by=team, at=timezone.now(), shown=people
            )
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_the_list_of_completions_in_doubt_asks_the_same_for_few_and_for_many(
    home_page: HomePage, team: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.lessons.deciding.A_PAGE", 5)
    client.force_login(team)
    counts = []
    for people in (2, 3, 8):
        in_doubt(people, home_page, team)
        client.get("/admin/completions-in-doubt/")
        with CaptureQueriesContext(connection) as asked:
            body = client.get("/admin/completions-in-doubt/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert "Page 1 of 3" in body


def test_nobody_else_decides_about_many(home_page: HomePage, team: Person, client: Client) -> None:
    decided = in_doubt(2, home_page, team)
    client.force_login(make_person())
    url = f"/admin/completions-in-doubt/together/{decided.pk}/"
    assert client.post(url, {"decision": "withdrawn", "reason": "All.", "shown": "2"}).status_code in (302, 403)
    assert Completion.objects.standing().count() == 2


# -- An attempt that is marked again -----------------------------------------------------------------------------------


@pytest.fixture
def essay_course(home_page: HomePage) -> CoursePage:
    quiz = make_quiz(0)
    quiz.fixed_questions = [QuizQuestion(question=make_question_of("essay"))]
    quiz.save_revision().publish()
    return make_course_page(home_page, 1, quiz=Quiz.objects.get(pk=quiz.pk))


def marked_with(marks: int, browser: Client, course_page: CoursePage, team: Person) -> Attempt:
    """Return an attempt of who is signed in at the essay that ends a course, marked with so many of two."""
    start(browser, course_page)
    do_lessons(browser, course_page)
    browser.post(course_page.url, {"action": "quiz"})
    attempt = Attempt.objects.latest("started_at")
    save_answer(attempt=attempt, position=1, response=["Words"], revision=0, by=attempt.person, at=timezone.now())
    submit_attempt(attempt=attempt, by=attempt.person, at=timezone.now())
    claim_attempt(attempt=attempt, by=team, at=timezone.now())
    mark_answer(attempt=attempt, position=1, marks=Decimal(marks), comment="", by=team, at=timezone.now())
    return finish_marking(attempt=attempt, by=team, at=timezone.now())


def again(attempt: Attempt, marks: int, team: Person) -> None:
    given = {1: quiz_rules.Given(Decimal(marks), "")}
    mark_again(attempt=attempt, given=given, reason="A slip.", by=team, at=timezone.now())


def test_a_fail_that_is_marked_again_as_a_pass_completes_the_course_on_the_local_day_of_submission(
    signed_in: Client, essay_course: CoursePage, team: Person
) -> None:
    attempt = marked_with(0, signed_in, essay_course, team)
    assert not Completion.objects.exists()
    # Half an hour into the next day in London, where the clocks are on summer time.
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    again(attempt, 2, team)
    completion = Completion.objects.get(person=attempt.person)
    assert completion.completed_on == date(2026, 7, 2)
    assert (completion.recorded_by, completion.evidence["attempt"]) == (team, str(attempt.pk))
    assert Certificate.objects.filter(completion=completion).exists()
    assert Enrolment.objects.get(pk=attempt.cycle).completion == completion


def test_a_pass_that_is_marked_again_as_a_fail_is_put_before_a_person_and_withdraws_nothing(
    signed_in: Client, essay_course: CoursePage, team: Person, client: Client
) -> None:
    attempt = marked_with(2, signed_in, essay_course, team)
    again(attempt, 0, team)
    assert Completion.objects.standing().filter(person=attempt.person).count() == 1
    proposal = ProposedCorrection.objects.get()
    desk = Client()
    desk.force_login(team)
    happened = f"Attempt {attempt.number} was marked again"
    for url in ("/admin/completions-in-doubt/", f"/admin/completions-in-doubt/{proposal.pk}/"):
        assert happened in desk.get(url).content.decode()
    let_the_worker_work()
    mail.outbox.clear()
    decide_correction(proposal=proposal, decision="withdrawn", reason="Looked at it.", by=team, at=timezone.now())
    assert not Completion.objects.standing().exists()
    let_the_worker_work()
    (letter,) = mail.outbox
    assert "What you wrote in its quiz was marked again" in letter.body
    assert "Looked at it." in letter.body


def test_marks_that_are_given_back_settle_what_was_proposed(
    signed_in: Client, essay_course: CoursePage, team: Person
) -> None:
    attempt = marked_with(2, signed_in, essay_course, team)
    again(attempt, 0, team)
    again(attempt, 2, team)
    assert ProposedCorrection.objects.get().decision == "kept"
    assert Completion.objects.standing().filter(person=attempt.person).count() == 1


def test_other_marks_that_leave_a_pass_a_pass_touch_no_completion(
    signed_in: Client, essay_course: CoursePage, team: Person
) -> None:
    attempt = marked_with(2, signed_in, essay_course, team)
    Attempt.objects.filter(pk=attempt.pk).update(terms=attempt.terms | {"pass_mark": "50"})
    again(attempt, 1, team)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.marks) == ("passed", 1)
    assert Completion.objects.standing().count() == 1
    assert not ProposedCorrection.objects.exists()
