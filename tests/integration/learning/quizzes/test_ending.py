"""An attempt that was left: ended by its quiz's rule or by the team, with no result and none used up."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from learning.quizzes.actions import AttemptClosed, save_answer, start_attempt, submit_attempt
from learning.quizzes.actions.ending import EndRefused, end_attempt, end_left_attempts
from learning.quizzes.models import Attempt, AttemptEnd
from learning.quizzes.queries import another_go_after
from people.actions.merging import why_not
from people.models import Person
from tests.factories import make_board_member, make_person, make_superuser, make_team_member
from tests.integration.learning.quizzes.bank import NOW, answer_all, begin, make_bank, make_quiz, right

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
DAY = timedelta(days=1)
LIST = "/admin/attempts-under-way/"


def quiz(**fields: Any) -> Any:
    return make_quiz(fixed=make_bank()[1], shuffle_questions=False, **fields)


def answer_one(attempt: Attempt, at: Any) -> None:
    answer = attempt.answers.select_related("version").get(position=1)
    save_answer(attempt=attempt, position=1, response=right(answer), revision=0, by=attempt.person, at=at)


def state_of(attempt: Attempt) -> str:
    return Attempt.objects.get(pk=attempt.pk).state


class TestTheRule:
    def test_ends_an_attempt_that_waited_its_quiz_s_days_and_no_other(self) -> None:
        left, other, never = (
            begin(make_person()),
            begin(make_person()),
            begin(make_person(), quiz(ended_after_days=None)),
        )
        brief = begin(make_person(), quiz(ended_after_days=14))
        answer_one(other, NOW + DAY)
        end_left_attempts(NOW + 14 * DAY - timedelta(seconds=1))
        assert not AttemptEnd.objects.exists()
        end_left_attempts(NOW + 14 * DAY)
        assert state_of(brief) == "abandoned"
        end_left_attempts(NOW + 90 * DAY)
        assert (state_of(left), state_of(other), state_of(never)) == ("abandoned", "in_progress", "in_progress")
        end_left_attempts(NOW + 91 * DAY)
        assert state_of(other) == "abandoned"
        end = AttemptEnd.objects.get(attempt=other)
        assert (end.after_days, end.answered, end.saved_at, end.ended_by) == (90, 1, NOW + DAY, None)

    def test_is_applied_by_what_is_due_once_and_is_in_the_log(self) -> None:
        attempt = begin(make_person(), at=NOW - 3000 * DAY)
        call_command("run_due")
        call_command("run_due")
        assert state_of(attempt) == "abandoned"
        [entry] = AuditEntry.objects.filter(act="attempt ended")
        assert (entry.by, entry.before, entry.after["state"]) == (None, {"state": "in_progress"}, "abandoned")

    def test_leaves_what_is_over_as_it_is(self) -> None:
        attempt = begin(make_person())
        answer_all(attempt)
        submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
        end_left_attempts(NOW + 4000 * DAY)
        assert state_of(attempt) == "passed"

    def test_asks_as_much_whether_few_or_many_go_on(self) -> None:
        counts = []
        asked = quiz()
        for number in (1, 9):
            for _ in range(number):
                begin(make_person(), asked)
            with CaptureQueriesContext(connection) as queries:
                end_left_attempts(NOW + DAY)
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_an_attempt_that_was_ended_uses_up_none_and_another_may_begin() -> None:
    asked, person = quiz(attempts_allowed=1, waiting_hours=48), make_person()
    attempt = begin(person, asked)
    answer_one(attempt, NOW)
    end_left_attempts(NOW + 90 * DAY)
    go = another_go_after(attempt, at=NOW + 90 * DAY)
    assert (go.allowed, go.left) == (True, 1)
    again = start_attempt(quiz=asked, person=person, cycle=None, return_to="/", at=NOW + 90 * DAY)
    assert again.pk != attempt.pk
    assert attempt.answers.get(position=1).response


def test_the_end_of_an_attempt_is_never_changed() -> None:
    begin(make_person())
    end_left_attempts(NOW + 90 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE quizzes_attemptend SET answered = 3")


class TestThePerson:
    def test_who_comes_back_reads_what_happened(self, client: Client) -> None:
        attempt = begin(make_person())
        end_left_attempts(NOW + 90 * DAY)
        client.force_login(attempt.person)
        body = client.get(f"/attempts/{attempt.pk}/").content.decode()
        assert "This attempt was ended" in body
        assert "Nothing was saved in it for 90 days" in body
        assert "hasn’t used up one of your attempts" in body
        assert client.get(f"/attempts/{attempt.pk}/1/")["Location"] == f"/attempts/{attempt.pk}/"

    def test_an_answer_that_comes_too_late_is_shown_and_not_saved(self, client: Client) -> None:
        attempt = begin(make_person())
        end_left_attempts(NOW + 90 * DAY)
        answer = attempt.answers.select_related("version").get(position=1)
        with pytest.raises(AttemptClosed):
            answer_one(attempt, NOW + 91 * DAY)
        client.force_login(attempt.person)
        page = client.post(f"/attempts/{attempt.pk}/1/", {"answer": right(answer), "revision": 0})
        assert page.status_code == 409
        assert "The attempt was ended before this answer came in" in page.content.decode()

    def test_reads_the_reason_of_the_team(self, client: Client) -> None:
        attempt = begin(make_person())
        end_attempt(attempt=attempt, reason="Your two records are merged.", by=make_team_member(), at=NOW)
        client.force_login(attempt.person)
        assert "Your two records are merged." in client.get(f"/attempts/{attempt.pk}/").content.decode()


class TestTheTeam:
    @pytest.fixture
    def member(self) -> Person:
        return make_team_member()

    @pytest.fixture
    def admin(self, member: Person) -> Client:
        client = Client()
        client.force_login(member)
        return client

    def test_ends_an_attempt_with_a_reason_and_the_records_can_be_merged(self, admin: Client, member: Person) -> None:
        kept, gone = make_person(), make_person(first_name="Left", last_name="Behind")
        attempt = begin(gone)
        assert "Attempts under way" in why_not(kept, gone, by=make_superuser())
        assert "Left Behind" in admin.get(LIST, {"q": "behind"}).content.decode()
        assert "Left Behind" not in admin.get(LIST, {"q": "nobody"}).content.decode()
        url = f"{LIST}{attempt.pk}/end/"
        assert admin.post(url, {"reason": " "}).status_code == 422
        assert state_of(attempt) == "in_progress"
        page = admin.post(url, {"reason": "They are one person."}, follow=True)
        assert "is ended" in page.content.decode()
        end = AttemptEnd.objects.get()
        assert (end.ended_by, end.reason, end.after_days) == (member, "They are one person.", None)
        assert why_not(kept, gone, by=make_superuser()) == ""
        assert admin.post(url, {"reason": "Again"}).status_code == 404

    def test_nobody_ends_their_own_under_whichever_record(self, admin: Client, member: Person) -> None:
        own, former = begin(member), make_person()
        Person.objects.filter(pk=former.pk).update(merged_into=member, email=None, is_active=False)
        before = begin(former)
        for attempt in (own, before):
            assert admin.get(f"{LIST}{attempt.pk}/end/").status_code == 404
            with pytest.raises(EndRefused):
                end_attempt(attempt=attempt, reason="Mine", by=member, at=NOW)
        assert "Nobody has an attempt under way" in admin.get(LIST).content.decode()

    def test_an_attempt_that_is_over_is_not_ended(self, member: Person) -> None:
        attempt = begin(make_person())
        answer_all(attempt)
        submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
        with pytest.raises(EndRefused):
            end_attempt(attempt=attempt, reason="Late", by=member, at=NOW)

    @pytest.mark.parametrize("maker", [make_person, make_board_member])
    def test_nobody_else_sees_whose_attempts_are_under_way(self, client: Client, maker: Any) -> None:
        attempt = begin(make_person(first_name="CANARY"))
        client.force_login(maker())
        for url in (LIST, f"{LIST}{attempt.pk}/end/"):
            assert "CANARY" not in client.get(url, follow=True).content.decode()
        client.post(f"{LIST}{attempt.pk}/end/", {"reason": "Mine"})
        assert state_of(attempt) == "in_progress"

    def test_the_list_asks_as_much_for_many_as_for_one(self, admin: Client) -> None:
        counts = []
        for more in (1, 9, 40):
            for _ in range(more):
                begin(make_person())
            with CaptureQueriesContext(connection) as queries:
                assert admin.get(LIST).status_code == 200
            counts.append(len(queries))
        assert counts[1] == counts[2]
