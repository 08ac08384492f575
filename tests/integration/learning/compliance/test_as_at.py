"""As at a past day: with all that is recorded now, whatever has been put right since, for those who may see it."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from learning.compliance.queries.by_database import statuses_by_post
from learning.compliance.rules import Done
from learning.compliance.rules.quarters import month_end_before, quarter_ends
from learning.records.actions import correct_completion
from learning.records.models import Completion
from people.models import Post
from tests.factories import make_agency, make_lead, make_manager, make_post, make_role, make_team_member
from tests.integration.learning.compliance.histories import (
    REQUIREMENTS,
    PostTold,
    World,
    completion,
    held_in,
    make_world,
)
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement
from tests.unit.learning.compliance.reference import status_and_deadline

pytestmark = pytest.mark.django_db

PAST_DAYS = 100


def put_right(world: World, chance: random.Random) -> None:
    """Correct some completions, record some late, and move some people within and between agencies."""
    for told in chance.sample(world.people, 12):
        if told.done:
            wrong = told.done[0]
            row = Completion.objects.filter(
                person=told.person, course=wrong.course_id, completed_on=wrong.on, correction=None
            ).first()
            correct_completion(completion=row, reason="Another person's", by=None)
            told.done = told.done[1:]
    for told in chance.sample(world.people, 12):
        late = Done(world.courses[1].pk, date(2022, 1, 1) + timedelta(days=chance.randrange(1500)))
        completion(told.person, late.course_id, late.on).save()
        told.done = (*told.done, late)
    for told in chance.sample(world.people, 12):
        post = max(told.posts, key=lambda post: post.start)
        post.end = post.row.end = post.start + timedelta(days=200)
        post.row.save()
        begins = post.end + timedelta(days=chance.choice([1, 20, 60]))
        row = Post.objects.create(
            person=told.person, agency=chance.choice(world.agencies), role=world.roles[0], start=begins
        )
        told.posts.append(PostTold(row, begins, None, (), {}))


def test_a_hundred_past_days_equal_the_reference_after_corrections_late_records_and_moves() -> None:
    chance = random.Random(6)
    world = make_world(chance, 40)
    put_right(world, chance)
    first = max(terms.in_force_from for terms in world.terms)
    compared = 0
    for on in chance.sample([first + timedelta(days=n) for n in range(1500)], PAST_DAYS):
        found = statuses_by_post(on=on)
        for told, post in held_in(world, on):
            for place in range(REQUIREMENTS):
                status = found[post.row.pk][place]
                asked = world.in_audience(post.row, place)
                expected = status_and_deadline(world.facts(told, post, place, on))[0] if asked else None
                assert (status and status.value) == expected, (on, told, place)
                compared += asked
    assert compared > 2000, compared


TODAY = date(2026, 11, 20)


@pytest.mark.usefixtures("site_tree", "today")
class TestPages:
    @pytest.fixture
    def post(self) -> Any:
        role, course = make_role(), make_course()
        make_requirement(role, first=course)
        post = make_post(agency=make_agency(), role=role, start=date(2024, 1, 8))
        make_completion(post.person, course, on=date(2026, 10, 5), today=TODAY)
        return post

    def test_a_team_is_told_as_at_a_past_day(self, client: Client, post: Post) -> None:
        client.force_login(make_manager(post))

        now, then = client.get("/team/"), client.get("/team/?on=2026-09-30")

        assert (now.context["tally"].trained, then.context["tally"].overdue) == (1, 1)
        assert "on 30 September 2026, with what is recorded now" in then.content.decode()
        assert "with what is recorded now" not in now.content.decode()
        assert f"/team/{post.pk}/?on=2026-09-30" in then.content.decode()
        assert "2026-09-30" in then.context["csv_query"]

    def test_a_lead_goes_back_to_before_somebody_left(self, client: Client, post: Post) -> None:
        Post.objects.filter(pk=post.pk).update(end=date(2026, 10, 31))
        client.force_login(make_lead(post.agency))
        url = f"/agencies/{post.agency.code}/"

        assert client.get(url).context["people"] == 0
        then = client.get(f"{url}?on_day=30&on_month=9&on_year=2026")
        assert (then.context["people"], then.context["tally"].overdue) == (1, 1)
        assert client.get(f"/team/{post.pk}/?on=2026-09-30").status_code == 200
        assert client.get(f"/team/{post.pk}/").status_code == 404
        rows = client.get("/agencies/?on=2026-09-30").context["rows"]
        assert [(row.people, row.tally.overdue) for row in rows] == [(1, 1)]
        assert b",overdue," in client.get(f"/agencies/{post.agency.code}.csv?on=2026-09-30").content

    def test_a_past_day_opens_no_other_agency(self, client: Client, post: Post) -> None:
        client.force_login(make_lead(make_agency()))

        assert client.get(f"/agencies/{post.agency.code}/?on=2026-09-30").status_code == 404
        assert client.get(f"/team/{post.pk}/?on=2026-09-30").status_code == 404

    @pytest.mark.parametrize("given", ["on=2027-01-01", "on=yesterday", "on_day=31&on_month=2&on_year=2026"])
    def test_a_day_that_cannot_be_is_told_as_an_error_beside_today(
        self, client: Client, post: Post, given: str
    ) -> None:
        client.force_login(make_team_member())

        page = client.get(f"/agencies/?{given}")

        assert "There is a problem" in page.content.decode()
        assert "<title>Error: " in page.content.decode()
        assert page.context["on"] == TODAY


def test_quarters_end_in_march_june_september_and_december() -> None:
    assert quarter_ends(date(2026, 11, 20), 3) == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)]
    assert quarter_ends(date(2026, 12, 31), 1) == [date(2026, 9, 30)]
    assert quarter_ends(date(2027, 1, 1), 2) == [date(2026, 9, 30), date(2026, 12, 31)]


def test_the_month_end_before_a_day_is_the_day_itself_if_it_is_one() -> None:
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2028, 2, 29)]

    assert [month_end_before(day) for day in days] == [date(2026, 9, 30), date(2026, 9, 30), date(2028, 2, 29)]
