"""Getting about by keyboard alone."""

from playwright.sync_api import Locator, Page, expect

from learning.quizzes import rules

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


def respond(page: Page, kind: str, response: list[str]) -> None:
    """Answer a question of any type: lists are moved through with the arrow, and words typed."""
    if kind in rules.WRITTEN:
        tab_to(page, page.locator("[name=answer]"))
        page.keyboard.type(response[0])
    elif kind in (rules.ORDERING, rules.MATCHING):
        for place in range(page.locator("select[name=answer]").count()):
            choose_in_list(page, page.locator("select[name=answer]").nth(place), response)
    else:
        choose(page, response)


def choose_in_list(page: Page, wanted: Locator, response: list[str]) -> None:
    """Choose the one of a list's options that is in the response."""
    tab_to(page, wanted)
    values = [str(option.get_attribute("value")) for option in wanted.locator("option").all()]
    for _ in range(next(place for place, value in enumerate(values) if value in response)):
        page.keyboard.press("ArrowDown")
    assert wanted.input_value() in response


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
