"""Quizzes on pages of their own: without a sign-in, and one in which somebody marks what was written."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from learning.lessons.models import QuizPage
from learning.quizzes import rules
from learning.quizzes.models import Attempt, QuestionVersion
from tests.integration.learning.quizzes.bank import let_the_worker_work
from tests.journeys import keyboard
from tests.journeys.browsing import heading
from tests.journeys.conftest import Visit
from tests.journeys.quiz import respond, save
from tests.journeys.staff import colleague_of

pytestmark = pytest.mark.browser
OPEN, WRITTEN = "reflecting-on-practice", "a-worry-you-werent-sure-about"
ESSAY = "I told nobody the first time. Now I would write it down and tell our lead the same morning."
COMMENT = "Telling somebody early is the whole of it. Thank you."


def asked_by(slug: str) -> list[QuestionVersion]:
    """Return what the quiz of a page asks, in its order."""
    fixed = QuizPage.objects.get(slug=slug).quiz.fixed_questions.order_by("sort_order")
    versions = {one.question_id: one for one in QuestionVersion.objects.latest_of(fixed.values("question"))}
    return [versions[row.question_id] for row in fixed]


def right(version: QuestionVersion) -> list[str]:
    return rules.right_response(version.type, version.options) or [ESSAY]


def answer(page: Page, versions: list[QuestionVersion]) -> None:
    """Answer every question rightly, and stop where the answers are checked."""
    for number, version in enumerate(versions, start=1):
        expect(page).to_have_title(re.compile(f"^Question {number} of {len(versions)}: "))
        respond(page, version.type, right(version))
        save(page)
    expect(heading(page)).to_have_text("Check your answers")


@pytest.mark.parametrize("width", [320, 1280])
def test_anybody_takes_an_open_quiz_and_nothing_of_it_is_kept(visit: Visit, script: bool, width: int) -> None:
    attempts, page = Attempt.objects.count(), visit(script=script, width=width)
    page.goto("/courses/")
    page.get_by_role("link", name="Reflecting on practice: what would you do?").click()
    expect(heading(page)).to_have_text("Reflecting on practice: what would you do?")
    assert page.context.cookies() == []
    page.get_by_role("button", name="Start the quiz").click()
    answer(page, [one for one in asked_by(OPEN) if one.type != rules.ESSAY])
    page.get_by_role("link", name="Change question 2").click()
    expect(page).to_have_title(re.compile("^Question 2 of "))
    page.go_back()
    page.get_by_role("button", name="Submit your answers").click()
    expect(heading(page)).to_have_text("You passed")
    expect(page.get_by_role("main")).to_contain_text("It is in nobody’s records.")
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
    result = page.url
    page.get_by_role("link", name="Back to the quiz").last.click()
    expect(page.get_by_role("button", name="Start the quiz")).to_be_visible()
    assert Attempt.objects.count() == attempts
    page.context.clear_cookies()
    page.goto(result)
    expect(heading(page)).to_have_text("There is no attempt in this browser")
    page.get_by_role("link", name="Go to the quiz").click()
    expect(page.get_by_role("button", name="Start the quiz")).to_be_visible()


def test_an_open_quiz_with_every_type_is_done_by_keyboard_alone(visit: Visit) -> None:
    page = visit(script=False, width=320)
    page.goto(f"/courses/{OPEN}/")
    keyboard.skip_to_main(page)
    keyboard.press(page, "Start the quiz")
    for version in [one for one in asked_by(OPEN) if one.type != rules.ESSAY]:
        keyboard.skip_to_main(page)
        keyboard.respond(page, version.type, right(version))
        keyboard.press(page, "Save and continue")
    keyboard.skip_to_main(page)
    keyboard.press(page, "Submit your answers")
    expect(heading(page)).to_have_text("You passed")


def test_what_somebody_wrote_is_marked_and_they_are_told(visit: Visit, script: bool) -> None:
    learner, marker = colleague_of("learner"), colleague_of("team")
    page = visit(who=learner, script=script)
    page.goto(f"/courses/{WRITTEN}/")
    page.get_by_role("button", name="Start the quiz").click()
    answer(page, asked_by(WRITTEN))
    page.get_by_role("button", name="Submit your answers").click()
    expect(heading(page)).to_have_text("Your answers are submitted")
    attempt = Attempt.objects.get(person=learner)
    page.goto("/my-learning/")
    waiting = page.get_by_role("region", name="In progress").get_by_role("listitem")
    expect(waiting).to_contain_text("Awaiting marking")

    desk = visit(who=marker)
    desk.goto("/admin/")
    desk.goto("/admin/marking/")
    desk.get_by_role("link", name=attempt.number).click()
    expect(desk.get_by_role("main")).to_contain_text(ESSAY)
    expect(desk.get_by_role("main")).not_to_contain_text(learner.last_name)
    desk.get_by_role("button", name="Take this attempt").click()
    desk.get_by_label("Marks, from 0 to 5").fill("9")
    desk.get_by_role("button", name="Save and finish marking").click()
    expect(desk.get_by_role("main")).to_contain_text("Give from 0 to 5 marks")
    desk.get_by_label("Marks, from 0 to 5").fill("4.5")
    desk.get_by_label("Comment").fill(COMMENT)
    desk.get_by_role("button", name="Save and finish marking").click()
    expect(desk.get_by_role("main")).to_contain_text(f"Attempt {attempt.number} is marked: passed.")

    let_the_worker_work()
    [letter] = [one for one in mail.outbox if one.to == [learner.email]]
    page.goto(f"/{letter.body.rstrip().split('/', 3)[3]}")
    expect(heading(page)).to_have_text("You passed")
    expect(page.get_by_role("main")).to_contain_text("8.5 of 9 marks")
    expect(page.get_by_role("main")).to_contain_text(COMMENT)
