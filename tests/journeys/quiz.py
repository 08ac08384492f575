"""How somebody answers a quiz in a browser."""

from playwright.sync_api import Page

from learning.quizzes import rules
from learning.quizzes.models import Answer


def choose(page: Page, ids: list[str]) -> None:
    """Choose exactly these options of the question that is open."""
    for box in page.locator("input[name=answer]:checked").all():
        if box.get_attribute("type") == "checkbox" and box.get_attribute("value") not in ids:
            box.uncheck()
    for identity in ids:
        page.locator(f"input[name=answer][value='{identity}']").check()


def respond(page: Page, kind: str, response: list[str]) -> None:
    """Answer the question that is open, of any type, as `rules.right_response` gives a response."""
    if kind in rules.WRITTEN:
        page.locator("[name=answer]").fill(response[0])
    elif kind in (rules.ORDERING, rules.MATCHING):
        for value in response:
            page.locator(f"select[name=answer]:has(option[value='{value}'])").select_option(value)
    else:
        choose(page, response)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def chosen(page: Page) -> list[str]:
    """Return the ids of the options that are chosen on the page."""
    return [str(box.get_attribute("value")) for box in page.locator("input[name=answer]:checked").all()]


def words_of(answer: Answer, ids: list[str]) -> list[str]:
    return [str(option["text"]) for option in answer.version.options if option["id"] in ids]
