"""From a refresher that falls due to a manager who sees that it is done."""

import re

import pytest
from playwright.sync_api import Page, expect

from learning.quizzes.models import Attempt
from learning.records.models import Certificate
from people.models import Person
from tests.journeys.browsing import heading, sign_in
from tests.journeys.conftest import Visit
from tests.journeys.quiz import choose, save
from tests.journeys.staff import answers_of, colleague_of, demo_person, right, wrong

pytestmark = pytest.mark.browser
REFRESHER = "Safeguarding children: refresher"


def do_the_lessons(page: Page) -> None:
    """Go through every lesson from the first, answering the first knowledge check that comes."""
    answered = False
    while page.get_by_role("button", name="Mark as done and continue").count():
        check = page.get_by_role("region", name="Check what you know")
        if not answered and check.count():
            answer_a_check(page)
            answered = True
        was = page.url.split("#")[0]
        page.get_by_role("button", name="Mark as done and continue").click()
        page.wait_for_url(lambda url, was=was: url.split("#")[0] != was)
    assert answered


def answer_a_check(page: Page) -> None:
    check = page.get_by_role("region", name="Check what you know").first
    expect(check).not_to_contain_text("Right answer")
    check.locator("input[type=radio], input[type=checkbox]").first.check()
    check.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("Your answer", exact=True)).to_be_visible()


def take_the_quiz(page: Page, attempt: Attempt) -> None:
    """Answer a question a page, the first one wrongly; go back and put it right."""
    answers = answers_of(attempt)
    total = len(answers)
    for answer in answers:
        expect(page).to_have_title(re.compile(f"^Question {answer.position} of {total}:"))
        choose(page, wrong(answer) if answer.position == 1 else right(answer))
        save(page)
    expect(heading(page)).to_have_text("Check your answers")
    page.go_back()
    expect(page).to_have_title(re.compile(f"^Question {total} of {total}:"))
    page.go_forward()
    page.get_by_role("link", name="Change question 1", exact=True).click()
    for identity in wrong(answers[0]):
        expect(page.locator(f"input[value='{identity}']")).to_be_checked()
    choose(page, right(answers[0]))
    save(page)  # leads back to where the change was asked for
    expect(heading(page)).to_have_text("Check your answers")
    expect(page.get_by_text(f"You have answered all {total} questions.")).to_be_visible()
    page.get_by_role("button", name="Submit your answers").click()


@pytest.fixture
def learner(partnership: None, script: bool) -> Person:
    """The learner who signs in, and for the second time through a colleague of theirs who stands as they did."""
    lena = demo_person("learner")
    return lena if script and not lena.attempts.exists() else colleague_of("learner")


def test_refresher_falls_due_is_taken_and_counts_for_the_manager(visit: Visit, learner: Person, script: bool) -> None:
    page = visit(script=script)
    sign_in(page, learner)
    expect(heading(page)).to_have_text("My learning")
    due = page.locator("li", has=page.get_by_role("link", name=REFRESHER))
    expect(due).to_contain_text("Due soon")
    due.get_by_role("link", name=REFRESHER).click()
    page.get_by_role("button", name="Start the course").click()
    do_the_lessons(page)

    page.get_by_role("button", name="Take the quiz").click()
    take_the_quiz(page, Attempt.objects.get(person=learner))
    expect(heading(page)).to_have_text("You passed")
    page.get_by_role("link", name="Back to the course").last.click()
    page.get_by_role("link", name="See your certificate").click()
    expect(page.get_by_role("main")).to_contain_text(learner.get_full_name())

    certificate = Certificate.objects.get(completion__person=learner, completion__course__code="SG-REFRESH")
    stranger = visit(script=script)
    stranger.goto(f"/certificates/{certificate.pk}/")
    expect(heading(stranger)).to_have_text("This certificate is valid")
    expect(stranger.get_by_role("main")).to_contain_text(learner.last_name)
    expect(stranger.get_by_role("main")).not_to_contain_text(learner.first_name)
    assert stranger.context.cookies() == []

    manager = visit(script=script)
    sign_in(manager, "manager@demo.example")
    manager.goto("/team/")
    panel = manager.get_by_role("form", name="Filter")
    panel.get_by_label("Name").fill(learner.last_name)
    panel.get_by_role("button").click()
    # By the post, since each of these tests has a learner of the same name.
    theirs = manager.locator(f'a[href="/team/{learner.posts.get().pk}/"]')
    standing = manager.get_by_role("article").filter(has=theirs).locator("li")
    expect(standing.filter(has_text=REFRESHER)).to_contain_text("Current")
