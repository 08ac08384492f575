"""What may go wrong in the middle of a quiz, and how it ends when it isn't passed. Nothing is ever lost quietly."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from core import clock
from learning.quizzes.models import Attempt
from people.models import Person
from tests.journeys.browsing import end_the_session, heading, sign_in
from tests.journeys.conftest import Visit
from tests.journeys.quiz import choose, chosen, save, words_of
from tests.journeys.staff import answer_all, answers_of, begin_quiz, colleague_of, right, wrong

pytestmark = pytest.mark.browser


@pytest.fixture
def learner(partnership: None) -> Person:
    return colleague_of("learner")


@pytest.fixture
def attempt(learner: Person) -> Attempt:
    return begin_quiz(learner)


def response_to(attempt: Attempt, position: int) -> Any:
    """Return the option ids that are stored, sorted: they are sent in the order of the page."""
    stored = attempt.answers.get(position=position).response
    return None if stored is None else sorted(stored)


def test_a_quiz_not_passed_explains_its_answers_and_says_when_to_try_again(
    visit: Visit, learner: Person, attempt: Attempt, script: bool
) -> None:
    answer_all(attempt, rightly=False)
    page = visit(who=learner, script=script)
    page.goto(f"/attempts/{attempt.pk}/")
    page.get_by_role("button", name="Submit your answers").click()
    expect(heading(page)).to_have_text("You haven't passed this time")
    main = page.get_by_role("main")
    expect(main).to_contain_text("You got 0 of 10 marks, 0%. The pass mark is 80%.")
    expect(main.get_by_text("Not right", exact=True)).to_have_count(10)
    for answer in answers_of(attempt):
        section = page.locator(f"#question-{answer.position}")
        for words in words_of(answer, [*right(answer), *wrong(answer)]):
            expect(section).to_contain_text(words)
    expect(main).to_contain_text(re.compile(r"You can (try|take|start|begin).* from \d\d:\d\d"))
    page.get_by_role("link", name="Back to the course").last.click()
    expect(page.get_by_role("main")).to_contain_text("You can take the quiz again from")
    expect(page.get_by_role("button", name="Take the quiz")).to_have_count(0)


def test_a_sign_in_that_runs_out_in_the_middle_loses_nothing(
    visit: Visit, learner: Person, attempt: Attempt, script: bool
) -> None:
    page = visit(who=learner, script=script)
    first, second = answers_of(attempt)[:2]
    page.goto(f"/attempts/{attempt.pk}/1/")
    choose(page, right(first))
    save(page)
    expect(page).to_have_url(re.compile("/2/$"))
    choose(page, wrong(second))
    end_the_session(page.context)
    save(page)
    expect(heading(page)).to_have_text("Sign in")
    sign_in(page, learner)
    expect(page).to_have_url(re.compile(f"/attempts/{attempt.pk}/2/$"))
    expect(page.get_by_role("heading", name="This answer isn't saved yet")).to_be_visible()
    assert chosen(page) == wrong(second)
    assert response_to(attempt, 2) is None
    save(page)
    expect(page).to_have_url(re.compile("/3/$"))
    assert response_to(attempt, 1) == right(first)
    assert response_to(attempt, 2) == wrong(second)


def test_somebody_who_leaves_goes_on_where_they_were(
    visit: Visit, learner: Person, attempt: Attempt, script: bool
) -> None:
    page = visit(who=learner, script=script)
    page.goto(f"/attempts/{attempt.pk}/")
    choose(page, right(answers_of(attempt)[0]))
    save(page)
    page.goto("/my-learning/")
    page.get_by_role("region", name="In progress").get_by_role("link").first.click()
    page.get_by_role("button", name="Go on with the quiz").click()
    expect(page).to_have_url(re.compile(f"/attempts/{attempt.pk}/2/$"))


def test_an_old_tab_is_refused_visibly_with_its_answer_kept(
    visit: Visit, learner: Person, attempt: Attempt, script: bool
) -> None:
    first = answers_of(attempt)[0]
    old = visit(who=learner, script=script)
    new = old.context.new_page()
    for tab in (old, new):
        tab.goto(f"/attempts/{attempt.pk}/1/")
    choose(new, right(first))
    save(new)
    expect(new).to_have_url(re.compile("/2/$"))
    choose(old, wrong(first))
    save(old)
    banner = old.get_by_role("alert")
    expect(banner).to_contain_text("This answer isn't saved")
    for words in words_of(first, right(first)):
        expect(banner).to_contain_text(words)
    assert chosen(old) == wrong(first)
    assert response_to(attempt, 1) == right(first)
    save(old)
    expect(old).to_have_url(re.compile("/2/$"))
    assert response_to(attempt, 1) == wrong(first)


def test_an_answer_sent_after_the_quiz_was_submitted_changes_nothing(
    visit: Visit, learner: Person, attempt: Attempt, script: bool
) -> None:
    page = visit(who=learner, script=script)
    page.goto(f"/attempts/{attempt.pk}/1/")
    answer_all(attempt, rightly=True)
    other = page.context.new_page()
    other.goto(f"/attempts/{attempt.pk}/check/")
    other.get_by_role("button", name="Submit your answers").click()
    expect(heading(other)).to_have_text("You passed")
    choose(page, wrong(answers_of(attempt)[0]))
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("This answer can't be changed any more")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at is not None and attempt.submitted_at <= clock.now()) == ("passed", True)
    assert response_to(attempt, 1) == right(answers_of(attempt)[0])
