"""A quiz taken without signing in: it lives in the browser's session, and nothing of it is a row."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from core.models import AuditEntry, Embargo, SiteImage
from core.queries import file_readable_by
from home.models import HomePage
from learning.lessons.models import OpenTo, QuizPage
from learning.quizzes.models import Answer, Attempt, Category, Quiz, QuizDraw
from people.models import Person
from tests.integration.learning.lessons.alone import answer_both, ask_too, make_page, right, start, wrong
from tests.integration.learning.making import make_question, make_quiz
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz_page(home_page: HomePage) -> QuizPage:
    return make_page(home_page)


class TestAVisitor:
    def test_the_page_sets_no_cookie_and_may_be_kept_until_start_is_pressed(self, quiz_page: QuizPage) -> None:
        client = Client()
        response = client.get(quiz_page.url)
        assert response.status_code == 200
        assert "Start the quiz" in response.content.decode()
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()
        assert start(client, quiz_page).cookies

    def test_takes_the_quiz_to_its_result_and_nothing_of_it_is_a_row(self, quiz_page: QuizPage) -> None:
        client, before = Client(), AuditEntry.objects.count()
        result = answer_both(client, quiz_page)
        body = client.get(result).content.decode()
        assert "You passed" in body
        assert "2 of 2 marks" in body
        assert "close this browser" in body
        assert not Attempt.objects.exists()
        assert not Answer.objects.exists()
        assert AuditEntry.objects.count() == before

    def test_forms_work_with_the_token_that_every_form_has(self, quiz_page: QuizPage) -> None:
        client = Client(enforce_csrf_checks=True)
        url = start(client, quiz_page)["Location"]
        body = client.get(url).content.decode()
        assert client.post(url, {"answer": right(body)}).status_code == 403
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', body)
        assert token
        sent = {"answer": right(body), "revision": 0, "csrfmiddlewaretoken": token[1]}
        assert client.post(url, sent)["Location"].endswith("/2/")

    def test_an_answer_changed_from_the_page_that_checks_them_leads_back_there(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        sent = {"answer": right(client.get(url).content.decode()), "revision": 0, "go": "check"}
        assert client.post(url, sent)["Location"].endswith("/check/")

    def test_the_session_ends_with_the_browser(self, quiz_page: QuizPage) -> None:
        client = Client()
        cookie = start(client, quiz_page).cookies["sessionid"]
        assert cookie["expires"] == cookie["max-age"] == ""

    def test_which_answer_is_right_is_not_in_the_browser_before_it_may_be_shown(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        body = client.get(url).content.decode()
        assert "Because." not in body
        assert "correct" not in re.sub(r"<head.*?</head>", "", body, flags=re.DOTALL)
        with pytest.raises(signing.BadSignature):
            signing.loads(client.cookies["sessionid"].value, salt="django.contrib.sessions.backends.signed_cookies")

    def test_another_browser_has_nothing_of_it_and_is_told_where_to_begin(self, quiz_page: QuizPage) -> None:
        url = start(Client(), quiz_page)["Location"]
        for other in (url, f"/quizzes/{quiz_page.pk}/check/", f"/quizzes/{quiz_page.pk}/result/"):
            response = Client().get(other)
            assert response.status_code == 404
            assert "There is no attempt in this browser" in response.content.decode()
            assert f'href="{quiz_page.url}"' in response.content.decode()
            assert Client().post(other).status_code in (404, 405)
        assert Client().get("/quizzes/999999/1/").status_code == 404

    @pytest.mark.parametrize("place", ["1/", "check/", "result/", "start/"])
    def test_a_number_that_no_page_can_have_is_no_error(self, quiz_page: QuizPage, place: str) -> None:
        address = f"/quizzes/{'9' * 40}/{place}"
        assert Client().get(address).status_code == 404
        assert Client().post(address).status_code in (404, 405)
        assert Client().get(f"/quizzes/{quiz_page.pk}/{'9' * 40}/").status_code == 404

    @pytest.mark.parametrize("position", [0, 3, 4000])
    def test_a_question_that_is_not_there_leads_to_where_one_was(self, quiz_page: QuizPage, position: int) -> None:
        client = Client()
        first = start(client, quiz_page)["Location"]
        assert client.get(f"/quizzes/{quiz_page.pk}/{position}/")["Location"] == first

    @pytest.mark.parametrize("kept", ["nonsense", [], {"answers": []}, None])
    def test_a_session_that_keeps_something_else_has_no_attempt(self, quiz_page: QuizPage, kept: Any) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        for whole in (kept, {str(quiz_page.pk): kept}):
            session = client.session
            session["quiz_visits"] = whole
            session.save()
            assert client.get(url).status_code == 404
            assert client.get(f"/quizzes/{quiz_page.pk}/result/").status_code == 404
        assert start(client, quiz_page)["Location"] == url
        assert client.get(url).status_code == 200

    def test_questions_that_are_not_there_any_more_are_no_attempt(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        session = client.session
        session["quiz_visits"][str(quiz_page.pk)]["answers"][0]["version"] = 999999
        session.save()
        assert client.get(url).status_code == 404
        assert client.get(start(client, quiz_page)["Location"]).status_code == 200

    def test_a_cookie_that_was_tampered_with_is_a_browser_that_has_nothing(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        client.cookies["sessionid"] = "tampered"
        assert client.get(url).status_code == 404
        assert start(client, quiz_page).status_code == 302

    def test_an_old_tab_does_not_overwrite_a_newer_answer_and_keeps_what_was_chosen(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        body = client.get(url).content.decode()
        client.post(url, {"answer": right(body), "revision": 0})
        response = client.post(url, {"answer": wrong(body), "revision": 0})
        assert response.status_code == 409
        shown = response.content.decode()
        assert "That answer is the one that is saved" in shown
        assert f'value="{wrong(body)}" checked' in shown
        assert client.post(url, {"answer": wrong(body), "revision": 1}).status_code == 302

    def test_the_same_answer_sent_twice_changes_nothing(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        body = client.get(url).content.decode()
        for _ in range(2):
            assert client.post(url, {"answer": right(body), "revision": 0}).status_code == 302

    def test_one_browser_keeps_five_quizzes_and_drops_the_oldest(
        self, quiz_page: QuizPage, home_page: HomePage
    ) -> None:
        client = Client()
        urls = [start(client, quiz_page)["Location"]]
        urls += [start(client, make_page(home_page, make_quiz(1), slug=f"n{n}"))["Location"] for n in range(5)]
        assert [client.get(url).status_code for url in urls] == [404, 200, 200, 200, 200, 200]

    def test_signing_in_keeps_the_visit_and_signing_out_ends_it(self, quiz_page: QuizPage, person: Person) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        client.force_login(person)
        assert client.get(url).status_code == 200
        client.logout()
        assert client.get(url).status_code == 404

    def test_pressing_start_again_goes_on_and_after_the_result_begins_anew(self, quiz_page: QuizPage) -> None:
        client = Client()
        first = start(client, quiz_page)["Location"]
        client.post(first, {"answer": right(client.get(first).content.decode()), "revision": 0})
        assert start(client, quiz_page)["Location"].endswith("/2/")
        client.post(f"/quizzes/{quiz_page.pk}/check/")
        assert start(client, quiz_page)["Location"].endswith("/1/")

    def test_a_submitted_visit_is_not_changed_any_more(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        chosen = right(client.get(url).content.decode())
        result = client.post(f"/quizzes/{quiz_page.pk}/check/")["Location"]
        assert client.post(url, {"answer": chosen})["Location"] == result
        assert "0 of 2 marks" in client.get(result).content.decode()

    def test_feedback_after_each_question_makes_an_answer_stand(self, home_page: HomePage) -> None:
        quiz_page, client = make_page(home_page, make_quiz(2, feedback="each")), Client()
        url = start(client, quiz_page)["Location"]
        body = client.get(url).content.decode()
        assert client.post(url, {"answer": wrong(body), "revision": 0})["Location"] == url
        assert "Because." in client.get(url).content.decode()
        response = client.post(url, {"answer": right(body), "revision": 1})
        assert response.status_code == 409
        assert "Its feedback has been shown, so the answer stands." in response.content.decode()

    def test_an_answer_that_cannot_be_used_is_said_by_the_question(self, quiz_page: QuizPage) -> None:
        client = Client()
        response = client.post(start(client, quiz_page)["Location"], {"answer": "nonsense", "revision": 0})
        assert "There is a problem" in response.content.decode()
        assert "Choose from the options shown" in response.content.decode()

    def test_essays_are_left_out_and_the_page_says_so(self, home_page: HomePage) -> None:
        quiz = make_quiz(1)
        ask_too(quiz, make_question_of("essay"))
        quiz_page, client = make_page(home_page, quiz), Client()
        body = client.get(quiz_page.url).content.decode()
        assert "Up to 2 questions" in body
        assert "asked only of people who" in body
        url = start(client, quiz_page)["Location"]
        assert "Question 1 of 1" in client.get(url).content.decode()

    def test_a_quiz_of_essays_alone_asks_for_a_sign_in(self, home_page: HomePage) -> None:
        quiz = make_quiz(0)
        ask_too(quiz, make_question_of("essay"))
        response = start(Client(), make_page(home_page, quiz))
        assert response.status_code == 409
        assert "so it needs a sign-in" in response.content.decode()

    @pytest.mark.parametrize("kind", [kind for kind in ROWS if kind != "essay"])
    def test_nothing_says_what_is_right_before_it_may_be_shown(self, home_page: HomePage, kind: str) -> None:
        quiz, client = make_quiz(0), Client()
        ask_too(quiz, make_question_of(kind))
        url = start(client, make_page(home_page, quiz))["Location"]
        for shown in (url, url.replace("/1/", "/check/")):
            body = client.get(shown).content.decode()
            assert 'href=""' not in body
            for secret in ("EXPLANATION", "FEEDBACK", "ACCEPTED-ANSWER", "KNOWN-MISTAKE", "SOURCE", "GUIDANCE"):
                assert secret not in body
        assert client.get(url.replace("/1/", "/result/"))["Location"] == url

    @pytest.mark.indexed
    def test_a_picture_is_shown_to_them_as_long_as_an_open_quiz_asks_it(self, home_page: HomePage) -> None:
        image = SiteImage.objects.create(title="Drawing", file=get_test_image_file())
        asked, drawn = (make_question(image=image, image_alt="A child's drawing") for _ in range(2))
        quiz = make_quiz(0)
        ask_too(quiz, asked)
        quiz_page = make_page(home_page, quiz, open_to=OpenTo.SIGNED_IN)
        assert not file_readable_by(AnonymousUser(), image)
        quiz_page.open_to = OpenTo.ANYONE
        quiz_page.save()
        assert file_readable_by(AnonymousUser(), image)
        quiz_page.unpublish()
        assert not file_readable_by(AnonymousUser(), image)
        top = Category.objects.create(code="TOP", title="Top")
        Category.objects.filter(pk=drawn.category_id).update(parent=top)
        make_page(home_page, make_quiz(0, draws=[QuizDraw(category=top)]), slug="drawn")
        assert file_readable_by(AnonymousUser(), image)

    def test_a_question_edited_meanwhile_is_asked_and_marked_as_it_was(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        before = client.get(url).content.decode()
        for row in quiz_page.quiz.fixed_questions.all():
            row.question.stem = "<p>Rewritten?</p>"
            row.question.save_revision().publish()
        assert "Rewritten?" not in client.get(url).content.decode()
        assert right(before) == right(client.get(url).content.decode())

    def test_a_page_for_signed_in_people_asks_for_a_sign_in(self, home_page: HomePage) -> None:
        quiz_page = make_page(home_page, open_to=OpenTo.SIGNED_IN)
        assert "Sign in to start" in Client().get(quiz_page.url).content.decode()
        response = start(Client(), quiz_page)
        assert response["Location"] == f"/account/login/?next={quiz_page.url}"
        assert not response.cookies

    def test_a_shut_quiz_says_when_it_opens_or_that_it_closed(self, home_page: HomePage) -> None:
        past = timezone.now() - timedelta(days=1)
        quiz_page = make_page(home_page, make_quiz(1, available_to=past))
        response = start(Client(), quiz_page)
        assert response.status_code == 409
        assert "This quiz closed at" in response.content.decode()

    @pytest.mark.parametrize(
        ("field", "days", "said"),
        [("available_to", -1, "This quiz closed at"), ("available_from", 1, "This quiz opens at")],
    )
    def test_the_page_of_a_shut_quiz_says_so_and_offers_no_start(
        self, home_page: HomePage, field: str, days: int, said: str
    ) -> None:
        page = make_page(home_page, make_quiz(1, **{field: timezone.now() + timedelta(days=days)}))
        response = Client().get(page.url)
        assert said in response.content.decode()
        assert "Start the quiz" not in response.content.decode()
        assert "It can be begun" not in response.content.decode()
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_a_kept_page_ends_when_its_quiz_closes(self, home_page: HomePage) -> None:
        closing = timezone.now() + timedelta(seconds=20)
        page = make_page(home_page, make_quiz(1, available_to=closing, available_from=closing - timedelta(days=2)))
        caches["pages"].clear()
        assert "It can be begun from" in Client().get(page.url).content.decode()
        (key,) = caches["pages"]._cache  # type: ignore[attr-defined]
        assert caches["pages"].get(key.split(":", 2)[2]).until == pytest.approx(closing.timestamp())

    def test_whoever_has_begun_goes_on_though_it_shuts(self, home_page: HomePage) -> None:
        client, quiz = Client(), make_quiz(1)
        page = make_page(home_page, quiz)
        url = start(client, page)["Location"]
        Quiz.objects.filter(pk=quiz.pk).update(available_to=timezone.now() - timedelta(days=1))
        assert "Start the quiz" in client.get(page.url).content.decode()
        assert start(client, page)["Location"] == url
        assert "Start the quiz" not in Client().get(page.url).content.decode()

    def test_a_page_that_is_not_live_or_not_a_quiz_is_not_there(self, quiz_page: QuizPage, home_page: HomePage) -> None:
        assert Client().post(f"/quizzes/{home_page.pk}/start/").status_code == 404
        quiz_page.unpublish()
        assert start(Client(), quiz_page).status_code == 404

    def test_once_the_page_is_not_to_be_read_what_was_begun_is_gone(self, quiz_page: QuizPage) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        embargo = Embargo.objects.create(page=quiz_page, until=timezone.now() + timedelta(days=1))
        response = client.get(url)
        assert response.status_code == 404
        assert quiz_page.title not in response.content.decode()
        embargo.delete()
        assert client.get(url).status_code == 200
        quiz_page.unpublish()
        assert client.get(url).status_code == 404

    def test_a_quiz_changed_or_taken_back_meanwhile_is_finished_on_the_terms_it_began_with(
        self, quiz_page: QuizPage
    ) -> None:
        client = Client()
        url = start(client, quiz_page)["Location"]
        quiz = quiz_page.quiz
        quiz.pass_mark, quiz.title = 0, "Renamed"
        quiz.save_revision().publish()
        quiz.unpublish()
        assert "Renamed" not in client.get(url).content.decode()
        result = client.post(f"/quizzes/{quiz_page.pk}/check/")["Location"]
        assert "The pass mark is 80%" in client.get(result).content.decode()
        assert "This quiz isn&#x27;t open at the moment." in start(client, quiz_page).content.decode()


def test_one_address_begins_only_so_many_visits_and_goes_on_with_what_it_began(
    quiz_page: QuizPage, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"quiz_visit": "2/m/ip"}
    one, other, third = Client(), Client(), Client()
    for client in (one, one, other):  # one's second start goes on with the first
        assert start(client, quiz_page).status_code == 302
    refused = start(third, quiz_page)
    assert refused.status_code == 429
    assert "Please wait a little" in refused.content.decode()
    assert "sessionid" not in refused.cookies
    assert start(one, quiz_page).status_code == 302
    assert start(Client(REMOTE_ADDR="192.0.2.7"), quiz_page).status_code == 302


def test_a_hall_full_of_people_behind_one_address_begin_together(quiz_page: QuizPage) -> None:
    assert {start(Client(), quiz_page).status_code for _ in range(150)} == {302}
