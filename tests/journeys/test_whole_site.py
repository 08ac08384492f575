"""Every address that the site leads to, as its people see it: nothing from elsewhere, nothing that runs off a phone."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Visit
from tests.journeys.looks import shape_faults
from tests.journeys.staff import demo_person

pytestmark = pytest.mark.browser
PHONE = 320
PEOPLE = {
    "learner": ["/", "/my-learning/", "/courses/", "/courses/safeguarding-refresher/", "/account/", "/team/"],
    "manager": ["/my-learning/", "/team/", "/briefings/"],
    "lead": ["/team/", "/agencies/", "/agencies/NLT/", "/agencies/HM-CSC/"],
    "board": ["/board/", "/my-learning/"],
}
ADMIN = ["/admin/", "/admin/pages/", "/admin/briefings/", "/admin/snippets/", "/admin/images/", "/admin/documents/"]


def walk(page: Page, paths: list[str]) -> list[str]:
    """Open each address, and return what is wrong with any. What the browser itself complains of, `visit` sees."""
    faults = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        status = [f"answers {answer.status}"] if answer.status != 200 else []
        faults += [f"{path} {fault}" for fault in [*status, *shape_faults(page, PHONE)]]
    return faults


def test_every_public_page_fits_a_phone_and_asks_nobody_else(visit: Visit) -> None:
    page = visit(width=PHONE)
    addresses = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", page.request.get("/sitemap.xml").text())
    assert len(addresses) > 30
    assert walk(page, addresses) == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("who", PEOPLE)
def test_everybodys_own_pages_fit_a_phone_and_ask_nobody_else(who: str, visit: Visit, partnership: None) -> None:
    page = visit(who=demo_person(who), width=PHONE)
    assert walk(page, PEOPLE[who]) == []


def test_the_admin_asks_nobody_else_either(visit: Visit, partnership: None) -> None:
    page = visit(who=demo_person("team"))
    for path in ADMIN:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
