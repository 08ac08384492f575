"""From a procedure asked of somebody to a manager who sees that they have read it, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from briefings.procedures.models import ProcedurePage
from briefings.responses.models import Acknowledgement
from people.models import Person, Post
from tests.journeys.browsing import heading, sign_in
from tests.journeys.conftest import Visit
from tests.journeys.staff import colleague_of

pytestmark = pytest.mark.browser
TITLE = "Resolving disagreement and escalation"


@pytest.fixture
def reader(partnership: None) -> Person:
    return colleague_of("learner")


def test_somebody_reads_and_confirms_and_their_manager_sees_it(visit: Visit, reader: Person, script: bool) -> None:
    page = visit(script=script)
    page.goto("/procedures/escalation/")
    expect(page.get_by_role("button", name="I have read this")).to_have_count(0)
    page.get_by_role("link", name="Sign in to confirm").click()
    sign_in(page, reader)
    expect(heading(page)).to_have_text(TITLE)
    request = page.get_by_role("region", name="Have you read this?")
    expect(request).to_contain_text("“Resolving disagreement” is due by")
    request.get_by_role("button", name="I have read this").click()
    done = page.get_by_role("region", name="Read and confirmed")
    expect(done).to_contain_text(re.compile(r"You confirmed on \d+ \w+ \d{4} that you have read version 2\.0"))
    page.goto("/my-learning/")
    expect(page.get_by_role("region", name="Up to date")).to_contain_text("Resolving disagreement")
    assert Acknowledgement.objects.filter(person=reader).count() == 1

    manager = Post.objects.filter(person=reader, line_manager__isnull=False).first().line_manager
    page = visit(who=manager, script=script)
    page.goto("/procedures/escalation/")
    page.get_by_role("link", name="Who of your people has").click()
    # By name: the journeys before this one may have given the manager more people than stand on a page.
    page.get_by_label("Name").fill(reader.last_name)
    page.get_by_role("button", name="Show").click()
    row = page.get_by_role("row", name=reader.last_name)
    expect(row).to_contain_text("Confirmed")
    page.goto("/team/")
    expect(page.get_by_role("main")).to_contain_text("Resolving disagreement")


def test_a_page_that_was_published_anew_meanwhile_is_read_again(visit: Visit, reader: Person, script: bool) -> None:
    page = visit(who=reader, script=script)
    page.goto("/procedures/escalation/")
    ProcedurePage.objects.get(slug="escalation").save_revision().publish()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("main")).to_contain_text("This page has changed since you opened it.")
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("region", name="Read and confirmed")).to_be_visible()
