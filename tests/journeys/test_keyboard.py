"""The learner's whole way by keyboard alone: signing in, a course, its quiz."""

import re

import pytest
from playwright.sync_api import expect

from learning.quizzes.models import Attempt
from people.demo import PASSWORD
from tests.journeys.browsing import heading
from tests.journeys.conftest import Visit
from tests.journeys.keyboard import choose, press, skip_to_main, tab_to
from tests.journeys.staff import answers_of, colleague_of, right

pytestmark = pytest.mark.browser


def test_a_course_and_its_quiz_are_done_by_keyboard_alone(visit: Visit, script: bool, partnership: None) -> None:
    learner = colleague_of("learner")
    page = visit(script=script)
    page.goto("/my-learning/")
    skip_to_main(page)
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(str(learner.email))
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("My learning")

    skip_to_main(page)
    press(page, "Safeguarding children: refresher")
    skip_to_main(page)
    press(page, "Start the course")
    for _ in range(4):
        skip_to_main(page)
        press(page, "Mark as done and continue")
    skip_to_main(page)
    press(page, "Take the quiz")
    for answer in answers_of(Attempt.objects.get(person=learner)):
        expect(page).to_have_title(re.compile(f"^Question {answer.position} of "))
        skip_to_main(page)
        choose(page, right(answer))
        press(page, "Save and continue")
    skip_to_main(page)
    press(page, "Submit your answers")
    expect(heading(page)).to_have_text("You passed")


def test_the_menu_on_a_phone_opens_and_closes_by_keyboard(visit: Visit, script: bool) -> None:
    page = visit(script=script, width=320)
    page.goto("/")
    search = page.get_by_role("banner").get_by_role("searchbox")
    expect(search).to_be_hidden()
    tab_to(page, page.get_by_role("button", name="Menu"))
    page.keyboard.press("Enter")
    expect(search).to_be_visible()
    tab_to(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Briefings"))
    page.keyboard.press("Escape")
    expect(search).to_be_hidden()
