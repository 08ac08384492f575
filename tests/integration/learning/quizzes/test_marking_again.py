"""What was marked wrongly is marked again: by new rows that point at the old, with who, when and why."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client

from core.models import AuditEntry
from learning.quizzes import queries, rules
from learning.quizzes.actions import MarkedMeanwhile, MarkingRefused, mark_again, regrade
from learning.quizzes.models import Attempt, Regrade, RegradedAnswer, RegradedAttempt
from learning.quizzes.queries.marking import answers_to_mark
from learning.quizzes.queries.marking_again import marking_again
from learning.quizzes.queries.tallies import answered
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import NOW, let_the_worker_work, make_question, make_quiz
from tests.integration.learning.quizzes.browser import text_of
from tests.integration.learning.quizzes.every_type import make_question_of
from tests.integration.learning.quizzes.test_marking import marked, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
THEN = NOW + timedelta(days=9)


@pytest.fixture
def mary() -> Person:
    return make_team_member(first_name="Mary", last_name="Marker")


@pytest.fixture
def olive() -> Person:
    return make_team_member(first_name="Olive", last_name="Other")


@pytest.fixture
def failed(mary: Person) -> Attempt:
    """An attempt with one right choice of one mark and an essay of two, marked by Mary with nothing: 1 of 3 marks."""
    return marked(submitted(), mary, "0")


@pytest.fixture
def passed(mary: Person) -> Attempt:
    return marked(submitted(), mary, "2")


def again(attempt: Attempt, by: Person, marks: str | None = "2", comment: str = "COMMENT", **more: Any) -> Regrade:
    given = {2: rules.Given(None if marks is None else Decimal(marks), comment)}
    return mark_again(**{"attempt": attempt, "given": given, "reason": "A slip.", "by": by, "at": THEN} | more)


def now(attempt: Attempt) -> tuple[str, Decimal | None]:
    one = Attempt.objects.get(pk=attempt.pk)
    return one.state, one.marks


# -- What it changes, and what stays ----------------------------------------------------------------------------------


def test_a_fail_that_was_marked_too_low_is_a_pass_by_other_marks(failed: Attempt, olive: Person) -> None:
    row = again(failed, olive)
    assert now(failed) == ("passed", 3)
    assert (row.choice, row.attempt, row.version, row.made_by, row.made_at) == ("again", failed, None, olive, THEN)
    change = RegradedAttempt.objects.get(regrade=row)
    assert (change.state_before, change.state_after) == ("failed", "passed")
    assert (change.marks_before, change.marks_after) == (1, 3)


def test_what_was_marked_before_stays_in_its_own_row_with_who_and_when(
    failed: Attempt, mary: Person, olive: Person
) -> None:
    first = failed.answers.get(position=2)
    row = again(failed, olive, "1.5", "ANOTHER COMMENT")
    first.refresh_from_db()
    assert (first.marks, first.comment, first.marked_by) == (0, "COMMENT", mary)
    change = RegradedAnswer.objects.get(regrade=row)
    assert (change.answer, change.comment) == (first, "ANOTHER COMMENT")
    assert (change.marks_before, change.marks_after) == (0, Decimal("1.5"))


def test_a_third_marking_counts_from_the_second_and_all_of_them_can_be_read(
    failed: Attempt, mary: Person, olive: Person
) -> None:
    again(failed, olive, "1", "SECOND")
    again(failed, mary, "2", "THIRD", reason="Another slip.")
    assert now(failed) == ("passed", 3)
    last = RegradedAnswer.objects.order_by("pk").last()
    assert last is not None
    assert (last.marks_before, last.marks_after) == (1, 2)
    (shown,) = answers_to_mark(failed)
    assert (shown.marks, shown.comment, shown.marker) == (2, "THIRD", mary)
    assert [(one.marks, one.comment, one.marker, one.why) for one in shown.times] == [
        (0, "COMMENT", mary, ""),
        (1, "SECOND", olive, "A slip."),
        (2, "THIRD", mary, "Another slip."),
    ]


def test_another_persons_notes_are_taken_away_and_the_marks_stay(
    passed: Attempt, olive: Person, client: Client
) -> None:
    again(passed, olive, "2", "", reason="These notes were meant for another attempt.")
    assert now(passed) == ("passed", 3)
    client.force_login(passed.person)
    text = text_of(client.get(f"/attempts/{passed.pk}/"))
    assert "COMMENT" not in text
    assert "You have 2 for it, as before. Your marker’s comment on it has changed too." in text


@pytest.mark.parametrize("model", [Regrade, RegradedAnswer, RegradedAttempt])
def test_its_rows_stand(failed: Attempt, olive: Person, model: Any) -> None:
    again(failed, olive)
    for sql in (f"UPDATE {model._meta.db_table} SET id = id + 1000", f"DELETE FROM {model._meta.db_table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("wrong", [{"choice": "again"}, {"choice": "again", "version": True}, {"choice": "award"}])
def test_the_database_holds_it_to_an_attempt_and_every_other_regrade_to_a_version(
    failed: Attempt, olive: Person, wrong: Any
) -> None:
    fields = {"attempt": failed} if "version" in wrong or wrong["choice"] == "award" else {}
    if "version" in wrong:
        wrong = wrong | {"version": failed.answers.get(position=2).version}
    with pytest.raises(IntegrityError), transaction.atomic():
        Regrade.objects.create(**fields, **wrong, reason="Why.", made_by=olive)


def test_two_essays_are_marked_again_in_one(mary: Person, olive: Person) -> None:
    from learning.quizzes.actions import claim_attempt, finish_marking, mark_answer

    quiz = make_quiz(fixed=[make_question_of(rules.ESSAY, code=f"E-{n}") for n in (1, 2)], shuffle_questions=False)
    attempt = submitted(quiz)
    claim_attempt(attempt=attempt, by=mary, at=NOW)
    for position in (1, 2):
        mark_answer(attempt=attempt, position=position, marks=Decimal(0), comment="", by=mary, at=NOW)
    finish_marking(attempt=attempt, by=mary, at=NOW)
    row = mark_again(
        attempt=attempt, given={n: rules.Given(Decimal(2), "Both.") for n in (1, 2)}, reason="A slip.", by=olive,
        at=THEN,
    )  # fmt: skip
    assert (row.answers.count(), row.attempts.count()) == (2, 1)
    assert now(attempt) == ("passed", 4)


# -- Who may, and what is refused -------------------------------------------------------------------------------------


def test_only_those_who_may_mark_do(failed: Attempt) -> None:
    with pytest.raises(PermissionError):
        again(failed, make_person())


def test_nobody_marks_their_own_again_nor_what_a_merged_record_of_theirs_wrote(mary: Person, olive: Person) -> None:
    own = marked(submitted(person=olive), mary, "0")
    with pytest.raises(MarkingRefused, match="their own"):
        again(own, olive)
    former = marked(submitted(own.quiz, make_person()), mary, "0")
    Person.objects.filter(pk=former.person_id).update(email=None, is_active=False, merged_into=olive)
    with pytest.raises(MarkingRefused, match="their own"):
        again(former, olive)


def test_what_is_still_to_be_marked_or_was_brought_over_is_not_marked_again(failed: Attempt, olive: Person) -> None:
    with pytest.raises(MarkingRefused, match="finished marking here"):
        again(submitted(failed.quiz, make_person()), olive)
    failed.terms["imported"] = {"from": "django-quiz-app"}
    failed.save(update_fields=["terms"])
    with pytest.raises(MarkingRefused, match="finished marking here"):
        again(failed, olive)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reason": " \n"}, "Say why"),
        ({"given": {1: rules.Given(Decimal(0), "")}}, "marks itself"),
        ({"given": {9: rules.Given(Decimal(0), "")}}, "marks itself"),
        ({"marks": "0"}, "Nothing is changed"),
        ({"given": {}}, "Nothing is changed"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    failed: Attempt, olive: Person, more: Any, words: str
) -> None:
    with pytest.raises(MarkingRefused, match=words):
        again(failed, olive, **more)
    assert not Regrade.objects.exists()


@pytest.mark.parametrize("marks", ["2.01", "-1", None])
def test_marks_that_cannot_be_given_are_refused(failed: Attempt, olive: Person, marks: str | None) -> None:
    with pytest.raises(ValueError, match="Give"):
        again(failed, olive, marks)


def test_what_is_confirmed_is_what_was_shown(failed: Attempt, mary: Person, olive: Person) -> None:
    shown = marking_again(failed, {2: rules.Given(Decimal(2), "COMMENT")}).shown
    again(failed, mary, "1")
    with pytest.raises(MarkedMeanwhile):
        again(failed, olive, shown=shown)
    assert now(failed) == ("failed", 2)
    fresh = marking_again(Attempt.objects.get(pk=failed.pk), {2: rules.Given(Decimal(2), "COMMENT")}).shown
    assert again(failed, olive, shown=fresh).attempt == failed


# -- Beside a regrade of a question -----------------------------------------------------------------------------------


def test_a_regrade_of_another_question_keeps_the_marks_that_were_given_again(mary: Person, olive: Person) -> None:
    bad = make_question()
    attempt = submitted(make_quiz(fixed=[bad, make_question_of(rules.ESSAY)], shuffle_questions=False))
    version = attempt.answers.get(position=1).version
    attempt.answers.filter(position=1).update(response=["nothing-of-these"], marks=0)
    marked(attempt, mary, "0")
    again(attempt, olive, "1.5")
    assert now(attempt) == ("failed", Decimal("1.5"))
    regrade(version=version, choice="award", reason="The key was wrong.", by=olive, at=THEN)
    assert now(attempt) == ("passed", Decimal("2.5"))


def test_marks_that_everybody_was_given_stay_and_the_comment_alone_changes(failed: Attempt, olive: Person) -> None:
    version = failed.answers.get(position=2).version
    again(failed, olive, "1")
    row = regrade(version=version, choice="award", reason="It was unclear.", by=olive, at=THEN)
    assert (row.answers.get().marks_before, row.answers.get().marks_after) == (1, 2)
    again(failed, olive, "0", "ANOTHER COMMENT")
    assert now(failed) == ("passed", 3)
    again(failed, olive, None, "A THIRD")
    (shown,) = answers_to_mark(failed)
    assert (shown.comment, now(failed)) == ("A THIRD", ("passed", 3))
    assert float(queries.tallies_of(failed.person, reader=failed.person)[-1].earned) == 1


def test_a_regrade_between_the_preview_and_the_confirmation_is_not_lost(failed: Attempt, olive: Person) -> None:
    given = {2: rules.Given(Decimal(1), "COMMENT")}
    shown = marking_again(failed, given).shown
    failed.answers.filter(position=1).update(response=["nothing-of-these"], marks=0)
    failed.refresh_from_db()
    version = failed.answers.get(position=2).version
    regrade(version=version, choice="award", reason="It was unclear.", by=olive, at=THEN)
    with pytest.raises(MarkedMeanwhile):
        mark_again(attempt=failed, given=given, reason="A slip.", by=olive, at=THEN, shown=shown)
    assert Regrade.objects.get().choice == "award"


# -- Who reads it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("0", "2", "You had failed, and now you have passed."),
        ("2", "0", "You had passed, and now the marks are too few."),
        ("1.5", "2", "Whether you passed is as it was."),
    ],
)
def test_the_person_is_written_to_in_every_case(
    mary: Person, olive: Person, first: str, second: str, words: str
) -> None:
    attempt = marked(submitted(), mary, first)
    let_the_worker_work()
    mail.outbox.clear()
    again(attempt, olive, second)
    let_the_worker_work()
    (letter,) = mail.outbox
    assert letter.to == [attempt.person.email]
    assert letter.subject.startswith("What you wrote has been marked again")
    assert words in letter.body
    assert f"/attempts/{attempt.pk}/" in letter.body


def test_the_result_has_the_new_marks_and_comment_and_says_when_and_why(
    failed: Attempt, olive: Person, client: Client
) -> None:
    again(failed, olive, "1.5", "SAY WHOM YOU TOLD", reason="The wrong row was read.")
    client.force_login(failed.person)
    text = text_of(client.get(f"/attempts/{failed.pk}/"))
    assert "You passed" in text
    assert "2.5 of 3 marks" in text
    assert "1.5 of 2 marks" in text
    assert "SAY WHOM YOU TOLD" in text
    assert "COMMENT" not in text
    assert "question 2 was marked again, on 29 November 2026: The wrong row was read." in text
    assert "You had 0 for it, and now have 1.5." in text
    assert f"Attempt {failed.number}" in text
    assert "Olive" not in text


def test_a_result_that_nobody_marked_again_asks_for_nothing_more(
    failed: Attempt, olive: Person, client: Client, django_assert_num_queries: Any
) -> None:
    queries.result_of(failed)
    with django_assert_num_queries(1):  # the versions are kept
        queries.result_of(failed)
    again(failed, olive)
    with django_assert_num_queries(2):
        queries.result_of(failed)


def test_the_audit_log_has_both_markings_the_outcome_who_and_why(failed: Attempt, olive: Person) -> None:
    row = again(failed, olive, "2", "ANOTHER")
    entry = AuditEntry.objects.get(act="attempt marked again")
    assert (entry.by, entry.reason) == (olive, "A slip.")
    assert entry.subject.endswith(str(failed.pk))
    before, after = entry.before["answers"]["2"], entry.after["answers"]["2"]
    assert (Decimal(before["marks"]), before["comment"], entry.before["state"]) == (0, "COMMENT", "failed")
    assert (Decimal(after["marks"]), after["comment"], entry.after["state"]) == (2, "ANOTHER", "passed")
    assert entry.after["regrade"] == row.pk
    assert AuditEntry.objects.get(act="attempt regraded").after["state"] == "passed"


def test_progress_and_the_analysis_count_the_marks_that_were_given_last(failed: Attempt, olive: Person) -> None:
    version = failed.answers.get(position=2).version_id

    def earned() -> Any:
        (tally,) = answered()[version].tallies
        return tally.share

    assert earned() == 0
    again(failed, olive, "1")
    again(failed, olive, "1", "Only the comment.")
    assert float(earned()) == 0.5
    by_category = queries.tallies_of(failed.person, reader=failed.person)
    assert sum(one.earned for one in by_category) == 1.5
    regrade(
        version=failed.answers.get(position=2).version, choice="award", reason="Unclear.", by=olive, at=THEN
    )  # what everybody is given says nothing of how well they answered
    assert float(earned()) == 0.5
