"""What a marker typed outlives the sign-in under which it was typed, and what isn't saved is said to be so."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file

from core.models import SiteImage
from learning.quizzes import rules
from learning.quizzes.actions import claim_attempt, save_answer, submit_attempt
from learning.quizzes.models import Attempt
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import NOW, begin, make_quiz
from tests.integration.learning.quizzes.every_type import make_question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
LATER = NOW + timedelta(days=3)
TYPED = {"action": "finish", "answer-1-marks": "1.5", "answer-1-comment": "A LONG COMMENT"}
NOT_SAVED = "What you typed isn’t saved yet"


@pytest.fixture
def marker() -> Person:
    return make_team_member(first_name="Mary", last_name="Marker")


@pytest.fixture
def attempt(marker: Person) -> Attempt:
    """An attempt with one essay, taken by the marker."""
    begun = begin(make_person(), make_quiz(fixed=[make_question_of(rules.ESSAY)]))
    save_answer(attempt=begun, position=1, response=["Words"], revision=0, by=begun.person, at=NOW)
    done = submit_attempt(attempt=begun, by=begun.person, at=NOW)
    return claim_attempt(attempt=done, by=marker, at=LATER)


def address(attempt: Attempt) -> str:
    return f"/admin/marking/{attempt.pk}/"


def test_a_comment_sent_signed_out_stands_on_the_page_after_signing_in(
    client: Client, marker: Person, attempt: Attempt
) -> None:
    asked_in = client.post(address(attempt), TYPED)
    assert asked_in.status_code == 302
    assert asked_in.url.endswith(f"/login/?next={address(attempt)}")
    assert not attempt.answers.exclude(marked_at=None).exists()
    client.force_login(marker)
    page = client.get(address(attempt)).content.decode()
    assert NOT_SAVED in page
    assert "A LONG COMMENT" in page
    assert 'value="1.5"' in page
    client.post(address(attempt), TYPED | {"action": "save"})
    again = client.get(address(attempt)).content.decode()
    assert NOT_SAVED not in again
    assert "A LONG COMMENT" in again


def test_what_was_typed_is_shown_to_nobody_who_may_not_mark_it(client: Client, attempt: Attempt) -> None:
    client.post(address(attempt), TYPED)
    client.force_login(attempt.person)
    assert "A LONG COMMENT" not in client.get(address(attempt), follow=True).content.decode()


def test_it_is_kept_for_that_attempt_alone(client: Client, marker: Person, attempt: Attempt) -> None:
    begun = begin(make_person(), attempt.quiz)
    save_answer(attempt=begun, position=1, response=["Words"], revision=0, by=begun.person, at=NOW)
    other = claim_attempt(attempt=submit_attempt(attempt=begun, by=begun.person, at=NOW), by=marker, at=LATER)
    client.post(address(attempt), TYPED)
    client.force_login(marker)
    assert "A LONG COMMENT" not in client.get(address(other)).content.decode()


def test_a_form_from_before_the_latest_sign_in_comes_back_with_the_comment_and_writes_nothing(
    marker: Person, attempt: Attempt
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(marker)
    refused = browser.post(address(attempt), TYPED)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "Nothing is saved yet: you opened this page before you last signed in" in page
    assert "A LONG COMMENT" in page
    assert not attempt.answers.exclude(marked_at=None).exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    assert browser.post(address(attempt), TYPED | {"csrfmiddlewaretoken": token[1]}).url == "/admin/marking/#next"
    assert attempt.answers.get().marked_by == marker


def test_a_form_without_a_token_from_nobody_keeps_nothing(attempt: Attempt) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(address(attempt), TYPED).status_code == 403
    assert not browser.session.items()


def test_marks_that_are_refused_are_said_at_the_head_of_the_page_too(
    client: Client, marker: Person, attempt: Attempt
) -> None:
    client.force_login(marker)
    page = client.post(address(attempt), TYPED | {"answer-1-marks": "99"}).content.decode()
    assert "Nothing is saved yet. Put right what is said at question 1." in page


def test_a_marker_sees_the_picture_that_was_asked_about(client: Client, marker: Person) -> None:
    picture = SiteImage.objects.create(title="Chart", file=get_test_image_file())
    essay = make_question_of(rules.ESSAY, image=picture, image_alt="Where bruises are common")
    begun = begin(make_person(), make_quiz(fixed=[essay]))
    save_answer(attempt=begun, position=1, response=["Words"], revision=0, by=begun.person, at=NOW)
    submit_attempt(attempt=begun, by=begun.person, at=NOW)
    client.force_login(marker)
    assert 'alt="Where bruises are common"' in client.get(address(begun)).content.decode()
