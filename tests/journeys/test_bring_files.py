"""A lead brings a staff list, puts right what is wrong, takes it in and takes it back. With script and without."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from people.imports import lifecycle, tasks
from people.models import ImportBatch, ImportMapping, Person, Upload
from tests.journeys.browsing import heading
from tests.journeys.conftest import Visit
from tests.journeys.looks_imports import staff_file
from tests.journeys.staff import demo_person

pytestmark = pytest.mark.browser


def choose(page: Page, content: bytes, name: str = "staff.csv") -> None:
    page.goto("/agencies/HM-CSC/")
    page.get_by_role("link", name="Bring in staff, absences or training").click()
    page.get_by_role("link", name="Bring in a staff list").click()
    page.get_by_label("Which agency is it of?").select_option("HM-CSC")
    page.get_by_label("File", exact=True).set_input_files(FilePayload(name=name, mimeType="text/csv", buffer=content))
    page.get_by_role("button", name="Continue").click()


def named(content: bytes) -> list[str]:
    """Return the last names of the people in a file."""
    return [line.split(",")[3] for line in content.decode().splitlines()[1:]]


def test_a_staff_list_is_brought_put_right_taken_in_and_taken_back(visit: Visit, script: bool) -> None:
    ImportMapping.objects.all().delete()
    page = visit(who=demo_person("lead"), script=script)
    page.goto("/imports/new/staff/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a file")

    content = staff_file()
    choose(page, content)
    expect(heading(page)).to_have_text("Which column is which?")
    page.get_by_role("button", name="Continue").click()

    expect(heading(page)).to_have_text("Look it over")
    expect(page.get_by_text("2 rows can’t be taken.")).to_be_visible()
    page.get_by_role("link", name="Say what it means").click()
    page.get_by_label("Job role: “Wizard of the north”").select_option("social-worker")
    page.get_by_role("button", name="Keep, and work it out again").click()
    expect(page.get_by_text("1 row can’t be taken.")).to_be_visible()
    page.get_by_role("link", name="See which").click()
    expect(page.get_by_text("too few figures for its year")).to_be_visible()
    assert not Person.objects.filter(last_name__in=named(content)).exists()

    page.get_by_role("button", name="Take it in").click()
    expect(heading(page)).to_have_text("What the file did")
    assert Person.objects.filter(last_name__in=named(content)).count() == 5

    page.get_by_role("button", name="See what undoing would put back").click()
    expect(heading(page)).to_have_text("Undo what the file did?")
    page.get_by_role("button", name="Undo it").click()
    expect(heading(page)).to_have_text("What undoing put back")
    assert not Person.objects.filter(last_name__in=named(content)).exists()

    choose(page, content)  # what was said is kept: nothing is asked again
    expect(heading(page)).to_have_text("Look it over")
    expect(page.get_by_text("1 row can’t be taken.")).to_be_visible()
    page.get_by_role("button", name="Put this file away").click()
    expect(page.get_by_text("is put away, and nothing of it was taken in")).to_be_visible()


def test_a_long_file_is_worked_through_in_the_background_and_the_page_says_when_it_is_done(
    visit: Visit, script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SMALL", 10)
    monkeypatch.setattr(lifecycle, "SMALL", 10)
    page = visit(who=demo_person("lead"), script=script)
    content = staff_file(wrong=False)
    choose(page, content)
    if "Which column" in heading(page).inner_text():
        page.get_by_role("button", name="Continue").click()
    expect(heading(page)).to_have_text("It is being checked")
    upload = Upload.objects.latest("uploaded_at")
    tasks.check_in_background.call(str(upload.pk))
    look_again(page, script)
    expect(heading(page)).to_have_text("Look it over")

    page.get_by_role("button", name="Take it in").click()
    expect(heading(page)).to_have_text("It is being taken in")
    tasks.take_in_in_background.call(str(upload.pk))
    look_again(page, script)
    expect(heading(page)).to_have_text("What the file did")
    assert ImportBatch.objects.get(upload=upload).counts["joins"] == 3


def look_again(page: Page, script: bool) -> None:
    """Without script somebody looks again; with it the page does."""
    if not script:
        page.get_by_role("link", name="Look again").click()


def test_more_leavers_than_usual_are_only_taken_in_once_somebody_says_that_they_are_meant(
    visit: Visit, script: bool
) -> None:
    page = visit(who=demo_person("lead"), script=script)
    page.goto("/imports/new/staff/")
    page.get_by_label("Which agency is it of?").select_option("HM-CSC")
    page.get_by_label("File", exact=True).set_input_files(
        FilePayload(name="short.csv", mimeType="text/csv", buffer=staff_file(wrong=False))
    )
    page.get_by_label("Everybody who is paid").check()
    page.get_by_role("button", name="Continue").click()
    if "Which column" in heading(page).inner_text():
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Perhaps the file was cut short")).to_be_visible()
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say that these posts are to end")
    page.locator(".govuk-error-summary").get_by_role("link").click()
    expect(page.get_by_label("posts are to end")).to_be_in_viewport()
    page.get_by_role("button", name="Put this file away").click()
