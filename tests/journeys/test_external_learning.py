"""From a course done elsewhere to the record that it counts on."""

import pytest
from playwright.sync_api import expect

from learning.records.demo import FILES
from learning.records.models import Completion
from tests.journeys.browsing import heading
from tests.journeys.conftest import Visit
from tests.journeys.staff import colleague_of, demo_person

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("partnership")
def test_a_course_done_elsewhere_is_reported_checked_and_counts(visit: Visit, script: bool) -> None:
    person = colleague_of("learner")
    page = visit(who=person, script=script, width=320)
    page.goto("/my-learning/")
    page.get_by_role("link", name="Report it, and it can count here").click()
    page.get_by_role("main").get_by_role("link", name="Report a course").click()
    page.get_by_label("Which course does it stand for?").select_option(label="Reflective supervision (SUPERVISION)")
    page.get_by_label("Who taught it?").fill("Mereside University")
    page.get_by_label("Your certificate").set_input_files(FILES / "certificate.pdf")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the date")
    for part, value in (("Day", "3"), ("Month", "2"), ("Year", "2025")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("main")).to_contain_text("Waiting to be checked")
    expect(page.get_by_role("main")).to_contain_text("certificate.pdf")

    lead = visit(who=demo_person("lead"), script=script)
    lead.goto("/agencies/HM-CSC/")
    lead.get_by_role("link", name="External learning to check").click()
    lead.get_by_role("link", name=str(person)).click()
    with lead.expect_download() as download:
        lead.get_by_role("link", name="certificate.pdf").click()
    assert download.value.path().read_bytes() == (FILES / "certificate.pdf").read_bytes()
    lead.get_by_label("No, I can’t accept it").check()
    lead.get_by_role("button", name="Save and go to the next").click()
    expect(lead.get_by_role("alert")).to_contain_text("Say why")
    lead.get_by_label("Yes, it counts").check()
    lead.get_by_role("button", name="Save and go to the next").click()
    expect(lead.get_by_role("main")).to_contain_text("Verified: Reflective supervision")

    page.goto("/my-learning/")
    expect(heading(page)).to_have_text("My learning")
    done = page.get_by_role("region", name="Done").get_by_role("listitem").filter(has_text="Reflective supervision")
    expect(done).to_contain_text("External training")
    assert Completion.objects.get(person=person, course__code="SUPERVISION").hours == 6
