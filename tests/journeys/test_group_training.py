"""From a register on paper to everybody's record, and to whom to chase."""

import re

import pytest
from playwright.sync_api import expect

from learning.records.demo import FILES
from learning.records.models import Completion, GroupSession
from tests.journeys.browsing import heading
from tests.journeys.conftest import Visit
from tests.journeys.staff import colleague_of, demo_person

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("partnership")
def test_a_session_is_prepared_recorded_and_put_right(visit: Visit, script: bool) -> None:
    for _ in range(3):  # who need it, whatever other journeys have done for the rest
        colleague_of("learner")
    page = visit(who=demo_person("lead"), script=script, width=1280 if script else 320)
    page.goto("/agencies/HM-CSC/")
    page.get_by_role("link", name="Group training").click()
    page.get_by_role("link", name="Record a session").click()
    page.get_by_label("Which course was it?").select_option(
        label="Working together: inter-agency training (INTER-AGENCY)"
    )
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Attach the register")
    page.get_by_label("The register", exact=True).set_input_files(FILES / "register.pdf")
    page.get_by_role("button", name="Save and go on").click()

    expect(heading(page)).to_have_text("Who was there?")
    first = page.get_by_role("checkbox").first
    name = page.locator(".govuk-checkboxes__label").first.inner_text()
    first.check()
    page.get_by_label("Show", exact=True).select_option(label="Who still needed it that day")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("button", name=re.compile("^Tick all")).click()
    page.get_by_role("checkbox").last.uncheck()
    left_out = page.locator(".govuk-checkboxes__label").last.inner_text()
    page.get_by_role("button", name="Check what is recorded").last.click()
    expect(heading(page)).to_have_text("Check before it is recorded")
    page.get_by_role("button", name="Record it").click()

    session = GroupSession.objects.latest("recorded_at")
    assert page.url.endswith(session.get_absolute_url())
    made = Completion.objects.filter(key__startswith=f"group:{session.pk}").count()
    assert made == session.places.count() > 1
    expect(page.get_by_role("region", name="Who still needs it")).to_contain_text(left_out)
    there = page.get_by_role("region", name="Who was there")
    expect(there).to_contain_text(name)
    there.get_by_role("link", name=f"Withdraw {name}", exact=True).first.click()
    page.get_by_label("What is wrong?").fill("Left before it began.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("region", name="Who was there")).to_contain_text("1 was withdrawn since")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download (CSV)").click()
    assert left_out.split()[-1] in download.value.path().read_text(encoding="utf-8-sig")
