"""At the desk: a question written in the admin, and an essay marked on a phone, without scripts, as a sign-in ends."""

import pytest
from playwright.sync_api import expect

from core import clock
from learning.quizzes import rules
from learning.quizzes.actions import save_answer, submit_attempt
from learning.quizzes.models import Attempt
from tests.journeys.browsing import end_the_session, sign_in
from tests.journeys.conftest import Visit
from tests.journeys.staff import answer_all, answers_of, begin_alone, colleague_of

pytestmark = pytest.mark.browser
WRITTEN = "a-worry-you-werent-sure-about"
COMMENT = "You say plainly what you saw. Say also whom you told, and on which day."


@pytest.fixture
def written(partnership: None) -> Attempt:
    """An attempt with an essay, submitted."""
    attempt = begin_alone(colleague_of("learner"), WRITTEN)
    answer_all(attempt, rightly=True)
    for row in answers_of(attempt):
        if rules.is_marked_by_hand(row.version.type):
            save_answer(
                attempt=attempt, position=row.position, response=["I told the lead."], revision=row.revision,
                by=attempt.person, at=clock.now(),
            )  # fmt: skip
    return submit_attempt(attempt=attempt, by=attempt.person, at=clock.now())


def test_a_questions_form_shows_what_its_type_has_and_what_is_in_it(visit: Visit, partnership: None) -> None:
    page = visit(who=colleague_of("team"))
    page.goto("/admin/snippets/quizzes/question/add/")
    page.get_by_role("button", name="Add Option").click()
    match, right = page.get_by_label("Goes with"), page.get_by_role("checkbox", name="Right")
    help_text = page.get_by_text("Two or more options to choose from")
    expect(right).to_be_visible()
    expect(match).to_be_hidden()
    expect(help_text).to_be_visible()
    page.get_by_label("Type", exact=False).select_option("matching")
    expect(match).to_be_visible()
    expect(right).to_be_hidden()
    expect(help_text).to_be_hidden()
    match.fill("Its answer")
    page.get_by_label("Type", exact=False).select_option("single")
    expect(match).to_be_visible()


def test_an_essay_is_marked_on_a_phone_without_scripts_though_the_sign_in_ends_meanwhile(
    visit: Visit, written: Attempt
) -> None:
    marker = colleague_of("team")
    page = visit(who=marker, script=False, width=320)
    page.goto("/admin/marking/")
    page.get_by_role("link", name=written.number).click()
    page.get_by_role("button", name="Take this attempt").click()
    page.get_by_label("Marks, from 0 to 5").fill("4")
    page.get_by_label("Comment").fill(COMMENT)
    end_the_session(page.context)
    page.get_by_role("button", name="Save and finish marking").click()
    sign_in(page, marker)
    expect(page.locator("body")).to_contain_text("What you typed isn’t saved yet")
    expect(page.get_by_label("Comment")).to_have_value(COMMENT)
    page.get_by_role("button", name="Save and finish marking").click()
    expect(page.locator("body")).to_contain_text(f"Attempt {written.number} is marked: passed.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_essays_are_marked_one_after_the_other_by_keyboard_without_a_way_through_the_menu(
    visit: Visit, written: Attempt
) -> None:
    page = visit(who=colleague_of("team"))
    page.goto("/admin/marking/#next")

    def press_next(name: str) -> None:
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(name)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    for _ in range(2):
        press_next("Mark the next")
        press_next("Take this attempt")
        page.keyboard.press("Tab")
        page.keyboard.type("3")
        page.keyboard.press("Tab")
        page.keyboard.type(COMMENT)
        press_next("Save and finish marking")
        expect(page.get_by_text("is marked:")).to_be_in_viewport()
