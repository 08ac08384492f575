"""Files of absences: spells added and ended, the same file again nothing."""

import pytest

from core.models import AuditEntry
from people.models import Absence, StaffNumber
from tests import factories as make

pytestmark = pytest.mark.django_db
HEAD = b"staff_number,email,agency,away_from,back_on,kind\n"


@pytest.fixture
def take(run, mere):
    post = make.make_post(make.make_person(email="abena@mere.example"), agency=mere)
    StaffNumber.objects.create(person=post.person, agency=mere, number="42")
    return lambda lines, *options: run(HEAD + lines.encode(), *options, command="import_absences")


def spells() -> list[tuple]:
    return [(str(a), str(b), k) for a, b, k in Absence.objects.values_list("away_from", "back_on", "kind")]


def test_a_spell_is_added_once_and_ended_by_a_later_file(take) -> None:
    assert take("42,,MERE,1/3/2026,,Parental leave\n").startswith("Done: 1 added")
    assert take("42,,MERE,1/3/2026,,parental\n").startswith("Done: no changes")
    assert take(",ABENA@mere.example,,1/3/2026,2026-06-01,\n").startswith("Done: 1 changed")
    assert spells() == [("2026-03-01", "2026-06-01", "parental")]
    assert set(AuditEntry.objects.filter(subject__startswith="people.Absence").values_list("act", flat=True)) == {
        "absence added", "absence changed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("42,,MERE,1/3/26,,", "too few figures"), ("42,,MERE,,,", "no first day away"),
        ("42,,MERE,1/3/2026,1/3/2026,", "first day back"), ("43,,MERE,1/3/2026,,", "Nobody here has this staff number"),
        ("42,,NOWHERE,1/3/2026,,", "isn't known here"), ("42,,MERE,1/3/2026,,holiday", "isn't known here"),
        ("42,,MERE,1/3/2019,,", "no post here on 1 March 2019"), (",,MERE,1/3/2026,,", "no staff number and no email"),
    ],
)  # fmt: skip
def test_each_bad_row_is_named(take, run, line: str, words: str) -> None:
    take(line + "\n")
    assert words in run.err
    assert "Row 2" in run.err
    assert not Absence.objects.exists()


def test_spells_that_overlap_are_refused(take, run) -> None:
    take("42,,MERE,1/3/2026,1/6/2026,\n")
    take("42,,MERE,1/5/2026,,\n")
    assert "which overlaps" in run.err
    assert Absence.objects.count() == 1


def test_one_file_ends_a_spell_and_begins_the_next(take, run) -> None:
    take("42,,MERE,1/3/2026,,parental\n")
    rows = "42,,MERE,1/9/2026,,sickness\n42,,MERE,1/3/2026,1/6/2026,parental\n"
    assert take(rows).startswith("Done: 1 added, 1 changed"), run.err
    assert spells() == [("2026-03-01", "2026-06-01", "parental"), ("2026-09-01", "None", "sickness")]
    assert take(rows).startswith("Done: no changes")


def test_spells_that_overlap_within_one_file_are_refused_but_the_first(take, run) -> None:
    take("42,,MERE,1/3/2026,,\n42,,MERE,1/5/2026,1/6/2026,\n42,,MERE,1/1/2026,2/3/2026,\n")
    assert spells() == [("2026-03-01", "None", "other")]
    assert "Row 3" in run.err
    assert "Row 4" in run.err
    assert run.err.count("which overlaps") == 2


def test_a_spell_that_would_last_into_the_next_stays_as_it_was(take, run) -> None:
    take("42,,MERE,1/1/2026,1/2/2026,\n42,,MERE,1/3/2026,1/4/2026,\n")
    take("42,,MERE,1/1/2026,15/3/2026,\n42,,MERE,10/2/2026,20/2/2026,\n")
    assert "away from 1 March 2026 too, which overlaps" in run.err
    assert [one[:2] for one in spells()] == [
        ("2026-01-01", "2026-02-01"), ("2026-02-10", "2026-02-20"), ("2026-03-01", "2026-04-01"),
    ]  # fmt: skip


def test_somebody_of_another_agency_is_nobody_here(take, run) -> None:
    other = make.make_post().person
    take(f",{other.email},,1/3/2026,,\n", "--agency", "MERE")
    there = run.err.replace(other.email, "X")
    take(",nobody@nowhere.example,,1/3/2026,,\n", "--agency", "MERE")
    assert there == run.err.replace("nobody@nowhere.example", "X")


def test_what_kind_an_absence_was_before_is_not_said(take, run) -> None:
    take("42,,MERE,1/3/2026,,sickness\n")
    take("42,,MERE,1/3/2026,,other\n")
    assert "sickness" not in run.out.lower()
    assert "kind of absence changes" in run.out
