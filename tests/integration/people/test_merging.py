"""Two records of one person become one, with no completion lost, and can be parted again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry, EarlyAccess
from learning.compliance.actions import grant_exemption
from learning.compliance.models import Exemption
from learning.compliance.queries import statuses_for
from learning.records.actions import (
    certificate_for,
    correct_completion,
    reject_report,
    verify_report,
    withdraw_report,
)
from learning.records.models import Completion, ExternalReport
from learning.records.queries import own_reports
from people.actions.merging import MergeRefused, merge_people, undo_merge, what_merging_does
from people.models import Absence, AgencyLead, Merge, Person, Post, StaffNumber
from tests import factories as make
from tests.integration.briefings.making import from_now, make_review
from tests.integration.learning.compliance.making import make_requirement
from tests.integration.learning.making import make_completion, make_course
from tests.integration.learning.quizzes.bank import begin
from tests.integration.learning.records.external import DAY, make_report

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def kept() -> Person:
    return make.make_person(first_name="Ann", last_name="Married", email=None)


@pytest.fixture
def gone() -> Person:
    return make.make_person(first_name="Ann", last_name="Maiden", email="ann@example.org")


def merge(kept: Person, gone: Person, **fields: Any) -> Merge:
    given = {"reason": "She married in May", "by": make.make_superuser(), "today": TODAY} | fields
    return merge_people(kept=kept, gone=gone, **given)


def undo(done: Merge) -> list[str]:
    return undo_merge(merge=done, by=make.make_superuser(), at=timezone.now())


def done_by(person: Person) -> list[tuple[int, date]]:
    rows = Completion.objects.standing().filter(person=person).order_by("course", "completed_on")
    return list(rows.values_list("course", "completed_on"))


def picture() -> dict[str, list[Any]]:
    """Return all that merging may change, to compare before and after."""
    found = {
        model.__name__: list(model._base_manager.order_by("pk").values())
        for model in (Post, Absence, StaffNumber, AgencyLead, Exemption)
    }
    return found | {"Person": list(Person.objects.filter(first_name="Ann").order_by("pk").values())}


def test_of_19_completions_none_is_lost_and_none_is_twice(kept: Person, gone: Person) -> None:
    courses = [make_course() for _ in range(5)]
    for n in range(14):
        make_completion(gone, courses[n % 5], on=TODAY - timedelta(days=n))
    for n in range(10, 19):
        make_completion(kept, courses[n % 5], on=TODAY - timedelta(days=n))
    all_of_them = sorted({*done_by(kept), *done_by(gone)})
    assert len(all_of_them) == 19

    merge(kept, gone)

    assert done_by(kept) == all_of_them
    assert Completion.objects.standing().counted_once().count() == 19
    assert len(done_by(gone)) == 14  # what was done under the old record stays there too


def test_a_certificate_of_the_old_record_stays_valid(
    client: Client, site_tree: Any, kept: Person, gone: Person
) -> None:
    certificate = certificate_for(make_completion(gone))
    merge(kept, gone)
    page = client.get(certificate.get_absolute_url())
    assert page.status_code == 200
    assert "withdrawn" not in page.content.decode().lower()


def test_training_done_under_one_record_counts_for_the_post_of_the_other(kept: Person, gone: Person) -> None:
    post, course = make.make_post(kept), make_course()
    make_requirement(post.role, first=course)
    make_completion(gone, course, on=TODAY - timedelta(days=20))
    posts = Post.objects.filter(person=kept)
    assert [one.status.value for one in statuses_for(posts, on=TODAY)] == ["overdue"]
    merge(kept, gone)
    assert [one.status.value for one in statuses_for(posts, on=TODAY)] == ["current"]


def everything(kept: Person, gone: Person) -> None:
    """Give both records posts, one of them the very same, numbers, a lead, people, absences and exemptions."""
    own, same = make.make_post(gone), make.make_post(kept, end=TODAY - timedelta(days=5))
    twin = make.make_post(gone, agency=same.agency, role=same.role, start=same.start)
    Absence.objects.create(post=own, away_from=TODAY - timedelta(days=50))
    Absence.objects.create(post=twin, away_from=TODAY - timedelta(days=90), back_on=TODAY - timedelta(days=40))
    grant_exemption(
        post=twin, requirement=make_requirement(twin.role), exempt_from=TODAY, exempt_to=None, reason="Agreed",
        by=make.make_person(),
    )  # fmt: skip
    StaffNumber.objects.create(person=gone, agency=own.agency, number="1")
    StaffNumber.objects.create(person=gone, agency=same.agency, number="2")
    StaffNumber.objects.create(person=kept, agency=same.agency, number="3")
    AgencyLead.objects.create(person=gone, agency=own.agency, since=TODAY)
    make.make_post(line_manager=gone)
    make.make_post(kept, line_manager=gone)
    make_completion(gone)


def test_posts_people_numbers_absences_and_exemptions_go_along(kept: Person, gone: Person) -> None:
    everything(kept, gone)

    merge(kept, gone)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert not Post.objects.filter(person=gone).exists()
    assert Post.objects.filter(person=kept).count() == 3
    assert Absence.objects.filter(post__person=kept).count() == 2
    assert Exemption.objects.filter(post__person=kept).count() == 1
    assert set(StaffNumber.objects.filter(person=kept).values_list("number", flat=True)) == {"1", "3"}
    assert AgencyLead.objects.get().person == kept
    assert list(Post.objects.exclude(person=kept).values_list("line_manager", flat=True)) == [kept.pk]
    assert (kept.email, gone.email, gone.is_active, gone.merged_into) == ("ann@example.org", None, False, kept)
    assert Post.objects.filter(person=kept, end=None).count() == 3  # the same post had ended under one record alone


def test_undone_everything_is_as_it_was_and_what_was_carried_over_is_withdrawn(kept: Person, gone: Person) -> None:
    everything(kept, gone)
    before, did = picture(), done_by(gone)

    assert undo(merge(kept, gone)) == []

    assert picture() == before
    assert (done_by(kept), done_by(gone)) == ([], did)
    assert set(AuditEntry.objects.filter(act__contains="p").values_list("act", flat=True)) >= {
        "people merged", "people parted again",
    }  # fmt: skip


def test_after_an_undo_they_can_be_merged_again_and_nothing_is_lost(kept: Person, gone: Person) -> None:
    everything(kept, gone)
    did = done_by(gone)
    undo(merge(kept, gone))
    merge(kept, gone)
    assert done_by(kept) == did


def test_what_was_changed_since_stays_and_is_said(kept: Person, gone: Person) -> None:
    post = make.make_post(gone)
    done = merge(kept, gone)
    Post.objects.filter(pk=post.pk).update(person=make.make_person())
    assert undo(done) == ["A post was changed since, and stays as it is."]
    with pytest.raises(MergeRefused, match="undone already"):
        undo(done)


def test_what_it_does_is_said_first_and_is_then_so(kept: Person, gone: Person) -> None:
    everything(kept, gone)
    before = picture()
    said = " ".join(what_merging_does(kept, gone))
    assert picture() == before
    for words in (
        "which both have, becomes one",
        "moves.",
        "Staff number 2",
        "goes",
        "2 posts of people",
        "1 is recorded",
    ):
        assert words in said


@pytest.mark.parametrize("who", ["team", "superuser", "self", "merged", "no reason"])
def test_what_must_not_be_is_refused(kept: Person, gone: Person, who: str) -> None:
    reason = "" if who == "no reason" else "Sure"
    if who == "merged":
        merge(kept, gone)
        kept, gone = make.make_person(), gone
    other = {"team": make.make_team_member, "superuser": make.make_superuser, "self": lambda: kept}.get(who)
    with pytest.raises(MergeRefused):
        merge(kept, other() if other else gone, reason=reason)


def test_nobody_merges_their_way_into_a_record_with_rights(gone: Person) -> None:
    with pytest.raises(MergeRefused, match="has rights on this site"):
        merge(make.make_team_member(email=None), gone, by=make.make_team_member())


def early_reader() -> Person:
    person = make.make_person()
    access = {"page": make_review(until=from_now(hours=5)), "granted_by": make.make_superuser()}
    return EarlyAccess.objects.create(person=person, **access).person


@pytest.mark.parametrize("maker", [early_reader, lambda: make.make_lead(make.make_agency())])
@pytest.mark.usefixtures("site_tree")
def test_a_keeper_merges_neither_themselves_nor_whom_something_hangs_on(kept: Person, maker: Any) -> None:
    keeper, other = make.make_team_member(), maker()
    for one, two in ((kept, other), (other, kept)):
        with pytest.raises(MergeRefused, match="has rights on this site"):
            merge(one, two, by=keeper)
    for one, two in ((keeper, kept), (kept, keeper)):
        with pytest.raises(MergeRefused, match="your own"):
            merge(one, two, by=keeper)
    assert not Merge.objects.exists()


@pytest.mark.usefixtures("site_tree")
def test_each_row_that_moves_and_comes_back_is_in_the_log(kept: Person) -> None:
    gone = early_reader()
    post, access = make.make_post(gone), EarlyAccess.objects.get(person=gone)
    subjects = {f"people.Post:{post.pk}", f"core.EarlyAccess:{access.pk}", f"people.Person:{gone.pk}"}
    done = merge(kept, gone)
    undo(done)
    for reason in (f"merge {done.pk}", f"merge {done.pk} undone"):
        assert subjects <= set(AuditEntry.objects.filter(reason=reason).values_list("subject", flat=True))
    entry = AuditEntry.objects.get(subject=f"people.Post:{post.pk}", reason=f"merge {done.pk} undone")
    assert (entry.before["person_id"], entry.after["person_id"]) == (kept.pk, gone.pk)


def test_of_two_merges_in_a_row_the_later_is_undone_first(kept: Person, gone: Person) -> None:
    make_completion(gone)
    last = make.make_person()
    first = merge(kept, gone)
    second = merge(last, Person.objects.get(pk=kept.pk))
    with pytest.raises(MergeRefused, match="Undo the later merge first"):
        undo(first)
    undo(second)
    undo(first)
    assert (done_by(last), done_by(kept), len(done_by(gone))) == ([], [], 1)


def test_withdrawing_training_withdraws_what_merging_made_of_it_however_often(kept: Person, gone: Person) -> None:
    done, last = make_completion(gone), make.make_person()
    merge(kept, gone)
    merge(last, Person.objects.get(pk=kept.pk))
    correct_completion(completion=done, reason="It was another's", by=make.make_superuser())
    assert not Completion.objects.standing().exists()


def test_records_are_not_merged_while_an_attempt_is_open(kept: Person, gone: Person) -> None:
    begin(gone)
    with pytest.raises(MergeRefused, match="Have them finish it, or end it"):
        merge(kept, gone)


class TestLearningElsewhere:
    """What somebody reported goes along, and comes back."""

    def reports_of(self, person: Person) -> list[str]:
        return sorted(f"{one.course.code} {one.state}" for one in own_reports(person))

    def test_reports_follow_a_merge_with_what_came_of_them_and_return(self, kept: Person, gone: Person) -> None:
        checker, codes = make.make_superuser(), ["A", "B", "C", "D"]
        courses = [make_course(code=code) for code in codes]
        reports = [make_report(gone, course=course) for course in courses]
        verify_report(report=reports[1], by=checker, today=TODAY)
        reject_report(report=reports[2], reason="Unreadable.", by=checker)
        withdraw_report(report=reports[3], by=gone)

        done = merge(kept, gone)

        assert self.reports_of(kept) == ["A waiting", "B verified", "C rejected"]
        [waiting] = ExternalReport.objects.to_check_by(checker, on=TODAY).waiting()
        assert waiting.person == kept
        verify_report(report=waiting, by=checker, today=TODAY)
        assert done_by(kept) == sorted([(courses[0].pk, DAY), (courses[1].pk, DAY)])

        undo(done)

        assert self.reports_of(kept) == []
        assert done_by(kept) == []
        assert self.reports_of(gone) == ["A waiting", "B verified", "C rejected", "D withdrawn"]
        assert [one.person for one in ExternalReport.objects.to_check_by(checker, on=TODAY).waiting()] == [gone]

    def test_what_both_reported_waits_once(self, kept: Person, gone: Person) -> None:
        course = make_course()
        for person in (kept, gone):
            make_report(person, course=course)
        merge(kept, gone)
        assert ExternalReport.objects.to_check_by(make.make_superuser(), on=TODAY).waiting().count() == 1
        assert any("waits to be checked" in words for words in what_merging_does(make.make_person(), kept))
