"""What a change would do is said before it is made, agrees with what then is so, and writes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from learning.compliance.models import CourseListing, Exemption, Requirement, RequirementVersion
from learning.compliance.queries import statuses_for
from learning.compliance.queries.changes import changes_of_correction, changes_of_version
from learning.compliance.rules import Status
from learning.compliance.rules.changes import Change
from learning.records.actions import correct_completion
from people.models import Person, Post
from tests.factories import make_agency, make_lead, make_person, make_post, make_role, make_team_member
from tests.integration.learning.compliance.making import (
    make_completion,
    make_course,
    make_requirement,
    make_team,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]
TODAY = date(2026, 11, 20)


@pytest.fixture
def team_member(client: Client) -> Person:
    person = make_team_member()
    client.force_login(person)
    return person


def unsaved(requirement: Requirement, **fields: Any) -> RequirementVersion:
    """Return a requirement's version changed in memory alone."""
    version = RequirementVersion.objects.get(pk=requirement.versions.get().pk)
    for name, value in fields.items():
        setattr(version, name, value)
    return version


def said(version: RequirementVersion) -> dict[date, dict[Change, int]]:
    days = changes_of_version(version, today=TODAY)
    return {day.on: {group.change: group.people for group in day.groups} for day in days}


def trained(days_ago: list[int], **fields: Any) -> tuple[Requirement, list[Post]]:
    """Return a requirement renewed every 36 months and posts trained so many days ago."""
    _, posts = make_team(len(days_ago))
    course = make_course()
    requirement = make_requirement(posts[0].role, first=course, **fields)
    Post.objects.exclude(pk__in=[post.pk for post in posts]).update(role=make_role())
    for post, days in zip(posts, days_ago, strict=True):
        make_completion(post.person, course, on=TODAY - timedelta(days=days))
    return requirement, posts


def test_a_shorter_renewal_says_who_becomes_overdue_and_who_falls_due_soon() -> None:
    requirement, _ = trained([800, 700, 100])

    assert said(unsaved(requirement, renewal_months=24)) == {
        TODAY: {Change.OVERDUE: 1, Change.DUE_SOON: 1, Change.EARLIER: 1}
    }


def test_what_is_said_is_then_so() -> None:
    requirement, posts = trained([800, 700, 650, 100])
    version = unsaved(requirement, renewal_months=24)
    expected = {
        one.post.pk: one.what_will_be for day in changes_of_version(version, today=TODAY) for group in day.groups
        for one in group.moved
    }  # fmt: skip

    version.save()

    now = {one.post.pk: one for one in statuses_for(Post.objects.filter(pk__in=[p.pk for p in posts]), on=TODAY)}
    labels = {Status.OVERDUE: "Overdue", Status.DUE_SOON: "Due soon", Status.CURRENT: "Current"}
    assert {pk: labels[one.status] for pk, one in now.items()} == expected


def test_a_smaller_audience_says_who_leaves_it_and_a_larger_who_joins() -> None:
    requirement, posts = trained([100, 100])
    kept, joining = make_agency(), make_post(role=posts[0].role, start=TODAY)
    Post.objects.filter(pk=joining.pk).update(agency=kept)
    version = unsaved(requirement)
    version.agencies = [kept]
    assert said(version) == {TODAY: {Change.LEAVES: 2}}
    version.save()
    wider = unsaved(requirement)
    wider.agencies = []
    assert said(wider) == {TODAY: {Change.JOINS: 2}}


def test_an_end_to_come_is_said_for_its_day() -> None:
    requirement, _ = trained([100])
    ends = TODAY + timedelta(days=30)
    assert said(unsaved(requirement, in_force_to=ends)) == {ends: {Change.LEAVES: 1}}


def test_a_version_to_come_is_said_for_the_day_on_which_it_begins() -> None:
    _, posts = make_team(1, start=date(2015, 1, 1))
    course, begins = make_course(), TODAY + timedelta(days=40)
    make_completion(posts[0].person, course, on=TODAY - timedelta(days=800))
    requirement = make_requirement(posts[0].role, first=course, in_force_to=begins)
    version = RequirementVersion(
        requirement=requirement, in_force_from=begins, first_months=6, renewal="months", renewal_months=24
    )
    version.pathways = requirement.versions.get().pathways.all()
    version.listings = [CourseListing(course=course, first=True, renewing=True)]

    assert said(version) == {
        begins: {Change.JOINS_OVERDUE: 1}
    }  # nobody is asked that day without it; and nothing today


def test_asking_writes_nothing_and_takes_the_same_queries_for_1_or_200() -> None:
    counts = set()
    for size in (1, 200):
        requirement, _ = trained([800] * size)
        version = unsaved(requirement, renewal_months=24)
        with CaptureQueriesContext(connection) as queries:
            assert said(version) == {TODAY: {Change.OVERDUE: size}}
        assert all(query["sql"].startswith(("SELECT", "WITH")) for query in queries)
        counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= 20


# -- In the admin --------------------------------------------------------------------------------------------------


def edit_data(requirement: Requirement, **fields: str) -> dict[str, Any]:
    version = requirement.versions.get()
    listing = version.listings.get()
    row = {"id": listing.pk, "course": listing.course_id, "first": "on", "renewing": "on", "if_completed_by": ""}
    given = {
        "requirement": requirement.pk, "in_force_from": "2015-01-01", "first_months": "6", "renewal": "months",
        "renewal_months": "36", "window_months": "0", "warning_days": "90", "grace_days": "30",
        "listings": inline_formset([row], initial=1),
    } | fields  # fmt: skip
    return {**nested_form_data(given), "pathways": [one.pk for one in version.pathways.all()]}


def url_of(requirement: Requirement) -> str:
    return f"/admin/snippets/compliance/requirementversion/edit/{requirement.versions.get().pk}/"


@pytest.mark.indexed
def test_saving_shows_first_whom_it_moves_and_saves_when_that_was_seen(client: Client, team_member: Person) -> None:
    requirement, posts = trained([800, 700])
    data = edit_data(requirement, renewal_months="24")

    page = client.post(url_of(requirement), data).content.decode()

    assert "1 person becomes overdue" in page
    assert "1 person falls due soon" in page
    assert posts[0].person.get_full_name() in page
    assert requirement.versions.get().renewal_months == 36
    assert 'name="renewal_months" value="24"' in page

    again = client.post(url_of(requirement), {**data, "reconsider": "yes"}).content.decode()
    assert 'value="24"' in again
    assert requirement.versions.get().renewal_months == 36

    client.post(url_of(requirement), {**data, "seen": "yes"})
    assert requirement.versions.get().renewal_months == 24


def test_what_moves_nobody_is_saved_at_once(client: Client, team_member: Person) -> None:
    requirement, _ = trained([100])
    response = client.post(url_of(requirement), edit_data(requirement, paragraph="14"))
    assert response.status_code == 302
    assert requirement.versions.get().paragraph == "14"


def test_an_exemption_says_what_it_would_do_before_it_is_granted(client: Client, team_member: Person) -> None:
    post = make_post(start=TODAY - timedelta(days=400))
    requirement = make_requirement(post.role)
    data = {"post": post.pk, "requirement": requirement.pk, "exempt_from": "2026-11-01", "reason": "On loan"}
    data |= {"exempt_to": "", "then_due_by": ""}
    url = "/admin/snippets/compliance/exemption/add/"

    page = client.post(url, data).content.decode()

    assert "1 person is set apart, away or exempt" in page
    assert "Overdue" in page
    assert not Exemption.objects.exists()
    client.post(url, {**data, "seen": "yes"})
    assert Exemption.objects.get().reason == "On loan"


# -- Corrections ---------------------------------------------------------------------------------------------------


def refreshed() -> tuple[Post, Any]:
    """Return a post whose one first course three refreshers rest on, and that first completion."""
    first, refresher = make_course(title="First course"), make_course(title="Refresher")
    post = make_post(start=TODAY - timedelta(days=3000))
    make_requirement(post.role, first=first, renewing=refresher)
    completion = make_completion(post.person, first, on=TODAY - timedelta(days=2500))
    for days in (1600, 900, 100):
        make_completion(post.person, refresher, on=TODAY - timedelta(days=days))
    return post, completion


def test_withdrawing_a_first_course_says_how_many_refreshers_it_unseats_and_who_stands_where(
    client: Client, team_member: Person
) -> None:
    post, completion = refreshed()
    url = f"/admin/completions/correct/{completion.pk}/"

    page = client.get(url).content.decode()

    assert "It unseats 3 later refreshers, which count only after a first course" in page
    assert "was Current and becomes Overdue" in page
    client.post(url, {"reason": "Somebody else’s"})
    [now] = statuses_for(Post.objects.filter(pk=post.pk), on=TODAY)
    assert now.status is Status.OVERDUE


def test_withdrawing_one_of_two_on_the_same_day_changes_nothing() -> None:
    course = make_course()
    post = make_post(start=TODAY - timedelta(days=300))
    make_requirement(post.role, first=course)
    completions = [make_completion(post.person, course, on=TODAY - timedelta(days=9), key=f"twice:{n}") for n in (1, 2)]
    given = {"person": post.person_id, "course": course.pk, "completed_on": completions[0].completed_on, "on": TODAY}

    assert changes_of_correction(**given).moved == []
    correct_completion(completion=completions[0], reason="Twice", by=make_person())
    assert [one.what_will_be for one in changes_of_correction(**given).moved] == ["Overdue"]


def test_only_who_may_correct_is_told(client: Client) -> None:
    post, completion = refreshed()
    client.force_login(make_lead(post.agency))
    response = client.get(f"/admin/completions/correct/{completion.pk}/", follow=True)
    assert b"unseats" not in response.content
