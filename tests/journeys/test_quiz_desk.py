"""At the desk: a question written in the admin, and an essay marked on a phone, without scripts, as a sign-in ends."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core import clock
from learning.quizzes.actions import claim_attempt, finish_marking, mark_answer
from learning.quizzes.models import Attempt
from tests.journeys.browsing import end_the_session, sign_in
from tests.journeys.conftest import Visit
from tests.journeys.staff import colleague_of, written_essay

pytestmark = pytest.mark.browser
COMMENT = "You say plainly what you saw. Say also whom you told, and on which day."


@pytest.fixture
def written(partnership: None) -> Attempt:
    """An attempt with an essay, submitted."""
    return written_essay(colleague_of("learner"))


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


def test_true_and_false_need_not_be_typed_and_what_is_written_stays(visit: Visit, partnership: None) -> None:
    page = visit(who=colleague_of("team"))
    page.goto("/admin/snippets/quizzes/question/add/")
    kind, texts = page.get_by_label("Type", exact=False), page.get_by_role("textbox", name="Text", exact=True)
    kind.select_option("true_false")
    expect(texts).to_have_count(2)
    expect(texts.nth(0)).to_have_value("True")
    expect(texts.nth(1)).to_have_value("False")
    texts.nth(0).fill("So it is")
    kind.select_option("single")
    kind.select_option("true_false")
    expect(texts).to_have_count(2)
    expect(texts.nth(0)).to_have_value("So it is")


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


def test_a_slip_in_marking_is_put_right_on_a_phone_and_the_person_reads_that_it_was(
    visit: Visit, written: Attempt
) -> None:
    marker = colleague_of("team")
    claim_attempt(attempt=written, by=marker, at=clock.now())
    essay = written.answers.get(version__type="essay").position
    mark_answer(
        attempt=written, position=essay, marks=Decimal(0), comment="NOTES ON ANOTHER", by=marker, at=clock.now()
    )
    finish_marking(attempt=written, by=marker, at=clock.now())
    page = visit(who=marker, script=False, width=320)
    page.goto("/admin/marking/")
    page.get_by_role("link", name="Marked attempts").click()
    page.get_by_label("Attempt, quiz or marker").fill(written.number)
    page.get_by_role("button", name="Look").click()
    page.get_by_role("link", name=written.number).click()
    page.get_by_label("Marks, from 0 to 5").fill("9")
    page.get_by_label("Comment").fill(COMMENT)
    page.get_by_role("button", name="Show what this changes").click()
    expect(page.get_by_role("main")).to_contain_text("Give from 0 to 5 marks")
    expect(page.get_by_role("main")).to_contain_text("Say why it is marked again")
    page.get_by_label("Marks, from 0 to 5").fill("5")
    page.get_by_label("Why it is marked again").fill("The notes were on another answer.")
    page.get_by_role("button", name="Show what this changes").click()
    expect(page.get_by_role("main")).to_contain_text("from 0 to 5 of 5 marks, and another comment")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Mark it again").click()
    expect(page.get_by_role("main")).to_contain_text(f"Attempt {written.number} is marked again: passed.")
    result = visit(who=written.person, width=320)
    result.goto(written.get_absolute_url())
    expect(result.get_by_role("main")).to_contain_text(
        "The notes were on another answer. You had 0 for it, and now have 5."
    )
    expect(result.get_by_role("main")).to_contain_text(COMMENT)
    expect(result.get_by_role("main")).not_to_contain_text("NOTES ON ANOTHER")


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


def test_what_is_wrong_with_marks_is_in_sight_without_scripts_too(visit: Visit, written: Attempt) -> None:
    page = visit(who=colleague_of("team"), script=False)
    page.goto(f"/admin/marking/{written.pk}/")
    page.get_by_role("button", name="Take this attempt").click()
    page.get_by_label("Marks, from 0 to 5").fill("two")
    page.get_by_role("button", name="Save and finish marking").click()
    said = page.get_by_text("Nothing is saved yet. Put right what is said at question")
    expect(said).to_be_in_viewport()
    expect(page.locator(".messages > ul")).to_have_css("opacity", "1")
    expect(page.get_by_label("Marks, from 0 to 5")).to_have_value("two")


def test_enter_in_the_marks_finishes_nothing_and_leaving_with_words_unsaved_is_asked_about(
    visit: Visit, written: Attempt
) -> None:
    page = visit(who=colleague_of("team"))
    page.goto(f"/admin/marking/{written.pk}/")
    page.get_by_role("button", name="Take this attempt").click()
    marks = page.get_by_label("Marks, from 0 to 5")
    marks.fill("4")
    with page.expect_navigation():
        marks.press("Enter")
    expect(page.get_by_text("Saved. The attempt has its result once you finish marking it.")).to_be_in_viewport()
    written.refresh_from_db()
    assert written.state == "awaiting_marking"
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.wait_for_timeout(2500)  # Wagtail takes what is there after two seconds for what is saved
    page.get_by_label("Comment").press_sequentially("Not saved yet")
    page.wait_for_timeout(1200)  # and looks twice a second after that
    page.get_by_role("link", name="All that awaits marking").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Comment")).to_have_value("Not saved yet")


def test_the_focus_stays_where_something_was_chosen_and_a_list_of_rows_goes_on_from_there(
    visit: Visit, partnership: None
) -> None:
    page = visit(who=colleague_of("team"))
    page.goto("/admin/snippets/quizzes/quiz/add/")
    page.get_by_role("button", name="Add Question").press("Enter")
    page.get_by_role("button", name="Choose question").press("Enter")
    page.get_by_role("link", name="AW-01").press("Enter")
    actions = page.get_by_role("button", name="Actions", exact=True)
    expect(actions).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Add Question")).to_be_focused()


def test_what_could_not_be_saved_has_the_focus_with_the_way_to_it_next(visit: Visit, partnership: None) -> None:
    page = visit(who=colleague_of("team"))
    page.goto("/admin/snippets/quizzes/question/add/")
    page.get_by_role("button", name="Save draft").press("Enter")
    expect(page.locator(".messages .error")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go to the first error")).to_be_focused()


def test_a_list_of_the_admin_has_no_cell_beyond_a_narrow_screen(visit: Visit, partnership: None) -> None:
    page = visit(who=colleague_of("team"), width=320)
    for address in ("snippets/quizzes/question/", "snippets/quizzes/quiz/", "question-analysis/"):
        page.goto(f"/admin/{address}")
        beyond = "all => all.filter(one => one.getBoundingClientRect().right > 321).length"
        assert page.locator("tbody td").evaluate_all(beyond) == 0
        assert page.locator("thead a").evaluate_all(beyond) == 0
