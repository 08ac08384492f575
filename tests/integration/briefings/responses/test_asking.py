"""An editor asks readers to confirm, on the page; and marks a version as asking everybody again."""

from time import sleep
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from briefings.library.models import BriefingIndexPage, BriefingPage
from briefings.responses.models import ReadingRequest
from briefings.responses.queries import to_read
from core import clock
from people.models import Person
from tests.integration.briefings.forms import briefing_form
from tests.integration.briefings.making import section
from tests.integration.briefings.responses.making import confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


@pytest.fixture
def briefing(team: Client) -> BriefingPage:
    """A briefing that was published with a request."""
    url = reverse("wagtailadmin_pages:add", args=["library", "briefingpage", section(BriefingIndexPage).pk])
    response = team.post(url, briefing_form(asks=True) | {"action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    return BriefingPage.objects.get()


def edit(client: Client, briefing: BriefingPage, *, again: bool = False, delete: bool = False, **action: str) -> None:
    row: dict[str, Any] = {"id": briefing.reading_requests.get().pk, "ask_again": "on" if again else ""}
    if delete:
        row["DELETE"] = "1"
    rows = nested_form_data({"reading_requests": inline_formset([row], initial=1)})
    response = client.post(reverse("wagtailadmin_pages:edit", args=[briefing.pk]), briefing_form() | rows | action)
    assert response.status_code == 302, response.context["form"].errors


def edition(briefing: BriefingPage) -> int:
    return ReadingRequest.objects.get(page=briefing.pk).edition


PUBLISH = {"action-publish": "1"}


def test_a_request_is_added_on_the_page_and_holds_once_it_is_published(briefing: BriefingPage) -> None:
    request = ReadingRequest.objects.get(page=briefing.pk)
    assert (request.edition, request.since) == (1, clock.today())


def test_publishing_again_asks_nobody_again(team: Client, briefing: BriefingPage) -> None:
    edit(team, briefing, **PUBLISH)
    assert edition(briefing) == 1


def test_a_version_that_is_marked_asks_again_once_and_the_next_one_does_not(
    team: Client, briefing: BriefingPage
) -> None:
    edit(team, briefing, again=True, **PUBLISH)
    marked = edition(briefing)
    assert marked > 1
    edit(team, briefing, **PUBLISH)
    assert edition(briefing) == marked


def test_a_draft_that_is_marked_asks_nobody_until_it_is_published(team: Client, briefing: BriefingPage) -> None:
    edit(team, briefing, again=True)
    assert edition(briefing) == 1
    briefing.refresh_from_db()
    briefing.get_latest_revision().publish()
    assert edition(briefing) > 1


def test_a_request_that_is_taken_away_asks_nobody(team: Client, briefing: BriefingPage) -> None:
    edit(team, briefing, delete=True, **PUBLISH)
    assert not ReadingRequest.objects.exists()


def test_a_page_that_begins_to_ask_again_asks_everybody_only_if_marked(
    team: Client, briefing: BriefingPage, person: Person
) -> None:
    edit(team, briefing, again=True, **PUBLISH)
    confirm(person, briefing)
    for again in (False, True):
        edit(team, briefing, delete=True, **PUBLISH)
        rows = nested_form_data({"reading_requests": inline_formset([{"ask_again": "on" if again else ""}])})
        sleep(1)
        team.post(reverse("wagtailadmin_pages:edit", args=[briefing.pk]), briefing_form() | rows | PUBLISH)
        assert bool(to_read(person, at=timezone.now())) is again


@pytest.mark.indexed
def test_the_form_says_what_the_tick_does(team: Client, briefing: BriefingPage) -> None:
    content = team.get(reverse("wagtailadmin_pages:edit", args=[briefing.pk])).content.decode()
    assert "Read and confirm" in content
    assert "This version asks everybody to confirm again" in content
