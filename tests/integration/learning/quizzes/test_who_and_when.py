"""Who gets at an attempt, what happens to an answer sent signed out, and who sees a picture."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file

from core.models import SiteImage
from core.queries import file_readable_by
from learning.quizzes.models import Attempt
from people.models import Person, Session
from tests.factories import PASSWORD, make_person, make_team_member
from tests.integration.learning.quizzes.bank import answer_all, begin, make_question, make_quiz, right, wrong
from tests.integration.learning.quizzes.browser import chosen, post, row, text_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def attempt(person: Person) -> Attempt:
    return begin(person)


class TestSignedOut:
    def test_somebody_signed_out_is_asked_to_sign_in(self, client: Client, attempt: Attempt) -> None:
        for place in ("", 1, "check"):
            assert client.get(url(attempt, place)).url == f"/account/login/?next={url(attempt, place)}"

    def test_an_answer_sent_signed_out_is_kept_through_sign_in(
        self, client: Client, attempt: Attempt, person: Person
    ) -> None:
        typed = right(row(attempt, 2))
        response = post(client, attempt, 2, typed)
        assert response.url == f"/account/login/?next={url(attempt, 2)}"
        back = client.post(response.url, {"login": person.email, "password": PASSWORD})
        assert back.url == url(attempt, 2)
        page = client.get(back.url)
        assert "This answer isn't saved yet" in text_of(page)
        assert chosen(page) == typed
        assert row(attempt, 2).response is None  # only the person writes
        assert post(client, attempt, 2, typed).status_code == 302
        assert row(attempt, 2).response == typed
        assert "isn't saved yet" not in text_of(client.get(url(attempt, 2)))

    def test_what_was_saved_meanwhile_is_shown_beside_it(
        self, client: Client, attempt: Attempt, person: Person
    ) -> None:
        post(client, attempt, 1, wrong(row(attempt)))
        answer_all(attempt)
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        page = client.get(url(attempt, 1))
        assert chosen(page) == wrong(row(attempt))
        assert "What is saved at the moment" in text_of(page)

    def test_nobody_else_who_signs_in_sees_it(self, client: Client, attempt: Attempt) -> None:
        other = make_person()
        post(client, attempt, 1, right(row(attempt)))
        client.post("/account/login/", {"login": other.email, "password": PASSWORD})
        assert client.get(url(attempt, 1)).status_code == 404

    def test_a_page_from_before_the_latest_sign_in_keeps_what_was_chosen(self, attempt: Attempt) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(attempt.person)
        page = post(client, attempt, 1, right(row(attempt)))
        assert page.status_code == 403
        assert "opened this page before you last signed in" in text_of(page)
        assert chosen(page) == right(row(attempt))
        assert row(attempt).response is None
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
        assert token
        data = {"answer": chosen(page), "revision": 0, "csrfmiddlewaretoken": token[1]}
        assert client.post(url(attempt, 1), data).status_code == 302
        assert row(attempt).response == right(row(attempt))

    def test_a_form_without_its_token_is_refused(self, attempt: Attempt) -> None:
        client = Client(enforce_csrf_checks=True)
        assert post(client, attempt, 1, right(row(attempt))).status_code == 403
        assert SESSION_KEY not in client.session


class TestSomebodyElse:
    @pytest.fixture
    def stranger(self) -> Client:
        client = Client()
        client.force_login(make_person())
        return client

    @pytest.mark.parametrize("place", ["", 1, "check"])
    def test_their_attempt_is_not_found(self, stranger: Client, attempt: Attempt, place: object) -> None:
        assert stranger.get(url(attempt, place)).status_code == 404
        if place:
            assert stranger.post(url(attempt, place), {"answer": right(row(attempt)), "revision": 0}).status_code == 404
        attempt.refresh_from_db()
        assert attempt.is_open
        assert row(attempt).response is None

    def test_not_even_by_the_team(self, client: Client, attempt: Attempt) -> None:
        client.force_login(make_team_member())
        assert client.get(url(attempt, 1)).status_code == 404


class TestPictures:
    @pytest.mark.indexed
    def test_a_published_questions_picture_is_seen_by_anybody_signed_in_and_nobody_else(
        self, person: Person, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):  # Wagtail's reference index is filled after the commit
            picture = SiteImage.objects.create(title="Bruise chart", file=get_test_image_file())
            draft = SiteImage.objects.create(title="Draft", file=get_test_image_file("draft.png"))
            make_question(image=picture, image_alt="A chart")
            make_question(image=draft, image_alt="A draft", publish=False)
        assert file_readable_by(person, picture)
        assert not file_readable_by(AnonymousUser(), picture)
        assert not file_readable_by(person, draft)

    def test_it_is_shown_with_its_words(self, signed_in: Client, person: Person) -> None:
        picture = SiteImage.objects.create(title="Chart", file=get_test_image_file())
        attempt = begin(person, make_quiz(fixed=[make_question(image=picture, image_alt="Where bruises are common")]))
        page = signed_in.get(url(attempt, 1)).content.decode()
        assert 'alt="Where bruises are common"' in page


def test_nobody_fills_the_database_with_answers_that_come_in_signed_out(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"kept_answer": "2/m/ip"}
    cache.clear()
    for _ in range(4):
        stranger = Client()
        for _ in range(3):
            assert stranger.post(f"/attempts/{uuid4()}/1/", {"answer": "x" * 50}).status_code == 302
    assert Session.objects.count() == 2
