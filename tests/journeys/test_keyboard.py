"""The learner's whole way by keyboard alone: signing in, a course, its quiz."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from learning.quizzes.models import Attempt
from people.demo import PASSWORD
from tests.journeys.browsing import heading
from tests.journeys.conftest import Visit
from tests.journeys.staff import answers_of, colleague_of, right

pytestmark = pytest.mark.browser
FARTHEST = 60  # presses of Tab: farther than that nobody goes


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus, and see that it shows."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            assert wanted.evaluate("one => one.matches(':focus-visible')")
            return
    raise AssertionError(f"{wanted} isn't reached by Tab; the focus is on {focused(page)}")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))


def skip_to_main(page: Page) -> None:
    """Take the skip link, which is the first thing on every page."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    """Go to a button or link of the main part, press Enter, and wait for where it leads."""
    main = page.get_by_role("main")
    wanted = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, ids: list[str]) -> None:
    """Choose options as a keyboard does: Space on a box; arrows within radio buttons, of which Tab reaches only one."""
    boxes = page.locator("input[name=answer]")
    if boxes.first.get_attribute("type") == "checkbox":
        for identity in [one.get_attribute("value") for one in boxes.all()]:
            if identity in ids:
                tab_to(page, page.locator(f"input[value='{identity}']"))
                page.keyboard.press("Space")
        return
    tab_to(page, boxes.first)
    page.keyboard.press("Space")
    for _ in range([one.get_attribute("value") for one in boxes.all()].index(ids[0])):
        page.keyboard.press("ArrowDown")
    expect(page.locator(f"input[value='{ids[0]}']")).to_be_checked()


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
