"""The dashboard: each question answered, only of what its reader may edit, at a cost that doesn't grow."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from briefings.procedures.queries import reviews_due
from core import team_desk
from core.models import GuidanceEdition
from tests import factories
from tests.integration.briefings.making import from_now, make_briefing, make_procedure, make_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
TODAY = date(2026, 11, 20)


def test_reviews_due_are_those_past_and_those_within_sixty_days(team_member: Any) -> None:
    days = {"past": -1, "today": 0, "soon": 60, "later": 61}
    for title, ahead in days.items():
        make_procedure(title=title, next_review_on=TODAY + timedelta(days=ahead))
    make_procedure(title="never")
    assert [page.title for page in reviews_due(team_member, on=TODAY)] == ["past", "today", "soon"]


@pytest.mark.indexed
def test_pages_on_superseded_guidance_are_found_in_any_room(team_member: Any) -> None:
    heir = GuidanceEdition.objects.create(slug="b", title="Guidance", edition="2023")
    older = GuidanceEdition.objects.create(slug="a", title="Guidance", edition="2018", superseded_by=heir)
    briefing, procedure = make_briefing(title="A briefing", guidance=older), make_procedure(title="B", guidance=older)
    make_review(guidance=heir)
    draft = make_review(guidance=older)
    draft.unpublish()
    found = team_desk.on_superseded_guidance(team_member)
    assert [(edition, page.pk) for edition, page in found] == [(older, briefing.pk), (older, procedure.pk)]


def test_embargoes_are_listed_until_they_end(team_member: Any) -> None:
    first, second = make_review(until=from_now(hours=1)), make_review(until=from_now(hours=2))
    make_review(until=from_now(hours=-1))
    held = team_desk.embargoed(team_member, at=from_now())
    assert [embargo.page_id for embargo in held] == [first.pk, second.pk]


def test_drafts_are_ones_own(team_member: Any) -> None:
    mine, theirs = make_briefing(title="Mine"), make_briefing(title="Theirs")
    mine.save_revision(user=team_member)
    theirs.save_revision(user=factories.make_team_member())
    assert list(team_desk.drafts_of(team_member).values_list("title", flat=True)) == ["Mine"]


def test_somebody_who_edits_one_section_is_told_of_that_section_alone() -> None:
    briefing, review = make_briefing(until=from_now(hours=1)), make_review(until=from_now(hours=1))
    group = Group.objects.create(name="Only briefings")
    GroupPagePermission.objects.create(group=group, page=briefing.get_parent(), permission_type="change")
    person = factories.make_person()
    person.groups.add(group)
    assert [embargo.page_id for embargo in team_desk.embargoed(person, at=from_now())] == [briefing.pk]
    assert review.pk not in team_desk.recently_published(person).values_list("pk", flat=True)


def test_nobody_without_rights_is_told_of_anything(person: Any) -> None:
    make_review(until=from_now(hours=1))
    assert team_desk.embargoed(person, at=from_now()) == []
    assert list(team_desk.recently_published(person)) == []


def test_the_dashboard_costs_the_same_for_one_of_each_and_for_twenty(team_member: Any) -> None:
    def one_of_each() -> None:
        make_review(until=from_now(hours=1))
        make_procedure(next_review_on=date(2026, 1, 6) + timedelta(days=30))
        make_briefing().save_revision(user=team_member)

    client = Client()
    client.force_login(team_member)

    def cost() -> int:
        client.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("wagtailadmin_home")).status_code == 200
        return len(made)

    one_of_each()
    before = cost()
    for _ in range(19):
        one_of_each()
    assert cost() == before


def test_without_scripts_the_desk_leads_to_all_that_the_menu_does(client: Client, team_member: Any) -> None:
    client.force_login(team_member)
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    plain = html[html.index("<noscript>\n  <nav") : html.rindex("</noscript>")]
    assert f'<a href="{reverse("question_files")}">Quizzes: Bring questions in</a>' in plain
    assert "Settings: Groups" not in plain  # theirs alone who may
