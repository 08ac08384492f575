"""From a briefing written in the admin to a briefing read; and a review that nobody reads before its embargo ends."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from briefings.library.models import BriefingIndexPage, BriefingPage
from briefings.reviews.models import ReviewPage
from people.models import Person
from tests.journeys.browsing import heading, sign_in
from tests.journeys.conftest import Visit
from tests.journeys.staff import colleague_of, demo_person

pytestmark = pytest.mark.browser
THEME, AUDIENCE = "Professional curiosity", "Housing"
SUMMARY = "What a landlord sees that nobody else does, and whom to tell."


def write_text(section: Locator, words: str) -> None:
    """Add a block of text to a section of the page's form in the admin."""
    section.get_by_role("button", name="Insert a block").click()
    section.page.get_by_role("option", name="Text", exact=True).click()
    editor = section.get_by_role("textbox")
    editor.click()
    editor.press_sequentially(words)
    # The editor hands its words over to the form a moment after they are typed.
    expect(section.locator("input[name$='-value']")).to_have_value(re.compile(re.escape(words)))


def act(page: Page, name: str) -> None:
    """Choose one of the things to do with the page that is open in the admin."""
    # The form is whole once its last part is drawn: comments, which only a script adds.
    expect(page.locator("#comments-output input")).not_to_have_count(0)
    footer = page.get_by_role("navigation", name="Actions (footer)")
    footer.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=name, exact=True).click()


def write_briefing(page: Page, title: str, word: str) -> None:
    page.goto(f"/admin/pages/add/library/briefingpage/{BriefingIndexPage.objects.get().pk}/")
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_role("textbox", name="Summary").fill(SUMMARY)
    page.get_by_role("checkbox", name=THEME).check()
    page.get_by_role("checkbox", name=AUDIENCE).check()
    write_text(page.get_by_role("region", name="Background"), f"A tenancy check noticed a {word} by the door.")
    write_text(page.get_by_role("region", name="What to do"), "Say what you saw, on the day that you saw it.")
    act(page, "Submit to Moderators approval")
    expect(page.get_by_role("main")).to_contain_text("submitted for moderation")


def approve_briefing(page: Page, title: str, word: str) -> None:
    page.goto("/admin/")
    page.get_by_role("region", name="Awaiting your review").get_by_role("link", name=title).click()
    expect(page.get_by_role("region", name="Background").get_by_role("textbox")).to_contain_text(word)
    act(page, "Approve")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text(title)


def read_briefing(page: Page, title: str, word: str) -> None:
    """Find the briefing on the home page, by its theme and audience and by search, and read it."""
    page.goto("/")
    expect(page.get_by_role("main").get_by_role("link", name=title)).to_be_visible()
    page.goto("/briefings/")
    panel = page.get_by_role("form", name="Find a briefing")
    panel.get_by_label("Theme").select_option(THEME)
    panel.get_by_label("For", exact=True).select_option(AUDIENCE)
    panel.get_by_role("button").click()
    page.get_by_role("main").get_by_role("link", name=title).click()
    expect(heading(page)).to_have_text(title)
    expect(page.get_by_role("region", name="Background")).to_contain_text(word)
    expect(page.get_by_role("region", name="What to do")).to_be_visible()
    expect(page.get_by_role("region", name="What happened")).to_have_count(0)
    box = page.get_by_role("banner").get_by_role("searchbox")
    box.fill(word)
    box.press("Enter")
    page.get_by_role("main").get_by_role("link", name=title).click()
    expect(page).to_have_title(f"{title} – Harrowmere Safeguarding Children Partnership")


def test_a_briefing_is_written_approved_and_read(visit: Visit, script: bool) -> None:
    word = f"pushchair{uuid4().hex[:8]}"
    title = f"What the {word} told us"
    writer = visit()
    sign_in(writer, "team@demo.example")
    write_briefing(writer, title, word)
    stranger = visit(script=script)
    stranger.goto("/briefings/")
    expect(stranger.get_by_role("link", name=title)).to_have_count(0)

    approve_briefing(visit(who=colleague_of("team")), title, word)
    read_briefing(stranger, title, word)
    assert stranger.context.cookies() == []
    read_briefing(visit(who=demo_person("learner"), script=script), title, word)
    assert BriefingPage.objects.get(title=title).owner == demo_person("team")


# -- Under embargo ----------------------------------------------------------------------------------------------------


@pytest.fixture
def embargoed(partnership: None) -> ReviewPage:
    review: ReviewPage = ReviewPage.objects.get(embargoes__isnull=False)
    return review


@pytest.mark.parametrize("who", ["", "learner", "board"])
def test_nothing_of_an_embargoed_review_shows_before_its_time(who: str, visit: Visit, embargoed: ReviewPage) -> None:
    page = visit(who=demo_person(who) if who else None)
    answer = page.goto(embargoed.url)
    assert answer is not None
    assert answer.status == 404
    for path in ("/", "/reviews/", f"/search/?q={embargoed.title}", "/briefings/", "/newsletters/"):
        page.goto(path)
        expect(page.get_by_role("link", name=embargoed.title)).to_have_count(0)
    for path in ("/briefings/feed/", "/sitemap.xml"):
        words = page.request.get(path).text()
        assert embargoed.title not in words
        assert embargoed.slug not in words


@pytest.mark.parametrize("who", ["team", "lead"])
def test_editors_and_those_let_in_early_read_it(who: str, visit: Visit, embargoed: ReviewPage) -> None:
    page = visit(who=demo_person(who))
    page.goto(embargoed.url)
    expect(heading(page)).to_have_text(embargoed.title)


def test_the_admin_tells_the_team_apart_from_those_who_may_not_edit(visit: Visit) -> None:
    def lands_on(person: Person) -> str:
        page = visit(who=person)
        page.goto("/admin/")
        return str(heading(page).inner_text())

    assert lands_on(demo_person("learner")) == "This page isn’t yours to see"
    assert "Harrowmere" in lands_on(demo_person("team"))
