"""Who sees whose posts: managers down their reporting tree, leads down their agencies, and nobody else anybody."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from people.models import AgencyLead, Person, Post
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
YESTERDAY = TODAY - timedelta(days=1)


def tree_of(manager: Person, on: date = TODAY) -> set[int]:
    return set(Post.objects.in_reporting_tree_of(manager, on=on).values_list("pk", flat=True))


def keys(*posts: Post) -> set[int]:
    return {post.pk for post in posts}


def chain(length: int, agency=None) -> list[Post]:
    """Return posts of one agency, each line-managed by the holder of the one before."""
    agency = agency or make.make_agency()
    posts = [make.make_post(agency=agency)]
    for _ in range(length - 1):
        posts.append(make.make_post(agency=agency, line_manager=posts[-1].person))
    return posts


# -- Down the tree ------------------------------------------------------------------------------------------------


def test_a_manager_sees_reports_and_theirs_in_turn_but_not_upwards_or_sideways() -> None:
    top, middle, low, lowest = chain(4)
    beside = make.make_post(agency=top.agency, line_manager=top.person)
    make.make_post(agency=top.agency)

    assert tree_of(top.person) == keys(middle, low, lowest, beside)
    assert tree_of(middle.person) == keys(low, lowest)
    assert tree_of(lowest.person) == set()


def test_nobody_is_in_their_own_tree() -> None:
    top, low = chain(2)
    own_second = make.make_post(top.person, agency=top.agency, line_manager=low.person)

    assert own_second.pk not in tree_of(top.person)


@pytest.mark.parametrize("length", [2, 3, 7])
def test_a_loop_of_managers_ends_and_shows_each_of_the_others_once(length: int) -> None:
    posts = chain(length)
    posts[0].line_manager = posts[-1].person
    posts[0].save()

    for post in posts:
        found = list(Post.objects.in_reporting_tree_of(post.person, on=TODAY))
        assert {one.pk for one in found} == keys(*posts) - keys(post)
        assert len(found) == length - 1


def test_a_tree_is_as_deep_as_it_is() -> None:
    posts = chain(30)

    assert tree_of(posts[0].person) == keys(*posts[1:])


def test_the_tree_takes_the_same_two_queries_for_2_posts_and_200(django_assert_num_queries) -> None:
    small = chain(2)
    large = chain(5)
    for _ in range(195):
        make.make_post(agency=large[0].agency, role=large[0].role, line_manager=large[2].person)

    for posts, count in ((small, 1), (large, 199)):
        with django_assert_num_queries(2):
            assert len(Post.objects.in_reporting_tree_of(posts[0].person, on=TODAY)) == count


# -- Agencies -----------------------------------------------------------------------------------------------------


def test_reports_in_an_agency_below_the_managers_own_are_followed_all_the_way() -> None:
    council = make.make_agency()
    service = make.make_agency(parent=council)
    head = make.make_post(agency=council)
    manager = make.make_post(agency=service, line_manager=head.person)
    worker = make.make_post(agency=service, line_manager=manager.person)

    assert tree_of(head.person) == keys(manager, worker)


def test_a_line_manager_from_another_agency_sees_that_post_and_no_more() -> None:
    outsider = make.make_post()
    seen = make.make_post(line_manager=outsider.person)
    below = make.make_post(agency=seen.agency, line_manager=seen.person)
    elsewhere = make.make_post(seen.person)  # the same person's post in a third agency
    make.make_post(agency=elsewhere.agency, line_manager=seen.person)

    assert tree_of(outsider.person) == keys(seen)
    assert below.pk not in tree_of(outsider.person)


def test_a_report_who_manages_in_another_agency_brings_none_of_it_with_them() -> None:
    manager, report = chain(2)
    second_job = make.make_post(report.person)
    their_team = make.make_post(agency=second_job.agency, line_manager=report.person)

    assert tree_of(manager.person) == keys(report)
    assert their_team.pk in tree_of(report.person)


def test_a_report_in_one_agency_does_not_open_an_agency_above_it() -> None:
    trust = make.make_agency()
    school = make.make_agency(parent=trust)
    manager, report = chain(2, agency=school)
    above = make.make_post(agency=trust, line_manager=report.person)

    assert above.pk not in tree_of(manager.person)


# -- Movers and leavers -------------------------------------------------------------------------------------------


def test_a_leaver_sees_nobody_from_the_day_after_their_last() -> None:
    manager, report = chain(2)
    manager.end = YESTERDAY
    manager.save()

    assert tree_of(manager.person, on=YESTERDAY) == keys(report)
    assert tree_of(manager.person) == set()


def test_a_mover_to_another_agency_loses_the_old_team_though_the_file_still_names_them() -> None:
    manager, report = chain(2)
    manager.end = YESTERDAY
    manager.save()
    new = make.make_post(manager.person, start=TODAY)
    new_report = make.make_post(agency=new.agency, line_manager=manager.person, start=TODAY)

    assert tree_of(manager.person, on=YESTERDAY) == keys(report)
    assert tree_of(manager.person) == keys(new_report)


def test_a_mover_from_the_council_to_a_service_of_it_keeps_only_the_service() -> None:
    council = make.make_agency()
    service, other = make.make_agency(parent=council), make.make_agency(parent=council)
    manager = make.make_post(agency=council, end=YESTERDAY)
    make.make_post(manager.person, agency=service, start=TODAY)
    kept = make.make_post(agency=service, line_manager=manager.person)
    make.make_post(agency=other, line_manager=manager.person)
    make.make_post(agency=council, line_manager=manager.person)

    assert tree_of(manager.person) == keys(kept)


def test_a_move_within_an_agency_keeps_the_team() -> None:
    manager, report = chain(2)
    manager.end = YESTERDAY
    manager.save()
    make.make_post(manager.person, agency=manager.agency, start=TODAY)

    assert tree_of(manager.person) == keys(report)


def test_a_former_colleague_named_for_a_post_that_began_later_is_a_line_manager_from_outside() -> None:
    mover = make.make_post(end=TODAY - timedelta(days=400))
    make.make_post(mover.person, start=TODAY - timedelta(days=399))
    later = make.make_post(agency=mover.agency, line_manager=mover.person, start=TODAY - timedelta(days=30))

    assert tree_of(mover.person) == keys(later)


def test_a_report_who_has_left_is_seen_no_more_but_their_people_are() -> None:
    manager, report, below = chain(3)
    report.end = YESTERDAY
    report.save()

    assert tree_of(manager.person, on=YESTERDAY) == keys(report, below)
    assert tree_of(manager.person) == keys(below)


def test_a_post_that_begins_tomorrow_is_seen_tomorrow() -> None:
    manager, report = chain(2)
    report.start = TODAY + timedelta(days=1)
    report.save()

    assert tree_of(manager.person) == set()
    assert tree_of(manager.person, on=TODAY + timedelta(days=1)) == keys(report)


def test_somebody_with_no_post_manages_nobody() -> None:
    named = make.make_person()
    make.make_post(line_manager=named)

    assert tree_of(named) == set()


# -- Leads, the team, and everybody -------------------------------------------------------------------------------


def test_a_lead_sees_their_agencies_and_those_below_and_none_beside_or_above() -> None:
    trust = make.make_agency()
    school, other_school = make.make_agency(parent=trust), make.make_agency(parent=trust)
    unit = make.make_agency(parent=school)
    at = {agency.pk: make.make_post(agency=agency) for agency in (trust, school, other_school, unit)}
    lead = make.make_lead(school)

    seen = Post.objects.visible_to(lead, on=TODAY).exclude(person=lead)

    assert set(seen) == {at[school.pk], at[unit.pk]}


def test_a_lead_whose_time_is_over_sees_nobody() -> None:
    post = make.make_post()
    lead = make.make_lead(post.agency)
    AgencyLead.objects.filter(person=lead).update(until=YESTERDAY)

    assert post in Post.objects.visible_to(lead, on=YESTERDAY)
    assert post not in Post.objects.visible_to(lead, on=TODAY)


def test_a_lead_who_has_left_sees_nobody_though_nobody_thought_of_ending_the_lead() -> None:
    post = make.make_post()
    lead = make.make_lead(post.agency)
    Post.objects.filter(person=lead).update(end=YESTERDAY)

    assert post in Post.objects.visible_to(lead, on=YESTERDAY)
    assert post not in Post.objects.visible_to(lead, on=TODAY)


def test_the_workforce_team_sees_everybody_and_the_board_nobody() -> None:
    posts = [make.make_post(), make.make_post()]

    assert set(Post.objects.visible_to(make.make_team_member(), on=TODAY)) == set(posts)
    assert not Post.objects.visible_to(make.make_board_member(), on=TODAY).exists()


def test_nobody_sees_nobody() -> None:
    make.make_post()

    assert not Post.objects.visible_to(AnonymousUser(), on=TODAY).exists()
    assert not Post.objects.visible_to(None, on=TODAY).exists()
    assert not Person.objects.visible_to(AnonymousUser(), on=TODAY).exists()
    assert not Person.objects.visible_to(None, on=TODAY).exists()


def test_a_leaver_still_sees_themselves_and_a_lead_sees_the_person_no_more() -> None:
    post = make.make_post(end=YESTERDAY)
    lead = make.make_lead(post.agency)

    assert set(Person.objects.visible_to(post.person, on=TODAY)) == {post.person}
    assert post.person not in Person.objects.visible_to(lead, on=TODAY)
    assert post.person in Person.objects.visible_to(lead, on=YESTERDAY)


def test_people_are_visible_by_the_posts_that_are() -> None:
    manager, report = chain(2)
    stranger = make.make_post()

    seen = set(Person.objects.visible_to(manager.person, on=TODAY))

    assert seen == {manager.person, report.person}
    assert stranger.person not in seen
