"""Marked attempts are looked up, and marked again, in the admin: what changes is shown first, and no word is lost."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.quizzes import rules
from learning.quizzes.actions import mark_again, regrade
from learning.quizzes.models import Attempt, Regrade
from people.models import Person
from tests.factories import make_agency, make_lead, make_manager, make_person, make_post, make_team_member
from tests.integration.learning.quizzes.bank import NOW, answer_all, begin, let_the_worker_work
from tests.integration.learning.quizzes.browser import text_of
from tests.integration.learning.quizzes.test_marking import make_essay_quiz, marked, submitted
from tests.integration.learning.quizzes.test_marking_words import fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
LIST = "/admin/marking/marked/"
THEN = NOW + timedelta(days=9)
SLIP = "The wrong row was read."


@pytest.fixture
def mary() -> Person:
    return make_team_member(first_name="Mary", last_name="Marker")


@pytest.fixture
def olive() -> Person:
    return make_team_member(first_name="Olive", last_name="Other")


@pytest.fixture
def admin(client: Client, olive: Person) -> Client:
    client.force_login(olive)
    return client


@pytest.fixture
def failed(mary: Person) -> Attempt:
    """An attempt that Mary marked with nothing of two for its essay: it has 1 of 3 marks."""
    return marked(submitted(make_essay_quiz(title="Reflecting on practice")), mary, "0")


def address(attempt: Attempt) -> str:
    return f"/admin/marking/{attempt.pk}/again/"


def filled(browser: Client, attempt: Attempt, marks: str = "2", comment: str = "NEW", why: str = SLIP) -> Any:
    """Return the form of an attempt as it was opened, and then filled in."""
    typed = {"answer-2-marks": marks, "answer-2-comment": comment, "reason": why}
    return fields(browser.get(address(attempt)).content.decode()) | typed


def shown_in(response: Any) -> str:
    found = re.search(r'name="shown" value="(\w+)"', response.content.decode())
    assert found
    return found[1]


def state(attempt: Attempt) -> str:
    return Attempt.objects.get(pk=attempt.pk).state


# -- What has been marked ---------------------------------------------------------------------------------------------


def listed(admin: Client, words: str = "") -> list[str]:
    return re.findall(r"/again/\">(\w+)</a>", admin.get(LIST, {"q": words}).content.decode())


def test_what_is_marked_is_listed_last_first_with_who_and_when_and_without_names(
    admin: Client, mary: Person, olive: Person
) -> None:
    quiz = make_essay_quiz()
    first, second, waiting, own = (
        submitted(quiz, person)
        for person in (make_person(first_name="SECRET"), make_person(), make_person(), olive)
    )  # fmt: skip
    for attempt in (first, second, own):
        marked(attempt, mary)
        Attempt.objects.get(pk=attempt.pk).answers.filter(position=2).update(marked_at=NOW)
    second.answers.filter(position=2).update(marked_at=NOW + timedelta(days=1))
    assert listed(admin) == [second.number, first.number]
    mark_again(attempt=first, given={2: rules.Given(Decimal(1), "")}, reason=SLIP, by=mary, at=THEN)
    assert listed(admin) == [first.number, second.number]
    page = text_of(admin.get(LIST))
    assert "Mary Marker, 29 November 2026, 09:30 (again)" in page
    assert "Failed, 2 of 3 marks" in page
    assert "SECRET" not in page
    assert waiting.number not in page
    assert own.number not in page


def test_an_attempt_is_found_by_its_number_its_quiz_and_its_marker(
    admin: Client, failed: Attempt, mary: Person
) -> None:
    other = marked(submitted(failed.quiz, make_person()), make_team_member(first_name="Zoe"))
    Attempt.objects.filter(pk=other.pk).update(terms=other.terms | {"title": "Another quiz"})
    key = str(failed.pk)
    for words in (failed.number, failed.number.lower()[:6], key, "reflecting", "mary marker", f"practice {key[:8]}"):
        assert listed(admin, words) == [failed.number], words
    assert listed(admin, "zoe") == [other.number]
    mark_again(attempt=other, given={2: rules.Given(Decimal(1), "")}, reason=SLIP, by=mary, at=THEN)
    assert set(listed(admin, "mary")) == {failed.number, other.number}
    for words in (str(uuid4()), "nobody", "%", "ffffffffffffffffffffffffffffffffff", failed.person.first_name):
        assert "Nothing that has been marked is found by that." in text_of(admin.get(LIST, {"q": words})), words


def test_the_list_asks_as_much_for_many_as_for_one(admin: Client, mary: Person) -> None:
    quiz, counts = make_essay_quiz(), []
    for more in (1, 3):
        for _ in range(more):
            attempt = marked(submitted(quiz, make_person()), mary, "1")
            mark_again(attempt=attempt, given={2: rules.Given(Decimal(2), "")}, reason=SLIP, by=mary, at=THEN)
        admin.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            admin.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_is_paged_with_what_was_looked_for(admin: Client, mary: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learning.quizzes.views.marking_again.A_PAGE", 2)
    quiz = make_essay_quiz()
    for _ in range(3):
        marked(submitted(quiz, make_person()), mary)
    page = admin.get(LIST, {"q": "mary"}).content.decode()
    assert "Page 1 of 2" in page
    assert "?q=mary&amp;p=2" in page
    assert len(listed(admin, "mary")) == 2


def test_the_queue_leads_to_it_and_back(admin: Client, failed: Attempt) -> None:
    assert f'href="{LIST}"' in admin.get("/admin/marking/").content.decode()
    assert 'href="/admin/marking/"' in admin.get(LIST).content.decode()
    assert address(failed) in admin.get(LIST).content.decode()


# -- Marking one again ------------------------------------------------------------------------------------------------


def test_what_changes_is_shown_first_and_done_once_it_is_confirmed(admin: Client, failed: Attempt) -> None:
    form = filled(admin, failed)
    preview = admin.post(address(failed), form)
    text = text_of(preview)
    assert "Question 2: from 0 to 2 of 2 marks, and another comment" in text
    assert "Result: from failed with 1 to passed with 3 of 3 marks" in text
    assert "it is completed as of the day on which they handed in, 20 November 2026" in text
    assert state(failed) == "failed"
    done = admin.post(address(failed), form | {"shown": shown_in(preview)}, follow=True)
    assert f"Attempt {failed.number} is marked again: passed. The person is told." in text_of(done)
    assert state(failed) == "passed"
    assert Regrade.objects.get().reason == SLIP
    page = text_of(admin.get(address(failed)))
    assert "Mary Marker, 23 November 2026, 09:30: 0 of 2 marks COMMENT" in page
    assert f"Marked again because: {SLIP} NEW" in page


def test_a_pass_that_becomes_a_fail_is_said_to_withdraw_nothing(admin: Client, failed: Attempt, mary: Person) -> None:
    passed = marked(submitted(failed.quiz, make_person()), mary, "2")
    text = text_of(admin.post(address(passed), filled(admin, passed, "0.5")))
    assert "Result: from passed with 3 to failed with 1.5 of 3 marks" in text
    assert "Nothing is withdrawn by it" in text


def test_what_was_changed_after_the_preview_is_shown_again_and_not_done(admin: Client, failed: Attempt) -> None:
    form = filled(admin, failed)
    shown = shown_in(admin.post(address(failed), form))
    again = admin.post(address(failed), form | {"answer-2-marks": "1", "shown": shown})
    assert again.status_code == 409
    assert "Nothing is changed yet" in text_of(again)
    assert "Question 2: from 0 to 1 of 2 marks" in text_of(again)
    assert not Regrade.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer-2-marks": "2.5"}, "Give from 0 to 2 marks"),
        ({"answer-2-marks": ""}, "Give this answer its marks"),
        ({"answer-2-marks": "two"}, "Write the marks as a number"),
        ({"answer-2-marks": "1.234"}, "two decimals at most"),
        ({"reason": " "}, "Say why it is marked again"),
        ({"reason": "y" * 1001}, "This reason has 1,001 characters, and 1,000 can be kept"),
        ({"answer-2-comment": "z" * 5001}, "This comment has 5,001 characters"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_is_kept(
    admin: Client, failed: Attempt, typed: dict[str, str], said: str
) -> None:
    form = filled(admin, failed, comment="MY WORDS") | typed
    response = admin.post(address(failed), form | {"shown": "anything"})
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Nothing is changed yet. Put right what is said below." in page
    assert all(words.strip() in page for words in form.values())
    assert "maxlength" not in page.partition("<form")[2].replace('maxlength="255"', "")
    assert not Regrade.objects.exists()


def test_the_same_marks_and_comment_change_nothing_and_are_said_to(admin: Client, failed: Attempt) -> None:
    response = admin.post(address(failed), filled(admin, failed, "0.0", "COMMENT"))
    assert response.status_code == 422
    assert "these are the marks and the comments that stand here" in text_of(response)
    assert admin.post(address(failed), {}).status_code == 422


def test_a_form_that_is_sent_twice_is_taken_once_and_leads_on_both_times(admin: Client, failed: Attempt) -> None:
    form = filled(admin, failed)
    form["shown"] = shown_in(admin.post(address(failed), form))
    for _ in range(2):
        assert admin.post(address(failed), form).url == LIST
    assert Regrade.objects.count() == 1


def test_who_is_later_than_another_is_told_and_keeps_what_they_typed(
    admin: Client, failed: Attempt, mary: Person
) -> None:
    form = filled(admin, failed, "2", "OLIVES WORDS")
    form["shown"] = shown_in(admin.post(address(failed), form))
    mark_again(attempt=failed, given={2: rules.Given(Decimal(1), "MARYS WORDS")}, reason=SLIP, by=mary, at=THEN)
    late = admin.post(address(failed), form)
    assert late.status_code == 409
    page = late.content.decode()
    assert "Somebody marked it again while you had it open" in page
    assert "What was saved here meanwhile, by Mary Marker" in page
    assert all(words in page for words in ("MARYS WORDS", "OLIVES WORDS", SLIP))
    assert "Question 2: from 1 to 2 of 2 marks" in page
    assert Regrade.objects.count() == 1
    done = form | fields(page) | {"shown": shown_in(late)}
    assert admin.post(address(failed), done).status_code == 302
    assert state(failed) == "passed"


def test_who_previews_after_another_is_told_too(admin: Client, failed: Attempt, mary: Person) -> None:
    form = filled(admin, failed)
    mark_again(attempt=failed, given={2: rules.Given(Decimal(1), "MARYS WORDS")}, reason=SLIP, by=mary, at=THEN)
    late = admin.post(address(failed), form)
    assert late.status_code == 409
    assert "MARYS WORDS" in late.content.decode()


def test_where_everybody_has_full_marks_the_comment_alone_can_be_put_right(
    admin: Client, failed: Attempt, olive: Person
) -> None:
    regrade(version=failed.answers.get(position=2).version, choice="award", reason="It was unclear.", by=olive, at=THEN)
    page = admin.get(address(failed)).content.decode()
    assert "It was unclear." in page
    assert re.search(r'name="answer-2-marks"[^>]*disabled', page)
    form = filled(admin, failed, "0")
    preview = admin.post(address(failed), form)
    assert "Question 2: 2 of 2 marks, as before, and another comment" in text_of(preview)
    assert admin.post(address(failed), form | {"shown": shown_in(preview)}).status_code == 302
    assert state(failed) == "passed"


def test_the_page_that_came_too_late_to_mark_leads_to_marking_again(
    admin: Client, failed: Attempt, olive: Person
) -> None:
    late = {"action": "finish", "answer-2-marks": "2", "answer-2-comment": "TOO LATE"}
    page = admin.post(f"/admin/marking/{failed.pk}/", late).content.decode()
    assert "TOO LATE" in page
    assert address(failed) in page


# -- Who may ----------------------------------------------------------------------------------------------------------


def test_what_is_not_marked_or_ones_own_is_not_there(admin: Client, mary: Person, olive: Person) -> None:
    quiz = make_essay_quiz()
    own, waiting = marked(submitted(quiz, olive), mary), submitted(quiz, make_person())
    itself = begin(make_person())
    answer_all(itself)
    imported = marked(submitted(quiz, make_person()), mary)
    Attempt.objects.filter(pk=imported.pk).update(terms=imported.terms | {"imported": {"from": "django-quiz-app"}})
    for key in (own.pk, waiting.pk, itself.pk, imported.pk, uuid4()):
        url = f"/admin/marking/{key}/again/"
        assert admin.get(url).status_code == 404
        assert admin.post(url, {"answer-2-marks": "2", "reason": SLIP, "shown": "x"}).status_code == 404


@pytest.mark.parametrize("right", [None, "view_everyone", "regrade", "end_attempt"])
def test_who_may_not_mark_sees_and_changes_nothing_whatever_else_they_may(
    client: Client, failed: Attempt, right: str | None
) -> None:
    other = make_person()
    for name in filter(None, ("access_admin", right)):
        other.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(other)
    for url in (LIST, address(failed)):
        refused = client.get(url, follow=True).content.decode()
        assert not any(words in refused for words in ("WHAT-WAS-WRITTEN", "COMMENT", failed.number))
    sent = {"answer-2-marks": "2", "answer-2-comment": "MINE", "reason": "WHY", "shown": "x"}
    given_back = client.post(address(failed), sent)
    assert given_back.status_code == 403
    page = given_back.content.decode()
    assert all(words in page for words in ("MINE", "WHY"))
    assert "COMMENT" not in page
    assert not Regrade.objects.exists()


def test_the_learner_the_manager_of_another_agency_and_a_lead_get_nowhere(client: Client, failed: Attempt) -> None:
    manager, lead = make_manager(make_post()), make_lead(make_agency())
    for person in (failed.person, manager, lead):
        client.force_login(person)
        for url in (LIST, address(failed)):
            assert client.get(url).status_code in (302, 403)
            assert "WHAT-WAS-WRITTEN" not in client.get(url, follow=True).content.decode()
        assert client.post(address(failed), {"reason": SLIP, "shown": "x"}).status_code in (302, 403)
    assert not Regrade.objects.exists()


# -- Nothing typed is lost --------------------------------------------------------------------------------------------


def test_what_was_sent_signed_out_stands_on_the_page_after_signing_in(
    client: Client, failed: Attempt, olive: Person
) -> None:
    form = {"answer-2-marks": "1.5", "answer-2-comment": "A LONG COMMENT", "reason": "A LONG REASON", "shown": "x"}
    assert client.post(address(failed), form).status_code == 302
    client.force_login(olive)
    page = client.get(address(failed)).content.decode()
    assert "What you typed isn’t saved yet" in page
    assert all(words in page for words in ("A LONG COMMENT", "A LONG REASON", 'value="1.5"'))
    preview = client.post(address(failed), form | {"shown": ""} | fields(page))
    assert client.post(address(failed), form | fields(page) | {"shown": shown_in(preview)}).status_code == 302
    assert "A LONG COMMENT" not in client.get(address(failed)).content.decode().partition("isn’t saved yet")[2]


def test_a_form_from_before_the_latest_sign_in_comes_back_and_changes_nothing(failed: Attempt, olive: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(olive)
    sent = {"answer-2-marks": "2", "answer-2-comment": "MY WORDS", "reason": "WHY", "shown": "x"}
    refused = browser.post(address(failed), sent)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert all(words in page for words in ("MY WORDS", "WHY", "you opened this page before you last signed in"))
    assert not Regrade.objects.exists()


def test_the_page_asks_as_much_after_many_markings_as_after_one(admin: Client, failed: Attempt, mary: Person) -> None:
    counts = []
    for number in range(4):
        given = {2: rules.Given(Decimal(number % 3), f"Time {number}")}
        mark_again(attempt=failed, given=given, reason=SLIP, by=mary, at=THEN)
        admin.get(address(failed))
        with CaptureQueriesContext(connection) as asked:
            admin.get(address(failed))
        counts.append(len(asked))
    assert len(set(counts)) == 1
    let_the_worker_work()
