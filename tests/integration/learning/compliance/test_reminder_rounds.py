"""What a day's reminders say, to whom, and how often."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_delete
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from learning.catalogue.models import Course
from learning.compliance.actions import end_exemption, grant_exemption
from learning.compliance.actions.reminder_rounds import write_round
from learning.compliance.actions.reminder_sending import claim_next
from learning.compliance.models import LetterState, ReminderLetter, ReminderSettings, ReminderStep, Requirement
from learning.compliance.queries.reporting_trees import ReportingTrees
from people.models import Absence, AgencyState, Person, Post
from tests.factories import make_agency, make_person, make_post, make_role
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement, make_team

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)  # a Friday
MONDAY = date(2026, 11, 23)


def moment(day: date, hour: int = 9) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day, hour))


def run(day: date = DAY, *, sent: bool = True) -> list[ReminderLetter]:
    """Write the round of a day, and return its letters, which are sent unless told."""
    write_round(at=moment(day))
    letters = ReminderLetter.objects.filter(day=day)
    if sent:
        letters.update(state=LetterState.SENT, sent_at=moment(day))
    return list(letters.select_related("person"))


def starter(days_ago: int, day: date = DAY, **fields: Any) -> Post:
    """Return a post begun so many days ago, of which training is asked within 30 days."""
    post = make_post(start=day - timedelta(days=days_ago), **fields)
    make_requirement(post.role, first=make_course(title="Sharing information"), first_months=None, first_days=30)
    return post


@pytest.mark.parametrize(
    ("days_ago", "told"), [(0, True), (1, True), (23, True), (30, True), (37, True), (65, True), (29, True)]
)
def test_each_step_that_has_come_is_told(days_ago: int, told: bool) -> None:
    post = starter(days_ago)
    assert [letter.person for letter in run()] == [post.person]


def test_the_same_step_is_told_once_and_the_next_when_it_comes() -> None:
    starter(20)  # due in ten days
    days = [day for day in range(60) if run(DAY + timedelta(days=day))]
    assert days == [0, 3, 10, 17, 45]


def test_a_second_run_on_a_day_writes_nothing() -> None:
    starter(30)
    assert run() == run()
    assert ReminderLetter.objects.count() == 1


def test_nothing_goes_before_the_hour_that_is_set_nor_while_it_is_switched_off() -> None:
    starter(30)
    assert write_round(at=moment(DAY, 6)) is None
    ReminderSettings.objects.update_or_create(pk=ReminderSettings.load().pk, defaults={"switched_on": False})
    assert write_round(at=moment(DAY)) is None
    assert not ReminderLetter.objects.exists()


def test_after_days_without_a_run_only_the_latest_step_is_told() -> None:
    starter(0)  # due in thirty days
    run()
    later = run(DAY + timedelta(days=40))
    assert len(later) == 1
    assert list(ReminderStep.objects.order_by("step").values_list("step", flat=True)) == [-30, 7]


def test_one_letter_says_all_that_somebody_has_before_them() -> None:
    post = starter(37)
    make_requirement(post.role, first=make_course(title="Listening to children"), first_months=2)
    [letter] = run()
    assert "- Was due by 13 November 2026: Sharing information" in letter.text
    assert "- Due by 14 December 2026: Listening to children" in letter.text
    assert f"Hello {post.person.first_name}" in letter.text
    assert "/my-learning/" in letter.text


def test_one_course_is_told_once_however_many_posts_and_requirements_ask_for_it() -> None:
    person, course, role = make_person(), make_course(title="Sharing information"), make_role()
    for days in (30, 23):
        make_post(person, role=role, start=DAY - timedelta(days=days))
    for _ in range(2):
        make_requirement(role, first=course, first_months=None, first_days=30)
    [letter] = run()
    assert letter.text.count("Sharing information") == 1
    assert "20 November 2026" in letter.text  # the nearest deadline
    assert ReminderStep.objects.count() == 1


def test_who_is_trained_hears_of_the_lapse_and_of_the_refresher() -> None:
    post = make_post()
    first, refresher = make_course(title="First course"), make_course(title="Refresher")
    make_requirement(post.role, first=first, renewing=refresher)
    requirement = make_requirement(post.role, first=make_course(title="Two parts"), renewing=refresher)
    listing = requirement.versions.get().listings.first()
    assert listing is not None
    listing.renewing = False
    listing.save()
    make_completion(post.person, listing.course, on=date(2023, 12, 20))
    make_completion(post.person, first, on=date(2026, 1, 1))
    [letter] = run()
    assert "Due by 20 December 2026: Refresher" in letter.text
    assert "First course" not in letter.text


@pytest.mark.parametrize("apart", ["away", "exempt"])
def test_it_is_quiet_while_somebody_is_away_or_exempt_and_speaks_again_after(apart: str) -> None:
    post = starter(37)
    requirement = Requirement.objects.get()
    if apart == "away":
        absence = Absence.objects.create(post=post, away_from=DAY - timedelta(days=40))
    else:
        exemption = grant_exemption(
            post=post, requirement=requirement, exempt_from=DAY - timedelta(days=5), exempt_to=None, reason="Agreed",
            by=make_person(),
        )  # fmt: skip
    assert run() == []
    if apart == "away":
        absence.back_on = DAY
        absence.save()
    else:
        end_exemption(exemption=exemption, last_day=DAY, by=make_person())
    assert len(run(DAY + timedelta(days=1))) == 1


def test_it_is_quiet_for_leavers_and_for_what_falls_due_after_somebody_has_gone() -> None:
    starter(37, end=DAY - timedelta(days=1))
    starter(20, end=DAY + timedelta(days=5))
    assert run() == []


def test_it_is_quiet_for_those_without_email_or_sign_in_and_where_an_agency_is_not_live() -> None:
    starter(37, person=make_person(email=None))
    starter(37, person=make_person(is_active=False))
    starter(37, agency=make_agency(state=AgencyState.CHECKING))
    assert run() == []


def test_a_changed_schedule_does_not_tell_again_what_was_told_since() -> None:
    starter(10)  # due in twenty days
    run()
    settings = ReminderSettings.load()
    settings.days_before = "28, 21, 7"
    settings.save()
    assert run(DAY + timedelta(days=1)) == []


def test_a_letter_that_still_waits_on_the_next_day_is_told_afresh_and_never_twice() -> None:
    starter(30)
    [old] = run(sent=False)
    [new] = run(DAY + timedelta(days=3), sent=False)
    old.refresh_from_db()
    assert (old.state, new.state) == (LetterState.DROPPED, LetterState.WAITING)
    assert list(ReminderStep.objects.values_list("letter", flat=True)) == [new.pk]


def test_who_has_done_it_meanwhile_is_not_told_afresh() -> None:
    post = starter(30)
    run(sent=False)
    make_completion(post.person, Course.objects.get(), on=DAY)
    assert run(DAY + timedelta(days=1)) == []


# -- Managers ------------------------------------------------------------------------------------------------------


def overdue_team(size: int = 3) -> tuple[Person, list[Post]]:
    manager, posts = make_team(size, start=DAY - timedelta(days=50))
    make_requirement(posts[0].role, first=make_course(title="Sharing information"), first_months=None, first_days=30)
    Post.objects.filter(person=manager).update(role=make_role())
    return manager, posts


def test_a_manager_gets_counts_once_a_week_and_no_names() -> None:
    manager, posts = overdue_team()
    Person.objects.filter(pk=posts[0].person_id).update(email=None)
    days = {DAY + timedelta(days=day): run(DAY + timedelta(days=day)) for day in range(8)}
    to_manager = {day: letter for day, letters in days.items() for letter in letters if letter.person == manager}
    assert list(to_manager) == [DAY, MONDAY]  # the first day that it ran, and then each Monday
    text = to_manager[MONDAY].text
    assert "- 3 people overdue" in text
    assert "- 1 person of them without an email here" in text
    assert "/team/" in text
    assert not any(post.person.last_name in text for post in posts)


def test_a_weekly_letter_that_was_missed_comes_on_the_next_day_that_runs() -> None:
    manager, _ = overdue_team()
    run(DAY)
    assert manager in [letter.person for letter in run(MONDAY + timedelta(days=2))]
    assert manager not in [letter.person for letter in run(MONDAY + timedelta(days=3))]


def test_a_managers_own_training_and_the_teams_are_one_letter() -> None:
    manager, posts = overdue_team()
    Post.objects.filter(person=manager).update(role=posts[0].role, start=DAY - timedelta(days=37))
    [letter] = [letter for letter in run() if letter.person == manager]
    assert "Sharing information" in letter.text
    assert "3 people overdue" in letter.text


def test_a_manager_who_left_the_agency_is_told_nothing_of_it() -> None:
    manager, _ = overdue_team()
    Post.objects.filter(person=manager).update(end=DAY - timedelta(days=1))
    make_post(manager, start=DAY)
    assert manager not in [letter.person for letter in run()]


def test_a_manager_of_managers_is_told_of_the_same_people_as_their_page_shows() -> None:
    manager, posts = overdue_team(3)
    head = make_post(agency=posts[0].agency, role=make_role())
    Post.objects.filter(person=manager).update(line_manager=head.person)
    letters = {letter.person: letter.text for letter in run()}
    assert "- 3 people overdue" in letters[manager]
    assert "- 3 people overdue" in letters[head.person]


def test_a_manager_above_one_who_left_is_told_of_the_people_of_both() -> None:
    manager, posts = overdue_team(3)
    head = make_post(agency=posts[0].agency, role=make_role())
    Post.objects.filter(person=manager).update(line_manager=head.person, end=DAY - timedelta(days=1))
    letters = {letter.person: letter.text for letter in run()}
    assert "- 3 people overdue" in letters[head.person]
    assert manager not in letters


def test_reporting_trees_are_the_same_as_those_that_pages_show() -> None:
    chance = random.Random(4)
    compared = 0
    for _ in range(12):
        top = make_agency()
        below = make_agency(parent=top)
        top.refresh_from_db()
        agencies, people = [top, below, make_agency(parent=top), make_agency()], [make_person() for _ in range(14)]
        for place in range(34):
            person, boss = chance.sample(people, 2)
            start = DAY + timedelta(days=chance.choice([-900, -300, -60, -1, 0, 1, 20]))
            end = start + timedelta(days=chance.choice([0, 30, 59, 300, 299])) if chance.random() < 0.4 else None
            manager = boss if chance.random() < 0.8 else None
            make_post(person, agency=chance.choice(agencies), start=start, end=end, line_manager=manager,
                      role=make_role(code=f"r{top.pk}-{place}"))  # fmt: skip
        trees = ReportingTrees(DAY)
        for person in people:
            shown = set(Post.objects.in_reporting_tree_of(person, on=DAY).values_list("pk", flat=True))
            assert trees.below(person.pk) == shown
            assert person.pk in trees.managers or not shown
            compared += len(shown)
    assert compared > 100, compared


def test_writing_takes_the_same_queries_for_1_10_or_300_people() -> None:
    counts = set()
    for place, size in enumerate((1, 10, 300)):
        overdue_team(size)
        day = DAY + timedelta(days=7 * place)
        run(day - timedelta(days=1))
        ReminderStep.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            write_round(at=moment(day))
        assert ReminderLetter.objects.filter(day=day).count() >= size
        # Rows go in by batches; what is read is read at once.
        counts.add(sum(query["sql"].startswith(("SELECT", "WITH")) for query in queries))
    assert len(counts) == 1, counts
    assert counts.pop() < 40


def test_a_sender_that_looks_while_old_letters_are_dropped_takes_none_of_them() -> None:
    starter(20)
    run(sent=False)
    taken: list[ReminderLetter | None] = []

    def look(**_: Any) -> None:
        taken.append(claim_next(at=moment(DAY)))

    post_delete.connect(look, sender=ReminderStep)
    try:
        run(DAY + timedelta(days=1), sent=False)
    finally:
        post_delete.disconnect(look, sender=ReminderStep)
    assert taken == [None]
    states = ReminderLetter.objects.order_by("day").values_list("state", flat=True)
    assert list(states) == [LetterState.DROPPED, LetterState.WAITING]


def test_a_letter_taken_before_the_next_day_is_left_to_its_sender_with_its_steps() -> None:
    starter(20)
    run(sent=False)
    taken = claim_next(at=moment(DAY))
    assert run(DAY + timedelta(days=1)) == []
    assert ReminderLetter.objects.get() == taken
    assert ReminderStep.objects.filter(letter=taken).exists()
