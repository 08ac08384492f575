"""A question is found wrong after people answered it: marks are put right by new rows, and people are told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from core.models.append_only import HistoryStands
from learning.quizzes import queries, rules
from learning.quizzes.actions import RegradeRefused, publish_question, regrade, submit_attempt
from learning.quizzes.models import Attempt, Question, QuestionVersion, Regrade, RegradedAnswer, RegradedAttempt
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import (
    NOW,
    answer_all,
    begin,
    let_the_worker_work,
    make_question,
    make_quiz,
)
from tests.integration.learning.quizzes.browser import text_of
from tests.integration.learning.quizzes.every_type import make_question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
LATER = NOW + timedelta(days=5)


@pytest.fixture
def team() -> Person:
    return make_team_member()


@pytest.fixture
def bad(db: None) -> Question:
    """A question whose key is wrong: what it marks as right isn't, and the first of the others is."""
    return make_question()


@pytest.fixture
def quiz(bad: Question) -> Any:
    return make_quiz(fixed=[bad, make_question()], shuffle_questions=False, pass_mark=Decimal(100))


def taken(quiz: Any, *, wrong_at: Any = (), person: Person | None = None, **more: Any) -> Attempt:
    attempt = begin(person or make_person(), quiz, **more)
    answer_all(attempt, wrong_at=wrong_at)
    return submit_attempt(attempt=attempt, by=attempt.person, at=NOW)


def version_of(question: Question, number: int = 1) -> QuestionVersion:
    return QuestionVersion.objects.get(question=question, number=number)


def corrected(question: Question) -> QuestionVersion:
    """Publish the question with its second option as the right one."""
    question = Question.objects.get(pk=question.pk)
    options = list(question.options.all())
    for place, option in enumerate(options):
        option.correct = place == 1
    question.options = options
    return publish_question(question=question, by=None)


def put_right(question: Question, choice: str, team: Person, **more: Any) -> Regrade:
    return regrade(version=version_of(question), choice=choice, reason="The key was wrong.", by=team, at=LATER, **more)


def states(*attempts: Attempt) -> list[str]:
    return [Attempt.objects.get(pk=one.pk).state for one in attempts]


def test_to_keep_the_marks_is_recorded_and_changes_nothing(quiz: Any, bad: Question, team: Person) -> None:
    passed, failed = taken(quiz), taken(quiz, wrong_at=[1])
    row = put_right(bad, "keep", team)
    assert states(passed, failed) == ["passed", "failed"]
    assert (row.answers.count(), row.attempts.count(), row.made_by) == (0, 0, team)


def test_to_award_all_gives_full_marks_to_whoever_had_less(quiz: Any, bad: Question, team: Person) -> None:
    passed, failed, both = taken(quiz), taken(quiz, wrong_at=[1]), taken(quiz, wrong_at=[1, 2])
    row = put_right(bad, "award", team)
    assert states(passed, failed, both) == ["passed", "passed", "failed"]
    assert Attempt.objects.get(pk=both.pk).marks == 1
    assert row.answers.count() == row.attempts.count() == 2


def test_to_mark_again_turns_a_fail_into_a_pass_and_a_pass_into_a_fail(quiz: Any, bad: Question, team: Person) -> None:
    passed, failed = taken(quiz), taken(quiz, wrong_at=[1])
    row = put_right(bad, "remark", team, corrected=corrected(bad))
    assert states(passed, failed) == ["failed", "passed"]
    changes = RegradedAttempt.objects.filter(regrade=row).values_list("state_before", "state_after")
    assert sorted(changes) == [("failed", "passed"), ("passed", "failed")]


def test_what_was_marked_first_stays_where_it_was(quiz: Any, bad: Question, team: Person) -> None:
    failed = taken(quiz, wrong_at=[1])
    put_right(bad, "award", team)
    row = failed.answers.get(position=1)
    assert row.marks == 0
    assert (row.regraded.get().marks_before, row.regraded.get().marks_after) == (0, 1)
    assert (failed.regraded.get().marks_before, failed.regraded.get().marks_after) == (1, 2)


@pytest.mark.parametrize("model", [Regrade, RegradedAnswer, RegradedAttempt])
def test_the_rows_of_a_regrade_stand(quiz: Any, bad: Question, team: Person, model: Any) -> None:
    taken(quiz, wrong_at=[1])
    put_right(bad, "award", team)
    row = model.objects.first()
    with pytest.raises(HistoryStands):
        row.delete()
    for sql in (f"UPDATE {model._meta.db_table} SET id = id + 1000", f"DELETE FROM {model._meta.db_table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_an_attempt_that_is_submitted_afterwards_is_marked_by_the_decision(
    quiz: Any, bad: Question, team: Person
) -> None:
    attempt = begin(make_person(), quiz)
    answer_all(attempt, wrong_at=[1])
    put_right(bad, "award", team)
    assert submit_attempt(attempt=attempt, by=attempt.person, at=LATER).state == "passed"


def test_a_second_decision_counts_from_the_first(quiz: Any, bad: Question, team: Person) -> None:
    passed, failed = taken(quiz), taken(quiz, wrong_at=[1])
    put_right(bad, "award", team)
    put_right(bad, "remark", team, corrected=corrected(bad))
    assert states(passed, failed) == ["failed", "passed"]
    assert [row.state_before for row in passed.regraded.all()] == ["passed"]


def test_what_awaits_a_marker_is_put_right_before_it_has_its_outcome(bad: Question, team: Person) -> None:
    quiz = make_quiz(fixed=[bad, make_question_of(rules.ESSAY)], shuffle_questions=False)
    attempt = begin(make_person(), quiz)
    from learning.quizzes.actions import claim_attempt, finish_marking, mark_answer, save_answer

    answer = attempt.answers.select_related("version").get(position=1)
    wrong = [one["id"] for one in answer.version.options if not one["correct"]][:1]
    for position, response in ((1, wrong), (2, ["Words"])):
        save_answer(attempt=attempt, position=position, response=response, revision=0, by=attempt.person, at=NOW)
    submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
    row = put_right(bad, "award", team)
    assert (row.answers.count(), row.attempts.count()) == (1, 0)
    claim_attempt(attempt=attempt, by=team, at=LATER)
    mark_answer(attempt=attempt, position=2, marks=Decimal(2), comment="", by=team, at=LATER)
    assert finish_marking(attempt=attempt, by=team, at=LATER).marks == 3


def test_a_version_with_other_options_cannot_mark_what_was_answered(quiz: Any, bad: Question, team: Person) -> None:
    taken(quiz)
    options = list(bad.options.all())
    options[0].text = "Another wording"
    bad.options = options
    other = publish_question(question=bad, by=None)
    with pytest.raises(RegradeRefused, match="other options than were shown"):
        put_right(bad, "remark", team, corrected=other)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"choice": "remark"}, "another version"),
        ({"choice": "nonsense"}, "Choose what becomes"),
        ({"choice": "award", "reason": " "}, "Say why"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    quiz: Any, bad: Question, team: Person, more: Any, words: str
) -> None:
    with pytest.raises(RegradeRefused, match=words):
        regrade(**({"version": version_of(bad), "reason": "Wrong.", "by": team, "at": LATER} | more))


def test_only_those_who_may_regrade_do(quiz: Any, bad: Question) -> None:
    with pytest.raises(PermissionError):
        put_right(bad, "award", make_person())


def test_the_audit_log_says_what_was_decided_and_what_it_changed(quiz: Any, bad: Question, team: Person) -> None:
    failed = taken(quiz, wrong_at=[1])
    put_right(bad, "award", team)
    decided = AuditEntry.objects.get(act="question regraded")
    assert decided.after == {"choice": "award", "corrected": None, "answers": 1, "to_pass": 1, "to_fail": 0}
    changed = AuditEntry.objects.get(act="attempt regraded")
    assert changed.subject.endswith(str(failed.pk))
    assert (changed.before["state"], changed.after["state"], changed.reason) == ("failed", "passed", decided.reason)


def test_a_decision_asks_the_database_the_same_for_many_attempts(quiz: Any, bad: Question) -> None:
    version, counts = version_of(bad), []
    for more in (2, 6):
        for _ in range(more):
            taken(quiz, wrong_at=[1])
        with CaptureQueriesContext(connection) as asked:
            queries.regraded_by(version=version, choice="award", corrected=None)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_making_a_decision_asks_the_same_for_one_attempt_ten_and_a_hundred(
    quiz: Any, bad: Question, team: Person
) -> None:
    counts = []
    for attempts in (1, 1, 10, 100):
        for _ in range(attempts):
            taken(quiz, wrong_at=[1])
        with CaptureQueriesContext(connection) as asked:
            put_right(bad, "award", team)
        counts.append(len(asked))
        bad = Question.objects.get(pk=make_question().pk)
        quiz = make_quiz(fixed=[bad, make_question()], shuffle_questions=False, pass_mark=Decimal(100))
    # The first time some things are looked up that stay known. Letters go out by the hundred.
    assert counts[1] == counts[2] == counts[3]


# -- People are told ----------------------------------------------------------------------------------------------


def test_whoever_passes_or_fails_differently_is_written_to_and_nobody_else(
    quiz: Any, bad: Question, team: Person
) -> None:
    taken(quiz)
    failed = taken(quiz, wrong_at=[1])
    taken(quiz, wrong_at=[1, 2])
    put_right(bad, "award", team)
    let_the_worker_work()
    assert [letter.to for letter in mail.outbox] == [[failed.person.email]]
    assert "You had failed, and now you have passed." in mail.outbox[0].body


def test_whoever_fails_now_reads_that_and_what_becomes_of_their_course(quiz: Any, bad: Question, team: Person) -> None:
    passed = taken(quiz)
    put_right(bad, "remark", team, corrected=corrected(bad))
    let_the_worker_work()
    (letter,) = [one for one in mail.outbox if one.to == [passed.person.email]]
    assert "You had passed, and now the marks are too few." in letter.body
    assert "that stands unless" in letter.body


def test_the_result_says_what_was_put_right_and_why(quiz: Any, bad: Question, team: Person, client: Client) -> None:
    failed = taken(quiz, wrong_at=[1])
    put_right(bad, "award", team)
    client.force_login(failed.person)
    text = text_of(client.get(f"/attempts/{failed.pk}/"))
    assert "You passed" in text
    assert "2 of 2 marks, 100%" in text
    assert "Question 1 was found to be wrong" in text
    assert "The key was wrong." in text
    assert "You had 0 for it, and now have 1." in text


# -- In the admin -------------------------------------------------------------------------------------------------


def page(question: Question) -> str:
    return f"/admin/question-versions/{version_of(question).pk}/regrade/"


def shown_in(body: str) -> str:
    return body.partition('name="shown" value="')[2].partition('"')[0]


def test_a_decision_is_shown_with_names_before_it_is_made(
    quiz: Any, bad: Question, team: Person, client: Client
) -> None:
    failed = taken(quiz, wrong_at=[1], person=make_person(first_name="Fay", last_name="Failed"))
    client.force_login(team)
    form = {"choice": "award", "reason": "The key was wrong."}
    response = client.post(page(bad), form)
    body = response.content.decode()
    assert "Fay Failed" in body
    assert "1 attempt that failed and now passes" in text_of(response)
    assert states(failed) == ["failed"]
    assert client.post(page(bad), form | {"shown": shown_in(body)}).status_code == 302
    assert states(failed) == ["passed"]


def test_what_changed_since_it_was_shown_is_shown_again_instead_of_done(
    quiz: Any, bad: Question, team: Person, client: Client
) -> None:
    taken(quiz, wrong_at=[1])
    client.force_login(team)
    form = {"choice": "award", "reason": "The key was wrong."}
    shown = shown_in(client.post(page(bad), form).content.decode())
    taken(quiz, wrong_at=[1])
    body = client.post(page(bad), form | {"shown": shown}).content.decode()
    assert "Nothing was done." in body
    assert not Regrade.objects.exists()


def test_a_decision_that_is_sent_for_another_preview_is_shown_and_not_made(
    quiz: Any, bad: Question, team: Person, client: Client
) -> None:
    taken(quiz, wrong_at=[1])
    client.force_login(team)
    form = {"choice": "award", "reason": "The key was wrong."}
    shown = shown_in(client.post(page(bad), form).content.decode())
    body = client.post(page(bad), form | {"choice": "keep", "shown": shown}).content.decode()
    assert "Nothing was done." in body
    assert not Regrade.objects.exists()


def test_of_many_whose_outcome_changes_the_newest_hundred_are_named_and_all_are_counted(
    quiz: Any, bad: Question, team: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.quizzes.views.regrading.MOST_NAMES", 2)
    first = taken(quiz, wrong_at=[1])
    Attempt.objects.filter(pk=first.pk).update(submitted_at=NOW - timedelta(days=1))
    others = [taken(quiz, wrong_at=[1]) for _ in range(2)]
    client.force_login(team)
    body = client.post(page(bad), {"choice": "award", "reason": "The key was wrong."}).content.decode()
    assert "The newest 2 of 3" in body
    assert [str(one.person.email) in body for one in (first, *others)] == [False, True, True]


def test_who_may_not_see_everybody_sees_figures_and_no_names(quiz: Any, bad: Question, client: Client) -> None:
    taken(quiz, wrong_at=[1], person=make_person(first_name="SECRET", last_name="NAME"))
    person = make_person()
    person.user_permissions.add(Permission.objects.get(codename="regrade"))
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    response = client.post(page(bad), {"choice": "award", "reason": "Wrong."})
    assert "1 attempt that failed" in text_of(response)
    assert "SECRET" not in response.content.decode()


def test_a_decision_without_a_reason_or_a_version_to_mark_by_is_refused_in_words(
    quiz: Any, bad: Question, team: Person, client: Client
) -> None:
    taken(quiz)
    client.force_login(team)
    response = client.post(page(bad), {"choice": "remark", "reason": ""})
    assert response.status_code == 422
    assert "Choose the version that marks the answers" in response.content.decode()


def test_others_do_not_get_to_it_and_a_version_that_was_never_asked_is_not_there(
    quiz: Any, bad: Question, team: Person, client: Client
) -> None:
    client.force_login(team)
    assert client.get(page(bad)).status_code == 404
    taken(quiz)
    assert client.get(page(bad)).status_code == 200
    client.force_login(make_person())
    assert client.get(page(bad)).status_code in (302, 403)
