"""The report from the command line: the same figures as the screens, in every format, as at any day."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from people.models import Absence, StaffNumber
from tests.factories import make_agency, make_person, make_post, make_role
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TODAY = date(2026, 11, 20)


def told(**options: Any) -> str:
    out = StringIO()
    call_command("compliance_report", stdout=out, **options)
    return out.getvalue().removeprefix("\ufeff")


@pytest.fixture(autouse=True)
def trust() -> Any:
    role, course = make_role(code="teacher"), make_course()
    make_requirement(role, first=course, code="SG-CORE")
    trust = make_agency(code="TRUST")
    school, _ = make_agency(parent=trust, code="SCHOOL"), make_agency(code="EMPTY")
    trained = make_post(make_person(email="one@example.org"), agency=trust, role=role)
    StaffNumber.objects.create(person=trained.person, agency=trust, number="=1+1")
    make_completion(trained.person, course, on=date(2026, 10, 5), today=TODAY)
    make_post(make_person(email=None), agency=school, role=role)
    Absence.objects.create(post=make_post(agency=school, role=role), away_from=date(2026, 10, 1))
    return trust


def test_by_agency_each_row_is_an_agencys_own_posts_on_a_requirement() -> None:
    rows = json.loads(told(format="json"))

    assert rows == [
        {
            "agency": "SCHOOL", "requirement": "SG-CORE", "current": 0, "due_soon": 0, "in_time": 0, "overdue": 1,
            "away": 1, "exempt": 0, "trained_percent": 0.0, "within_time_percent": 0.0,
        },
        {
            "agency": "TRUST", "requirement": "SG-CORE", "current": 1, "due_soon": 0, "in_time": 0, "overdue": 0,
            "away": 0, "exempt": 0, "trained_percent": 100.0, "within_time_percent": 100.0,
        },
    ]  # fmt: skip


def test_as_at_an_earlier_day_and_below_one_agency() -> None:
    rows = list(csv.DictReader(StringIO(told(by="requirement", as_at="2026-09-30"))))
    assert [(row["requirement"], row["current"], row["overdue"], row["away"]) for row in rows] == [
        ("SG-CORE", "0", "3", "0")
    ]

    [row] = csv.DictReader(StringIO(told(by="role", agency="SCHOOL")))
    assert (row["role"], row["overdue"], row["away"], row["trained_percent"]) == ("teacher", "1", "1", "0.0")
    assert list(csv.DictReader(StringIO(told(agency="EMPTY")))) == []


def test_by_post_names_each_by_number_and_email_with_no_live_formula(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    told(by="post", format="xlsx", output=file)

    sheet = load_workbook(BytesIO(file.read_bytes())).active
    assert sheet is not None
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == ("staff_number", "email", "agency", "requirement", "status", "deadline")
    found = {row[1]: row for row in rows}
    assert found["one@example.org"][0] == "'=1+1"
    assert found["one@example.org"][4] == "current"
    assert str(found["one@example.org"][5])[:10] == "2029-10-05"
    assert len(rows) == 3


@pytest.mark.parametrize(
    "options",
    [{"as_at": "2027-01-01"}, {"as_at": "30/9/2026"}, {"agency": "NOWHERE"}],
    ids=["future", "form", "agency"],
)
def test_what_cannot_be_is_refused_with_a_sentence(options: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        told(**options)
