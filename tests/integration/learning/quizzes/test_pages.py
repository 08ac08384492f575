"""Taking a quiz in a browser, without scripts."""

import re
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from core import kept_pages
from core.models import SiteImage
from learning.quizzes.actions import submit_attempt
from learning.quizzes.models import Attempt
from people.models import Person
from tests.factories import make_person
from tests.integration.learning.quizzes.bank import (
    NOW,
    answer_all,
    begin,
    make_bank,
    make_question,
    make_quiz,
    right,
    wrong,
)
from tests.integration.learning.quizzes.browser import chosen, post, row, text_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def attempt(person: Person) -> Attempt:
    return begin(person)


class TestQuestion:
    def test_it_shows_the_scenario_the_question_and_where_one_is(self, signed_in: Client, attempt: Attempt) -> None:
        response = signed_in.get(url(attempt, 1))
        version = row(attempt).version
        assert "Question 1 of 3" in text_of(response)
        assert re.search(r"<h1[^>]*>Question \d+\?</h1>", response.content.decode())
        for option in version.options:
            assert option["text"] in text_of(response)

    def test_an_answer_is_saved_before_the_next_question_is_shown(self, signed_in: Client, attempt: Attempt) -> None:
        response = post(signed_in, attempt, 1, right(row(attempt)))
        assert (response.status_code, response.url) == (302, url(attempt, 2))
        assert row(attempt).response == right(row(attempt))

    def test_the_last_answer_leads_to_the_page_to_check_them(self, signed_in: Client, attempt: Attempt) -> None:
        assert post(signed_in, attempt, 3, right(row(attempt, 3))).url == url(attempt, "check")

    def test_going_back_shows_what_was_saved_and_lets_it_be_changed(self, signed_in: Client, attempt: Attempt) -> None:
        post(signed_in, attempt, 1, wrong(row(attempt)))
        page = signed_in.get(url(attempt, 1))
        assert "no-store" in page["Cache-Control"]  # Back asks again, and so gets the newest revision number
        assert chosen(page) == wrong(row(attempt))
        post(signed_in, attempt, 1, right(row(attempt)), revision=1)
        assert row(attempt).response == right(row(attempt))

    def test_choosing_nothing_is_said_and_nothing_is_saved(self, signed_in: Client, attempt: Attempt) -> None:
        page = signed_in.post(url(attempt, 1), {"revision": 0})
        assert page.status_code == 200
        assert "There is a problem" in text_of(page)
        assert 'href="#id_answer_0"' in page.content.decode()
        assert 'id="id_answer_0"' in page.content.decode()
        assert "<title>Error:" in page.content.decode()
        assert row(attempt).response is None

    def test_what_is_kept_of_a_question_is_nobodys_answer(self, signed_in: Client, attempt: Attempt) -> None:
        other = begin(make_person(), attempt.quiz)
        mine = row(attempt)
        theirs = other.answers.get(question=mine.question_id)
        other.answers.filter(pk=theirs.pk).update(option_order=mine.option_order)
        assert chosen(signed_in.get(url(attempt, 1))) == []
        post(signed_in, attempt, 1, wrong(mine))
        assert chosen(signed_in.get(url(attempt, 1))) == wrong(mine)
        client = Client()
        client.force_login(other.person)
        page = client.get(url(other, theirs.position))
        assert mine.version.options[0]["text"] in text_of(page)
        assert chosen(page) == []
        assert str(attempt.pk) not in page.content.decode()

    def test_several_answers_to_multiple_choice(self, signed_in: Client, person: Person) -> None:
        options = [("A", True), ("B", True), ("C", False)]
        attempt = begin(person, make_quiz(fixed=[make_question(type="multiple", options=options)]))
        assert signed_in.get(url(attempt, 1)).content.decode().count('type="checkbox"') == 3
        post(signed_in, attempt, 1, right(row(attempt)))
        assert set(row(attempt).response) == set(right(row(attempt)))

    @pytest.mark.parametrize("place", [0, 4, 99])
    def test_a_question_that_there_is_not(self, signed_in: Client, attempt: Attempt, place: int) -> None:
        assert signed_in.get(f"/attempts/{attempt.pk}/{place}/").status_code == 404
        assert signed_in.post(f"/attempts/{attempt.pk}/{place}/", {"answer": "1", "revision": 0}).status_code == 404


class TestTwoTabs:
    def test_a_stale_write_is_refused_with_both_answers_shown(self, signed_in: Client, attempt: Attempt) -> None:
        stored, typed = right(row(attempt)), wrong(row(attempt))
        post(signed_in, attempt, 1, stored)
        page = post(signed_in, attempt, 1, typed)
        words = {option["id"]: option["text"] for option in row(attempt).version.options}
        assert page.status_code == 409
        assert "This answer isn't saved" in text_of(page)
        assert words[stored[0]] in text_of(page).split("What you chose")[0]
        assert chosen(page) == typed
        assert row(attempt).response == stored

    def test_the_page_that_refused_saves_when_sent_again(self, signed_in: Client, attempt: Attempt) -> None:
        post(signed_in, attempt, 1, right(row(attempt)))
        page = post(signed_in, attempt, 1, wrong(row(attempt)))
        revision = re.search(r'name="revision" value="(\d+)"', page.content.decode())
        assert revision
        assert post(signed_in, attempt, 1, chosen(page), int(revision[1])).status_code == 302
        assert row(attempt).response == wrong(row(attempt))

    def test_the_same_post_twice_is_one_answer(self, signed_in: Client, attempt: Attempt) -> None:
        for _ in range(2):
            assert post(signed_in, attempt, 1, right(row(attempt))).status_code == 302
        assert row(attempt).revision == 1

    def test_a_tab_left_open_past_submission_is_told(self, signed_in: Client, attempt: Attempt, person: Person) -> None:
        answer_all(attempt)
        submit_attempt(attempt=attempt, by=person, at=NOW)
        page = post(signed_in, attempt, 1, wrong(row(attempt)), revision=1)
        assert page.status_code == 409
        assert "marked without it" in text_of(page)
        assert row(attempt).response == right(row(attempt))

    @pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40, "²"])
    def test_a_revision_that_makes_no_sense_is_stale(self, signed_in: Client, attempt: Attempt, revision: str) -> None:
        page = signed_in.post(url(attempt, 1), {"answer": right(row(attempt)), "revision": revision})
        assert page.status_code == 409
        assert row(attempt).response is None


class TestNothingIsLetOut:
    def hints(self, response: Any) -> list[str]:
        return re.findall(r"EXPLANATION|FEEDBACK|[Rr]ight answer|status--good", response.content.decode())

    @pytest.mark.parametrize("feedback", ["each", "end", "never"])
    def test_no_page_before_submission_tells_what_is_right(
        self, signed_in: Client, person: Person, feedback: str
    ) -> None:
        attempt = begin(person, make_quiz(fixed=make_bank(2)[1], feedback=feedback))
        pages = [signed_in.get(url(attempt, place)) for place in (1, 2, "check")]
        pages.append(signed_in.post(url(attempt, 1), {"revision": 0}))
        pages.append(signed_in.post(url(attempt, 1), {"answer": right(row(attempt)), "revision": 5}))
        assert [self.hints(page) for page in pages] == [[]] * 5

    @pytest.mark.parametrize("place", [1, 2, 3, "check"])
    def test_a_page_that_is_kept_reads_as_one_that_is_drawn_for_one_reader(
        self, signed_in: Client, attempt: Attempt, place: int | str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post(signed_in, attempt, 2, right(row(attempt, 2)))

        def read() -> str:
            return re.sub(r'value="\w{64}"', "", signed_in.get(url(attempt, place)).content.decode())

        first, kept = read(), read()
        monkeypatch.setattr(kept_pages, "get_messages", lambda request: True)  # has each drawn alone
        assert first == kept == read()

    def test_the_page_is_the_same_whichever_option_is_right(self, signed_in: Client, person: Person) -> None:
        def drawn(right_one: int) -> str:
            options = [(name, place == right_one) for place, name in enumerate("ABC")]
            question = make_question(stem="<p>Which?</p>", options=options)
            quiz = make_quiz(fixed=[question], title="Quiz", shuffle_options=False)
            page = signed_in.get(url(begin(person, quiz), 1)).content.decode()
            return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"\w{64}\"|\?v=\d+", "", page)

        assert drawn(0) == drawn(1) == drawn(2)

    def test_with_feedback_after_each_it_is_shown_once_the_answer_stands(
        self, signed_in: Client, person: Person
    ) -> None:
        attempt = begin(person, make_quiz(fixed=make_bank(2)[1], feedback="each"))
        response = post(signed_in, attempt, 1, wrong(row(attempt)))
        assert response.url == url(attempt, 1)
        page = signed_in.get(response.url)
        assert "EXPLANATION" in text_of(page)
        assert "Not right" in text_of(page)
        assert "<form" not in re.search(r"<main.*?</main>", page.content.decode(), re.DOTALL)[0]  # type: ignore[index]
        assert self.hints(signed_in.get(url(attempt, 2))) == []
        late = post(signed_in, attempt, 1, right(row(attempt)), revision=1)
        assert late.status_code == 409
        assert "the answer stands" in text_of(late)

    @pytest.mark.parametrize(("feedback", "told"), [("each", True), ("end", False), ("never", False)])
    def test_who_cannot_change_an_answer_afterwards_is_told_before_saving_it(
        self, signed_in: Client, person: Person, feedback: str, told: bool
    ) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question()], feedback=feedback))
        assert ("can’t be changed after that" in text_of(signed_in.get(url(attempt, 1)))) == told

    def test_never_means_never(self, signed_in: Client, person: Person) -> None:
        attempt = begin(person, make_quiz(fixed=make_bank(2)[1], feedback="never"))
        answer_all(attempt, wrong_at=[1])
        submit_attempt(attempt=attempt, by=person, at=NOW)
        page = signed_in.get(url(attempt))
        assert self.hints(page) == []
        assert "Question 1" not in text_of(page)
        assert "1 of 2 marks, 50%" in text_of(page)


class TestChecking:
    def test_it_lists_what_is_answered_and_what_is_not_with_links(self, signed_in: Client, attempt: Attempt) -> None:
        post(signed_in, attempt, 2, right(row(attempt, 2)))
        page = signed_in.get(url(attempt, "check"))
        words = next(option["text"] for option in row(attempt, 2).version.options if option["correct"])
        assert text_of(page).count("Not answered") == 2
        assert words in text_of(page)
        assert "2 questions have no answer" in text_of(page)
        for place in (1, 2, 3):
            assert f'href="../{place}/?go=check"' in page.content.decode()

    def test_an_answer_changed_from_there_leads_back_there_and_after_a_mistake_still(
        self, signed_in: Client, attempt: Attempt
    ) -> None:
        page = signed_in.get(url(attempt, "check")).content.decode()
        (link,) = re.findall(r'href="([^"]*/1/[^"]*)"', page)
        question = signed_in.get(urljoin(url(attempt, "check"), link)).content.decode()
        assert 'href="../check/">Leave it as it is' in question
        assert '<input type="hidden" name="go" value="check">' in question
        nothing_chosen = signed_in.post(url(attempt, 1), {"revision": 0, "go": "check"}).content.decode()
        assert '<input type="hidden" name="go" value="check">' in nothing_chosen
        sent = {"answer": right(row(attempt)), "revision": 0, "go": "check"}
        assert signed_in.post(url(attempt, 1), sent).url == url(attempt, "check")

    def test_submitting_twice_leads_to_the_one_result(self, signed_in: Client, attempt: Attempt) -> None:
        answer_all(attempt)
        for _ in range(2):
            assert signed_in.post(url(attempt, "check")).url == url(attempt)
        attempt.refresh_from_db()
        assert attempt.state == "passed"

    def test_the_address_of_the_attempt_goes_on_where_it_was_left(self, signed_in: Client, attempt: Attempt) -> None:
        assert signed_in.get(url(attempt)).url == url(attempt, 1)
        post(signed_in, attempt, 1, right(row(attempt)))
        other_device = Client()
        other_device.force_login(attempt.person)
        assert other_device.get(url(attempt)).url == url(attempt, 2)
        answer_all(attempt)
        assert signed_in.get(url(attempt)).url == url(attempt, "check")

    def test_looking_changes_nothing(self, signed_in: Client, attempt: Attempt) -> None:
        signed_in.get(url(attempt, "check"))
        signed_in.head(url(attempt, "check"))
        attempt.refresh_from_db()
        assert attempt.is_open
        assert signed_in.post(url(attempt)).status_code == 405


class TestResult:
    def finish(self, person: Person, *, wrong_at: Any = (), questions: Any = None, **terms: Any) -> Attempt:
        quiz = make_quiz(fixed=questions or make_bank(4)[1], shuffle_questions=False, **terms)
        attempt = begin(person, quiz)
        answer_all(attempt, wrong_at=wrong_at)
        return submit_attempt(attempt=attempt, by=person, at=NOW)

    def test_a_pass_says_so_with_the_marks_and_the_quizs_own_words(self, signed_in: Client, person: Person) -> None:
        attempt = self.finish(person, wrong_at=[1], pass_mark=75, pass_text="<p>Well done indeed.</p>")
        page = text_of(signed_in.get(url(attempt)))
        assert "You passed" in page
        assert "3 of 4 marks, 75%. The pass mark is 75%." in page
        assert "Well done indeed." in page

    def test_every_question_comes_with_both_answers_and_the_reason(self, signed_in: Client, person: Person) -> None:
        attempt = self.finish(person, wrong_at=[1])
        page = text_of(signed_in.get(url(attempt)))
        options = {option["id"]: option for option in row(attempt).version.options}
        assert options[wrong(row(attempt))[0]]["text"] in page
        assert options[wrong(row(attempt))[0]]["feedback"] in page
        assert options[right(row(attempt))[0]]["text"] in page
        assert page.count("EXPLANATION") == 4

    def test_the_picture_that_was_asked_about_stands_beside_its_answer(self, signed_in: Client, person: Person) -> None:
        picture = SiteImage.objects.create(title="Chart", file=get_test_image_file())
        shown = 'alt="Where bruises are common"'
        for feedback in ("end", "each"):
            asked = make_question(image=picture, image_alt="Where bruises are common")
            attempt = begin(person, make_quiz(fixed=[asked], feedback=feedback))
            page = post(signed_in, attempt, 1, right(row(attempt)))
            if feedback == "each":
                assert shown in signed_in.get(page.url).content.decode()
            submit_attempt(attempt=attempt, by=person, at=NOW)
            assert shown in signed_in.get(url(attempt)).content.decode()

    def test_a_failure_says_when_one_may_try_again(
        self, signed_in: Client, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("core.clock.now", lambda: NOW)
        attempt = self.finish(person, wrong_at=[1, 2], attempts_allowed=3, waiting_hours=2400, fail_text="<p>Rest.</p>")
        page = text_of(signed_in.get(url(attempt)))
        assert "You haven't passed this time" in page
        assert "Rest." in page
        assert "You can try again from 09:30 on Sunday 28 February 2027: 2 attempts left." in page

    def test_a_failure_says_how_many_attempts_are_left(self, signed_in: Client, person: Person) -> None:
        attempt = self.finish(person, wrong_at=[1, 2], attempts_allowed=3)
        assert "You can try again: 2 attempts left" in text_of(signed_in.get(url(attempt)))

    @pytest.mark.parametrize(("feedback", "said"), [("end", "question 1"), ("never", "one of them wasn't")])
    def test_a_missed_must_pass_question_is_said_plainly(
        self, signed_in: Client, person: Person, feedback: str, said: str
    ) -> None:
        questions = [make_question(must_pass=True), *make_bank(4)[1]]
        attempt = self.finish(person, wrong_at=[1], questions=questions, feedback=feedback)
        page = text_of(signed_in.get(url(attempt)))
        assert "Your marks reach the pass mark, but" in page
        assert said in page

    def test_the_pages_of_a_finished_attempt_lead_to_its_result(self, signed_in: Client, person: Person) -> None:
        attempt = self.finish(person)
        for place in (1, "check"):
            assert signed_in.get(url(attempt, place)).url == url(attempt)


class TestQueries:
    """Beyond the session, its person and the stamp that every page reads."""

    def count(self, act: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        frame = ("SAVEPOINT", 'FROM "people_session"', 'FROM "people_person"', "FROM core_publicstamp")
        self.seen = [query["sql"] for query in captured if not any(words in query["sql"] for words in frame)]
        return len(self.seen)

    def test_a_question_takes_few(self, signed_in: Client, attempt: Attempt) -> None:
        signed_in.get(url(attempt, 1))  # the partnership's settings are kept from here on
        assert self.count(lambda: signed_in.get(url(attempt, 1))) <= 6
        assert self.count(lambda: post(signed_in, attempt, 1, right(row(attempt)))) <= 8

    @pytest.mark.parametrize("place", ["check", ""])
    def test_the_number_is_the_same_for_one_question_and_ten(
        self, signed_in: Client, person: Person, place: str
    ) -> None:
        counts = []
        for size in (1, 10):
            attempt = begin(person, make_quiz(fixed=make_bank(size)[1]))
            if not place:
                submit_attempt(attempt=attempt, by=person, at=NOW)
            signed_in.get(url(attempt, place))
            counts.append(self.count(lambda attempt=attempt: signed_in.get(url(attempt, place))))
        assert counts[0] == counts[1]
