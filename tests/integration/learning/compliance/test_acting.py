"""What a manager may do for one of theirs, and what lies before them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEntry, EarlyAccess, Embargo
from home.models import HomePage
from learning.catalogue.models import AskedFirst
from learning.lessons.models import Enrolment
from people.actions.absences import AbsenceRefused, end_absence
from people.models import Absence, Person, Post
from tests.factories import (
    make_agency,
    make_lead,
    make_manager,
    make_person,
    make_post,
    make_superuser,
    make_team_member,
)
from tests.integration.learning.compliance.making import make_course, make_requirement, make_team
from tests.integration.learning.making import make_course_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]
TODAY = date(2026, 11, 20)


@pytest.fixture
def report() -> Post:
    return make_post(make_person(first_name="Rae", last_name="Report"))


@pytest.fixture
def manager(client: Client, report: Post) -> Person:
    """The report's line manager, signed in."""
    manager = make_manager(report)
    client.force_login(manager)
    return manager


def days(**fields: date) -> dict[str, str]:
    parts = {"day": "day", "month": "month", "year": "year"}
    return {f"{name}_{part}": str(getattr(day, attr)) for name, day in fields.items() for part, attr in parts.items()}


def test_a_manager_records_an_absence_and_that_somebody_is_back(client: Client, manager: Person, report: Post) -> None:
    url = f"/team/{report.pk}/absence/"
    client.post(url, {**days(away_from=TODAY), "kind": "parental"})
    absence = Absence.objects.get()
    assert (absence.post, absence.away_from, absence.back_on, absence.kind) == (report, TODAY, None, "parental")

    assert "Is Rae Report back?" in client.get(url).content.decode()
    client.post(url, days(back_on=TODAY + timedelta(days=40)))

    absence.refresh_from_db()
    assert absence.back_on == TODAY + timedelta(days=40)
    entries = AuditEntry.objects.filter(act__startswith="absence").order_by("pk")
    assert [(entry.act, entry.by) for entry in entries] == [("absence recorded", manager), ("absence ended", manager)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"away_from": TODAY, "back_on": TODAY}, "must be after the first day away"),
        ({"away_from": date(2019, 1, 1)}, "must be a day in the post"),
        ({"away_from": date(2026, 5, 3)}, "Another absence is recorded"),
        ({"away_from": TODAY, "back_on": date(9999, 12, 31)}, "Enter a real date"),
        ({}, "Enter the date"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client: Client, manager: Person, report: Post, fields: dict[str, date], words: str
) -> None:
    Absence.objects.create(post=report, away_from=date(2026, 5, 1), back_on=date(2026, 5, 9))
    response = client.post(f"/team/{report.pk}/absence/", {**days(**fields), "kind": "other"})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Absence.objects.count() == 1


@pytest.mark.parametrize("back_on", [date(9999, 12, 1), date(9999, 12, 31)])
def test_a_day_beyond_all_others_that_is_stored_already_breaks_no_page(
    client: Client, manager: Person, report: Post, back_on: date
) -> None:
    make_requirement(report.role, first=make_course())
    Absence.objects.create(post=report, away_from=TODAY, back_on=back_on)
    lead = make_lead(report.agency)
    pages = [
        (manager, "/team/"), (manager, f"/team/{report.pk}/"), (lead, f"/agencies/{report.agency.code}/"),
        (report.person, "/my-learning/"),
    ]  # fmt: skip
    for reader, url in pages:
        client.force_login(reader)
        assert client.get(url).status_code == 200, url


def test_a_manager_starts_a_course_for_somebody_once(
    client: Client, manager: Person, report: Post, home_page: HomePage
) -> None:
    page = make_course_page(home_page, 1)
    url = f"/team/{report.pk}/enrol/"
    assert page.title in client.get(url).content.decode()
    for _ in range(2):
        client.post(url, {"course": page.pk})
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.course_page) == (report.person, page)
    assert AuditEntry.objects.get(act="course started").by == manager


@pytest.mark.parametrize("path", ["absence", "enrol"])
def test_nobody_acts_for_whom_they_do_not_look_after_nor_for_themselves(
    client: Client, report: Post, home_page: HomePage, path: str
) -> None:
    make_course_page(home_page, 1)
    strangers: list[Any] = [make_person(), make_lead(make_agency()), make_manager(make_post()), report.person]
    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(f"/team/{report.pk}/{path}/").status_code == 404
        data = {**days(away_from=TODAY), "kind": "other", "course": "1"}
        assert client.post(f"/team/{report.pk}/{path}/", data).status_code == 404
    assert not Absence.objects.exists()
    assert not Enrolment.objects.exists()


def test_a_manager_named_in_another_agency_reminds_and_starts_courses_but_records_no_absence(
    client: Client, report: Post, home_page: HomePage
) -> None:
    make_requirement(report.role, first=make_course())
    page = make_course_page(home_page, 1)
    elsewhere = make_post().person
    Post.objects.filter(pk=report.pk).update(line_manager=elsewhere)
    client.force_login(elsewhere)

    shown = client.get(f"/team/{report.pk}/").content.decode()
    assert "Send a reminder" in shown
    assert "Record an absence" not in shown
    data = {**days(away_from=TODAY), "kind": "other"}
    assert client.post(f"/team/{report.pk}/absence/", data).status_code == 404
    assert client.post(f"/team/{report.pk}/enrol/", {"course": page.pk}).status_code == 302
    assert client.post(f"/team/{report.pk}/remind/").status_code == 302
    assert not Absence.objects.exists()


def test_who_may_see_everybody_acts_for_nobody_by_that_alone(client: Client, report: Post, home_page: HomePage) -> None:
    page = make_course_page(home_page, 1)
    auditor = make_person()
    auditor.user_permissions.add(Permission.objects.get(codename="view_everyone"))
    client.force_login(auditor)
    shown = client.get(f"/team/{report.pk}/").content.decode()
    assert "Send a reminder" not in shown
    data = {**days(away_from=TODAY), "kind": "other", "course": page.pk}
    for path in ("absence", "enrol", "remind"):
        assert client.post(f"/team/{report.pk}/{path}/", data).status_code == 404

    client.force_login(make_team_member())
    assert "Record an absence" in client.get(f"/team/{report.pk}/").content.decode()
    assert client.post(f"/team/{report.pk}/absence/", data).status_code == 302


def test_a_course_under_embargo_for_the_manager_is_not_named_to_them(
    client: Client, manager: Person, report: Post, home_page: HomePage
) -> None:
    secret = make_course_page(home_page, 1, title="Learning from the Winter case")
    make_course_page(home_page, 1)
    Embargo.objects.create(page=secret, until=timezone.now() + timedelta(days=2))
    EarlyAccess.objects.create(page=secret, person=report.person, granted_by=make_superuser())
    url = f"/team/{report.pk}/enrol/"
    assert "Winter" not in client.get(url).content.decode()
    assert client.post(url, {"course": secret.pk}).status_code == 422
    assert not Enrolment.objects.exists()


def test_a_course_that_asks_for_another_first_is_not_started_without_it_for_somebody_else_either(
    client: Client, manager: Person, report: Post, home_page: HomePage
) -> None:
    page, induction = make_course_page(home_page, 1, title="Together"), make_course(title="Induction")
    AskedFirst.objects.create(course=page.course, first=induction)
    page.course.if_missing = "block"
    page.course.save()
    url = f"/team/{report.pk}/enrol/"
    refused = client.post(url, {"course": page.pk})
    assert refused.status_code == 422
    assert "“Together” asks for Induction first, which isn’t on Rae Report’s record yet." in refused.content.decode()
    assert not Enrolment.objects.exists()

    page.course.if_missing = "warn"
    page.course.save()
    told = client.post(url, {"course": page.pk}, follow=True).content.decode()
    assert "It builds on Induction, which isn’t on Rae Report’s record yet." in told
    assert Enrolment.objects.get().person == report.person


# -- What lies before a manager ------------------------------------------------------------------------------------


def test_the_team_page_says_who_starts_what_falls_due_this_month_and_whose_manager_has_gone(
    client: Client, manager: Person, report: Post
) -> None:
    course = make_course()
    make_requirement(report.role, first=course, title="Sharing", first_months=None, first_days=10)
    Post.objects.filter(pk=report.pk).update(start=TODAY - timedelta(days=2))
    make_post(
        make_person(first_name="Newly", last_name="Starting"), agency=report.agency, line_manager=manager,
        start=TODAY + timedelta(days=9),
    )  # fmt: skip
    gone = make_post(agency=report.agency, line_manager=manager, end=TODAY - timedelta(days=1))
    make_post(make_person(last_name="Orphaned"), agency=report.agency, line_manager=gone.person)

    page = client.get("/team/").content.decode()

    assert "Newly Starting" in page
    assert "30 November 2026" not in page  # the deadline of 28 November is this month's
    assert "28 November 2026" in page.split("Deadlines this month")[1]
    assert "No manager now" in page
    assert "Orphaned" in page


def test_what_is_before_a_manager_takes_the_same_queries_for_1_or_100(client: Client) -> None:
    counts = set()
    for size in (1, 100):
        manager, posts = make_team(size, start=TODAY - timedelta(days=2))
        make_requirement(posts[0].role, first_months=None, first_days=10)
        people = make_team(size, agency=posts[0].agency, start=TODAY + timedelta(days=3))[1]
        Post.objects.filter(pk__in=[post.pk for post in people]).update(line_manager=manager)
        client.force_login(manager)
        client.get("/team/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/team/")
        counts.add(len(queries))
    assert len(counts) == 1, counts


def test_an_absence_is_ended_once_and_for_no_days_of_another(report: Post, manager: Person) -> None:
    away = Absence.objects.create(post=report, away_from=date(2026, 5, 1))
    Absence.objects.create(post=report, away_from=date(2026, 7, 1), back_on=date(2026, 7, 9))
    with pytest.raises(AbsenceRefused, match="Another absence"):
        end_absence(absence=away, back_on=date(2026, 8, 1), by=manager)
    end_absence(absence=away, back_on=date(2026, 6, 1), by=manager)
    with pytest.raises(AbsenceRefused, match="already"):
        end_absence(absence=away, back_on=date(2026, 6, 20), by=manager)  # as it was read before
