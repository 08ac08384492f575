"""A form that can't be taken says so once at the top and once at the field, in the same words, and leads there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people.models import Person
from tests.journeys.browsing import sign_in
from tests.journeys.conftest import Visit
from tests.journeys.looks_signed_in import COURSE, confirm
from tests.journeys.staff import begin_quiz, colleague_of

pytestmark = pytest.mark.browser
LESSON = f"{COURSE}was-not-brought/"


def question(person: Person) -> str:
    return f"/attempts/{begin_quiz(person).pk}/1/"


# form, address, button, whether one is signed in, what comes before
FORMS: list[tuple[str, str | Callable[[Person], str], str, bool, Callable[[Page], Any] | None]] = [
    ("signing in", "/account/login/", "Sign in", False, None),
    ("asking for a new password", "/account/password/reset/", "", False, None),
    ("a question of a quiz", question, "Save and continue", True, None),
    ("a knowledge check", LESSON, "Check my answer", True, None),
    ("another email address", "/account/email/", "Change address", True, None),
    ("another password", "/account/password/change/", "", True, None),
    ("a second step", "/account/2fa/totp/activate/", "", True, confirm),
]


@pytest.mark.parametrize(("form", "path", "button", "signed_in", "before"), FORMS, ids=[row[0] for row in FORMS])
def test_a_form_says_what_is_wrong_and_leads_to_it(
    form: str, path: Any, button: str, signed_in: bool, before: Any, visit: Visit, script: bool, partnership: None
) -> None:
    person = colleague_of("learner") if signed_in else None
    page = visit(who=person, script=script)
    page.goto(path if isinstance(path, str) else path(person))
    if before:
        before(page)
    main = page.get_by_role("main")
    submit = main.get_by_role("button", name=button) if button else main.locator("form button:not([type=button])")
    submit.first.click()

    summary = page.locator(".govuk-error-summary")
    expect(summary.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert page.title().startswith("Error: ")
    if script:
        expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    assert links
    said = [link.inner_text() for link in links]
    inline = [words.removeprefix("Error:").strip() for words in main.locator(".govuk-error-message").all_inner_texts()]
    assert said == inline
    links[0].click()
    target = page.locator(str(links[0].get_attribute("href")))
    expect(target).to_be_in_viewport()
    if script:
        expect(target).to_be_focused()
    assert "error" in str(described_by(target))


def described_by(target: Any) -> Any:
    """Return the id of what describes a field or the group that it stands in."""
    return target.evaluate(
        "one => one.getAttribute('aria-describedby') ?? one.closest('fieldset')?.getAttribute('aria-describedby')"
    )


def test_a_wrong_password_is_said_at_the_top_and_the_address_is_kept(visit: Visit, script: bool) -> None:
    page = visit(script=script)
    page.goto("/account/login/")
    page.get_by_label("Email").fill("learner@demo.example")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("There is a problem")
    assert page.title().startswith("Error: ")
    expect(page.get_by_label("Email")).to_have_value("learner@demo.example")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    sign_in(page, "learner@demo.example")
    expect(page).to_have_title("My learning – Harrowmere Safeguarding Children Partnership")
