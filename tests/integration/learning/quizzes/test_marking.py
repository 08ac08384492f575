"""What people wrote is marked by people: taken by one of them, marked, finished."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from learning.quizzes import rules
from learning.quizzes.actions import (
    AttemptRefused,
    MarkingRefused,
    claim_attempt,
    finish_marking,
    mark_answer,
    release_attempt,
    submit_attempt,
)
from learning.quizzes.models import Attempt
from learning.quizzes.queries.marking import marking_queue
from learning.quizzes.signals import attempt_finished
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
QUEUE = "/admin/marking/"
LATER = NOW + timedelta(days=3)


@pytest.fixture
def marker() -> Person:
    return make_team_member(first_name="Mary", last_name="Marker")


@pytest.fixture
def admin(client: Client, marker: Person) -> Client:
    client.force_login(marker)
    return client


def make_essay_quiz(**fields: Any) -> Any:
    return make_quiz(fixed=[make_question(), make_question_of(rules.ESSAY)], shuffle_questions=False, **fields)


def submitted(quiz: Any = None, person: Person | None = None, words: str = "WHAT-WAS-WRITTEN") -> Attempt:
    """Return an attempt with one right choice and one essay, submitted."""
    from learning.quizzes.actions import save_answer

    attempt = begin(person or make_person(), quiz or make_essay_quiz())
    for row in attempt.answers.select_related("version"):
        essay = row.version.type == rules.ESSAY
        response = [words] if essay else [one["id"] for one in row.version.options if one["correct"]]
        save_answer(attempt=attempt, position=row.position, response=response, revision=0, by=attempt.person, at=NOW)
    return submit_attempt(attempt=attempt, by=attempt.person, at=NOW)


def give(attempt: Attempt, marker: Person, marks: str = "2", comment: str = "COMMENT") -> None:
    mark_answer(attempt=attempt, position=2, marks=Decimal(marks), comment=comment, by=marker, at=LATER)


def marked(attempt: Attempt, marker: Person, marks: str = "2") -> Attempt:
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    give(attempt, marker, marks)
    return finish_marking(attempt=attempt, by=marker, at=LATER)


def test_an_attempt_with_something_written_awaits_marking_and_nobody_is_told_of_an_outcome() -> None:
    told: list[Attempt] = []

    def hear(attempt: Attempt, **kwargs: Any) -> None:
        told.append(attempt)

    attempt_finished.connect(hear)
    attempt = submitted()
    attempt_finished.disconnect(hear)
    assert (attempt.state, attempt.marks, told) == ("awaiting_marking", None, [])


def test_an_essay_without_a_word_waits_for_nobody() -> None:
    attempt = begin(make_person(), make_essay_quiz())
    done = submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
    assert (done.state, done.marks) == ("failed", 0)


@pytest.mark.parametrize(("marks", "state"), [("2", "passed"), ("1", "failed")])
def test_finished_marking_gives_the_outcome_and_the_day_stays_that_of_submission(
    marker: Person, marks: str, state: str
) -> None:
    attempt = marked(submitted(), marker, marks)
    assert (attempt.state, attempt.submitted_at) == (state, NOW)
    assert (attempt.marks, attempt.marks_possible) == (Decimal(1) + Decimal(marks), 3)
    assert attempt.claimed_by is None


def test_finishing_twice_tells_whoever_listens_once(marker: Person) -> None:
    told: list[Attempt] = []

    def hear(attempt: Attempt, **kwargs: Any) -> None:
        told.append(attempt)

    attempt_finished.connect(hear)
    attempt = marked(submitted(), marker)
    finish_marking(attempt=attempt, by=marker, at=LATER)
    attempt_finished.disconnect(hear)
    assert len(told) == 1


def test_an_attempt_is_finished_only_once_everything_written_is_marked(marker: Person) -> None:
    attempt = submitted()
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    with pytest.raises(MarkingRefused, match="Give every answer its marks first"):
        finish_marking(attempt=attempt, by=marker, at=LATER)


def test_nobody_marks_their_own_attempt(marker: Person) -> None:
    attempt = submitted(person=marker)
    with pytest.raises(MarkingRefused, match="their own"):
        claim_attempt(attempt=attempt, by=marker, at=LATER)


def test_an_attempt_that_another_marker_has_taken_is_refused_by_their_name(marker: Person) -> None:
    attempt, other = submitted(), make_team_member()
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    for act in (
        lambda: claim_attempt(attempt=attempt, by=other, at=LATER),
        lambda: give(attempt, other),
        lambda: release_attempt(attempt=attempt, by=other),
        lambda: finish_marking(attempt=attempt, by=other, at=LATER),
    ):
        with pytest.raises(MarkingRefused, match="Mary Marker has taken this attempt to mark"):
            act()


def test_an_attempt_that_is_given_back_or_left_for_a_day_can_be_taken_by_another(marker: Person) -> None:
    attempt, other, third = submitted(), make_team_member(), make_team_member()
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    release_attempt(attempt=attempt, by=marker)
    assert claim_attempt(attempt=attempt, by=other, at=LATER).claimed_by == other
    assert claim_attempt(attempt=attempt, by=third, at=LATER + timedelta(hours=24)).claimed_by == third


def test_only_those_who_may_mark_do() -> None:
    with pytest.raises(PermissionError):
        claim_attempt(attempt=submitted(), by=make_person(), at=LATER)


@pytest.mark.parametrize("marks", ["-0.5", "2.01", "NaN"])
def test_marks_are_from_nought_to_what_is_possible(marker: Person, marks: str) -> None:
    attempt = submitted()
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    with pytest.raises((ValueError, ArithmeticError)):
        give(attempt, marker, marks)


def test_a_question_that_marks_itself_is_not_marked_by_hand(marker: Person) -> None:
    attempt = submitted()
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    with pytest.raises(MarkingRefused, match="marks itself"):
        mark_answer(attempt=attempt, position=1, marks=Decimal(0), comment="", by=marker, at=LATER)


def test_every_step_is_in_the_audit_log_with_who(marker: Person) -> None:
    marked(submitted(), marker)
    acts = AuditEntry.objects.filter(by=marker).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["attempt claimed", "answer marked", "attempt marked"]


def test_no_other_attempt_begins_while_the_last_is_being_marked(marker: Person) -> None:
    quiz, person = make_essay_quiz(), make_person()
    attempt = submitted(quiz, person)
    with pytest.raises(AttemptRefused, match="still being marked"):
        begin(person, quiz)
    marked(attempt, marker, "0")
    assert begin(person, quiz).is_open


def test_the_person_is_written_to_once_it_stands(marker: Person) -> None:
    attempt = submitted()
    marked(attempt, marker)
    let_the_worker_work()
    (letter,) = mail.outbox
    assert letter.to == [attempt.person.email]
    assert f"/attempts/{attempt.pk}/" in letter.body


def test_somebody_without_an_address_is_not_written_to(marker: Person) -> None:
    attempt = submitted(person=make_person(email=None))
    marked(attempt, marker)
    let_the_worker_work()
    assert mail.outbox == []


# -- In the admin -------------------------------------------------------------------------------------------------


def test_the_queue_holds_what_awaits_marking_but_not_ones_own_and_no_names(admin: Client, marker: Person) -> None:
    other = submitted(person=make_person(first_name="SECRET-FIRST", last_name="SECRET-LAST"))
    own = submitted(person=marker, quiz=make_quiz(fixed=[other.answers.get(position=2).question]))
    body = admin.get(QUEUE).content.decode()
    assert other.number in body
    assert own.number not in body
    assert "SECRET" not in body
    assert "SECRET" not in admin.get(f"{QUEUE}{other.pk}/").content.decode()


def test_the_queue_asks_as_much_for_three_as_for_one(admin: Client) -> None:
    quiz = make_essay_quiz()
    counts = []
    for _ in range(2):
        for _ in range(1 + 2 * len(counts)):
            submitted(quiz)
        admin.get(QUEUE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            admin.get(QUEUE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_desk_has_what_is_to_be_marked_and_no_names(admin: Client, marker: Person) -> None:
    other = submitted(make_essay_quiz(title="Reflecting"), make_person(first_name="SECRET-FIRST"))
    submitted(other.quiz, make_person())
    claim_attempt(attempt=other, by=marker, at=LATER)
    page = admin.get("/admin/").content.decode()
    assert "Answers to be marked" in page
    assert "since 20 November, taken by you" in page
    assert f"{QUEUE}{other.pk}/" in page
    assert "SECRET" not in page


def test_the_desk_of_somebody_who_may_not_mark_says_nothing_of_it(client: Client) -> None:
    submitted()
    other = make_person()
    other.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(other)
    assert "Answers to be marked" not in client.get("/admin/").content.decode()


def test_the_desk_asks_as_much_for_three_as_for_one(admin: Client) -> None:
    quiz, counts = make_essay_quiz(), []
    for _ in range(2):
        for _ in range(1 + 2 * len(counts)):
            submitted(quiz)
        admin.get("/admin/")
        with CaptureQueriesContext(connection) as asked:
            admin.get("/admin/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_marker_takes_marks_and_finishes_in_the_admin(admin: Client, client: Client) -> None:
    attempt = submitted()
    url = f"{QUEUE}{attempt.pk}/"
    page = admin.get(url).content.decode()
    assert "WHAT-WAS-WRITTEN" in page
    assert "GUIDANCE" in page
    assert 'name="answer-2-marks"' not in page
    admin.post(url, {"action": "claim"})
    assert 'name="answer-2-marks"' in admin.get(url).content.decode()
    done = {"action": "finish", "answer-2-marks": "1.5", "answer-2-comment": "Say whom you would tell."}
    assert admin.post(url, done).url == f"{QUEUE}#next"
    attempt.refresh_from_db()
    assert (attempt.state, attempt.marks) == ("passed", Decimal("2.5"))
    client.force_login(attempt.person)
    result = text_of(client.get(f"/attempts/{attempt.pk}/"))
    assert "1.5 of 2 marks" in result
    assert "Say whom you would tell." in result


def test_a_marker_who_has_finished_one_is_led_to_the_next_that_nobody_has_taken(admin: Client, marker: Person) -> None:
    quiz = make_essay_quiz()
    first, taken, free = (submitted(quiz, make_person()) for _ in range(3))
    claim_attempt(attempt=taken, by=make_team_member(), at=LATER)
    link = "Mark the next"
    for attempt, after in ((first, free), (free, None)):
        claim_attempt(attempt=attempt, by=marker, at=LATER)
        done = {"action": "finish", "answer-2-marks": "1", "answer-2-comment": ""}
        page = admin.post(f"{QUEUE}{attempt.pk}/", done, follow=True).content.decode()
        assert (link in page) == (after is not None)
        assert not after or re.search(rf'href="{QUEUE}{after.pk}/#to-mark"[^>]*>\s*{link}', page)


def test_a_marker_of_many_finishes_one_and_has_the_next_in_one_step(admin: Client, marker: Person) -> None:
    quiz = make_essay_quiz()
    first, taken, free = (submitted(quiz, make_person()) for _ in range(3))
    claim_attempt(attempt=taken, by=make_team_member(), at=LATER)
    claim_attempt(attempt=first, by=marker, at=LATER)
    done = {"action": "finish_and_next", "answer-2-marks": "2", "answer-2-comment": ""}
    assert admin.post(f"{QUEUE}{first.pk}/", done).url == f"{QUEUE}{free.pk}/#to-mark"
    free.refresh_from_db()
    assert free.claimed_by == marker
    assert admin.post(f"{QUEUE}{free.pk}/", done).url == f"{QUEUE}#next"
    assert {Attempt.objects.get(pk=one.pk).state for one in (first, free)} == {"passed"}


def test_marks_that_are_wrong_take_no_other_attempt(admin: Client, marker: Person) -> None:
    quiz = make_essay_quiz()
    first, free = submitted(quiz, make_person()), submitted(quiz, make_person())
    claim_attempt(attempt=first, by=marker, at=LATER)
    assert admin.post(f"{QUEUE}{first.pk}/", {"action": "finish_and_next", "answer-2-marks": "9"}).status_code == 422
    assert admin.post(f"{QUEUE}{first.pk}/", {"action": "finish_and_next", "answer-2-marks": ""}).status_code == 422
    assert Attempt.objects.get(pk=free.pk).claimed_by is None


def test_marks_that_cannot_be_given_are_refused_and_what_was_typed_is_kept(admin: Client, marker: Person) -> None:
    attempt = submitted()
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    wrong = {"action": "finish", "answer-2-marks": "2.5", "answer-2-comment": "TYPED"}
    response = admin.post(f"{QUEUE}{attempt.pk}/", wrong)
    assert response.status_code == 422
    assert "Give from 0 to 2 marks" in response.content.decode()
    assert "TYPED" in response.content.decode()
    assert not attempt.answers.exclude(marked_at=None).exists()


def test_a_comment_may_come_before_the_marks_but_nothing_is_finished_without_them(
    admin: Client, marker: Person
) -> None:
    attempt = submitted()
    claim_attempt(attempt=attempt, by=marker, at=LATER)
    typed = {"answer-2-comment": "TYPED"}
    assert admin.post(f"{QUEUE}{attempt.pk}/", {"action": "save"} | typed).status_code == 302
    assert "TYPED" in admin.get(f"{QUEUE}{attempt.pk}/").content.decode()
    assert "0 of 1" in admin.get(QUEUE).content.decode()
    refused = admin.post(f"{QUEUE}{attempt.pk}/", {"action": "finish"} | typed)
    assert refused.status_code == 422
    assert "Give this answer its marks" in refused.content.decode()


def test_a_second_marker_is_told_and_changes_nothing(admin: Client) -> None:
    attempt, other = submitted(), make_team_member(first_name="Olive", last_name="Other")
    claim_attempt(attempt=attempt, by=other, at=LATER)
    sent = {"action": "finish", "answer-2-marks": "0", "answer-2-comment": "TYPED"}
    response = admin.post(f"{QUEUE}{attempt.pk}/", sent)
    assert response.status_code == 409
    assert "Olive Other has taken this attempt to mark." in response.content.decode()
    assert "TYPED" in response.content.decode()
    assert not attempt.answers.exclude(marked_at=None).exists()


def test_a_tab_left_open_after_another_finished_is_told(admin: Client) -> None:
    attempt = marked(submitted(), make_team_member())
    page = admin.post(f"{QUEUE}{attempt.pk}/", {"action": "claim"}, follow=True).content.decode()
    assert "This attempt has been marked." in page


def test_what_is_not_to_be_marked_by_one_is_not_there(admin: Client, marker: Person) -> None:
    own, in_progress = submitted(person=marker), begin(make_person())
    itself = begin(make_person())
    answer_all(itself)
    submit_attempt(attempt=itself, by=itself.person, at=NOW)
    for key in (own.pk, in_progress.pk, itself.pk, uuid4()):
        assert admin.get(f"{QUEUE}{key}/").status_code == 404
        assert admin.post(f"{QUEUE}{key}/", {"action": "claim"}).status_code == 404


def test_somebody_who_may_not_mark_sees_none_of_it(client: Client) -> None:
    attempt = submitted()
    client.force_login(make_person())
    for url in (QUEUE, f"{QUEUE}{attempt.pk}/"):
        assert client.get(url).status_code in (302, 403)
        assert "WHAT-WAS-WRITTEN" not in client.get(url, follow=True).content.decode()


def test_the_person_reads_that_somebody_will_mark_it(client: Client) -> None:
    attempt = submitted()
    client.force_login(attempt.person)
    assert "Somebody will mark what you wrote" in text_of(client.get(f"/attempts/{attempt.pk}/"))


def test_nobody_marks_what_they_wrote_under_a_record_that_was_merged_into_theirs(marker: Person) -> None:
    middle = make_person(email=None, is_active=False, merged_into=marker)
    former = make_person()
    attempt = submitted(person=former)
    assert attempt in marking_queue(marker)
    Person.objects.filter(pk=former.pk).update(email=None, is_active=False, merged_into=middle)
    assert attempt not in marking_queue(marker)
    with pytest.raises(MarkingRefused, match="their own"):
        claim_attempt(attempt=attempt, by=marker, at=LATER)
