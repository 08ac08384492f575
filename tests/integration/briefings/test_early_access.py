"""The team's own screen for who reads ahead: named, one at a time, each act in the audit log."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from core.models import AuditEntry, EarlyAccess
from tests import factories
from tests.integration.briefings.making import from_now, make_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def team(team_member: Any) -> Client:
    client = Client()
    client.force_login(team_member)
    return client


def grant(client: Client, page: Any, email: str) -> Any:
    return client.post(reverse("early_access:add"), {"page": page.pk, "email": email})


@pytest.mark.indexed
def test_the_team_names_who_reads_ahead_and_takes_it_back(team: Client, team_member: Any) -> None:
    review, person = make_review(until=from_now(hours=1)), factories.make_person(email="chair@example.org")
    reader = Client()
    reader.force_login(person)
    assert reader.get(review.url).status_code == 404

    assert grant(team, review, "Chair@example.org").status_code == 302
    assert reader.get(review.url).status_code == 200
    access = EarlyAccess.objects.get()
    assert (access.person, access.granted_by) == (person, team_member)
    assert AuditEntry.objects.get(act="early access granted").after == {"person": person.pk}
    assert team.get(reverse("early_access:index")).status_code == 200

    team.post(reverse("early_access:delete", args=[access.pk]))
    assert reader.get(review.url).status_code == 404
    assert AuditEntry.objects.filter(act="early access withdrawn", by=team_member).count() == 1


def test_an_unknown_address_and_a_second_time_are_refused_in_words(team: Client) -> None:
    review, person = make_review(until=from_now(hours=1)), factories.make_person(email="chair@example.org")
    assert "Nobody who can sign in has this email address." in grant(team, review, "no@example.org").content.decode()
    grant(team, review, person.email)
    assert "This person can read this page already." in grant(team, review, person.email).content.decode()


def test_nobody_outside_the_team_gives_early_access(person: Any) -> None:
    review = make_review(until=from_now(hours=1))
    client = Client()
    client.force_login(person)
    assert grant(client, review, person.email).status_code == 302
    assert not EarlyAccess.objects.exists()


def test_early_access_is_given_and_taken_away_and_nothing_of_it_is_changed(team: Client) -> None:
    review, person = make_review(until=from_now(hours=1)), factories.make_person(email="chair@example.org")
    grant(team, review, person.email)
    with pytest.raises(NoReverseMatch):
        reverse("early_access:edit", args=[EarlyAccess.objects.get().pk])
    page = team.get(reverse("early_access:index")).content.decode()
    assert reverse("early_access:delete", args=[EarlyAccess.objects.get().pk]) in page
