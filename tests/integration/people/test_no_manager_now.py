"""A team whose manager left isn't lost: it is the next manager's up, until another is named."""

from datetime import date, timedelta

import pytest
from django.test import Client

from people.models import Person, Post
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
YESTERDAY = TODAY - timedelta(days=1)


def tree_of(manager: Person) -> set[int]:
    return set(Post.objects.in_reporting_tree_of(manager, on=TODAY).values_list("pk", flat=True))


def line(length: int) -> list[Post]:
    posts = [make.make_post()]
    for _ in range(length - 1):
        posts.append(make.make_post(agency=posts[0].agency, line_manager=posts[-1].person))
    return posts


def leave(post: Post) -> None:
    post.end = YESTERDAY
    post.save()


def test_the_people_of_a_manager_who_left_are_the_next_ones_up_and_the_manager_is_not_shown() -> None:
    top, middle, low, lowest = line(4)
    leave(middle)

    assert tree_of(top.person) == {low.pk, lowest.pk}
    assert set(Post.objects.without_manager(on=TODAY)) == {low}


def test_two_managers_who_left_one_above_the_other_are_both_stepped_over() -> None:
    top, *between, low = line(4)
    for post in between:
        leave(post)

    assert tree_of(top.person) == {low.pk}


def test_who_moved_within_the_agency_keeps_their_people_from_their_old_manager() -> None:
    top, middle, low = line(3)
    leave(middle)
    make.make_post(middle.person, agency=middle.agency, start=TODAY)

    assert tree_of(top.person) == set()
    assert tree_of(middle.person) == {low.pk}


def test_nobody_of_another_agency_comes_into_view_through_who_left() -> None:
    top, middle, _ = line(3)
    elsewhere = make.make_post(line_manager=middle.person)
    leave(middle)

    assert elsewhere.pk not in tree_of(top.person)


def test_who_left_themselves_sees_nobody() -> None:
    _, middle, _ = line(3)
    leave(middle)

    assert tree_of(middle.person) == set()


@pytest.mark.usefixtures("site_tree")
def test_the_lead_s_page_says_whose_manager_has_gone(client: Client) -> None:
    _, middle, low = line(3)
    leave(middle)
    client.force_login(make.make_lead(low.agency))
    page = client.get(f"/agencies/{low.agency.code}/").content.decode()
    assert "No manager now" in page
    assert f"was with {middle.person}" in page


def test_a_lead_and_a_manager_still_see_the_person_s_page() -> None:
    top, middle, low = line(3)
    leave(middle)

    for reader in (top.person, make.make_lead(low.agency)):
        assert Post.objects.visible_to(reader, on=TODAY).filter(pk=low.pk).exists()
