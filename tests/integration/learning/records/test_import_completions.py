"""Training history from a file: right people, right courses, right days, and never twice."""

from datetime import date

import pytest

from learning.catalogue.models import Course
from learning.records.actions import correct_completion, record_completion
from learning.records.models import Completion, Correction
from people.actions.merging import merge_people
from people.imports.taking_back import undo
from people.models import ImportBatch, Person, StaffNumber
from tests import factories as make
from tests.integration.people.imports.files import TODAY, Runner

pytestmark = pytest.mark.django_db
HEAD = b"staff_number,email,agency,course,completed_on,source,hours,reference\n"


@pytest.fixture
def run(tmp_path) -> Runner:
    return Runner(tmp_path)


@pytest.fixture
def take(run):
    mere = make.make_agency(code="MERE")
    post = make.make_post(make.make_person(email="abena@mere.example"), agency=mere)
    StaffNumber.objects.create(person=post.person, agency=mere, number="42")
    Course.objects.create(code="SG-1", title="Safeguarding awareness", hours=2)
    return lambda lines, *options, **more: run(
        HEAD + lines.encode(), *options, command="import_completions", name="history.csv", **more
    )


def test_history_comes_with_its_day_source_hours_and_where_it_is_from(take) -> None:
    assert take("42,,MERE,SG-1,1/9/2019,external,3.5,OLD-7\n").startswith("Done: 1 added")
    [row] = Completion.objects.all()
    assert (row.person.email, row.completed_on, row.source, row.hours) == (
        "abena@mere.example", date(2019, 9, 1), "external", 3.5,
    )  # fmt: skip
    assert row.evidence["file"] == "history.csv"
    assert row.evidence["row"] == 2
    assert row.evidence["reference"] == "OLD-7"


def test_the_same_file_again_and_a_row_twice_record_nothing(take) -> None:
    lines = "42,,MERE,SG-1,1/9/2019,,,\n,abena@mere.example,,safeguarding AWARENESS,2019-09-01,old system,,\n"
    assert take(lines) == "Done: 1 added; 1 unchanged, 0 with errors."
    assert take(lines) == "Done: no changes; 2 unchanged, 0 with errors."
    assert Completion.objects.count() == 1


def test_what_is_recorded_here_already_that_day_is_not_doubled(take) -> None:
    course, person = Course.objects.get(), make.Person.objects.get(email="abena@mere.example")
    record_completion(person=person, course=course, on=date(2026, 1, 5), source="online", by=None, today=TODAY)
    assert take("42,,,SG-1,5/1/2026,,,\n").startswith("Done: no changes")


def test_a_number_in_two_agencies_needs_the_agency(take, run) -> None:
    other = make.make_post().person
    StaffNumber.objects.create(person=other, agency=make.make_agency(code="LAKE"), number="42")
    take("42,,,SG-1,5/1/2026,,,\n")
    assert "more than one agency" in run.err
    take("42,,LAKE,SG-1,5/1/2026,,,\n")
    assert Completion.objects.get().person == other


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("42,,,SG-1,22/11/2026,,,", "after today"), ("42,,,SG-1,22/11/26,,,", "too few figures"),
        ("42,,,Old course,5/1/2026,,,", "isn't in the catalogue"), ("42,,,,5/1/2026,,,", "no course"),
        ("42,,,SG-1,,,,", "no day of completion"), ("99,,,SG-1,5/1/2026,,,", "Nobody here has this staff number"),
        (",x@y.example,,SG-1,5/1/2026,,,", "Nobody here has this email"), ("42,,,SG-1,5/1/2026,,many,", "hours"),
        (",,,SG-1,5/1/2026,,,", "no staff number and no email"),
    ],
)  # fmt: skip
def test_each_bad_row_is_named(take, run, line: str, words: str) -> None:
    take(line + "\n")
    assert words in run.err
    assert "Row 2" in run.err
    assert not Completion.objects.exists()


def test_an_old_title_is_mapped_by_what_was_said(take, tmp_path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"values": {"course": {"Child protection (old)": "SG-1"}}}')
    take("42,,,child protection (OLD),5/1/2026,,,\n", "--mapping", str(mapping))
    assert Completion.objects.get().course.code == "SG-1"


def test_undoing_withdraws_with_a_reason_and_the_file_may_come_again(take, team_member) -> None:
    take("42,,,SG-1,5/1/2026,,,\n")
    undo(batch=ImportBatch.objects.get(), by=team_member)
    assert Correction.objects.get().reason == "Import undone: history.csv"
    assert not Completion.objects.standing().exists()
    assert take("42,,,SG-1,5/1/2026,,,\n").startswith("Done: 1 added")
    assert Completion.objects.standing().count() == 1


def test_undoing_withdraws_what_merging_made_of_it_too(take, team_member) -> None:
    take("42,,,SG-1,5/1/2026,,,\n")
    gone, kept = Person.objects.get(email="abena@mere.example"), make.make_person()
    merge_people(kept=kept, gone=gone, reason="One person.", by=team_member, today=TODAY)
    assert Completion.objects.standing().filter(person=kept).exists()
    undo(batch=ImportBatch.objects.get(), by=team_member)
    assert not Completion.objects.standing().exists()


def test_what_somebody_withdrew_as_wrong_does_not_come_back(take, run, team_member) -> None:
    take("42,,,SG-1,5/1/2026,,,\n")
    correct_completion(completion=Completion.objects.get(), reason="Wrong person", by=team_member)
    assert take("42,,,SG-1,5/1/2026,,,\n").startswith("Done: no changes")
    assert "withdrawn as wrong, and stays so" in run.err


def test_an_agencys_own_file_records_nothing_for_others(take, run) -> None:
    other = make.make_post().person
    take(f",{other.email},,SG-1,5/1/2026,,,\n", "--agency", "MERE")
    assert not Completion.objects.exists()
    assert "Nobody here has this email" in run.err
