"""The same number of queries for 1, 10 and 120 files, rows and agencies, on every page of bringing files."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Agency, ImportBatch, ImportedRow, Undoing, Upload, UploadLine
from tests import factories as make
from tests.integration.people.imports.browsing import Desk
from tests.integration.people.imports.files import row, table

pytestmark = pytest.mark.django_db
SIZES = (1, 9, 110)  # and so 1, 10, 120


def count_of(desk: Desk, path: str) -> int:
    desk.get(path)  # what a process keeps is kept by now
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(path).status_code == 200
    return len(queries)


def add_files(desk: Desk, agency: Agency, number: int) -> None:
    said: dict[str, Any] = {"kind": "staff", "agency": agency, "file_name": "s.csv", "sha256": "0" * 64}
    for _ in range(number):
        batch = ImportBatch.objects.create(**said, by=desk.person, counts={"joins": 1, "error": 2})
        ImportBatch.objects.create(**said, by=desk.person, undoes=batch, counts={"undone": 1})
        Upload.objects.create(**said, size=1, uploaded_by=make.make_person(), state="previewed")
        make.make_agency(Agency.objects.get(pk=agency.pk))


def test_the_list_of_files(lead: Desk, team: Desk, mere: Agency) -> None:
    counts = []
    for number in SIZES:
        add_files(lead, mere, number)
        counts.append([count_of(desk, path) for desk in (lead, team) for path in ("/imports/", "/imports/new/staff/")])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 16


def test_a_preview_and_its_file(lead: Desk) -> None:
    upload = lead.to_preview(table(row(staff_number="1", job_role="wizard"), row(staff_number="2")))
    paths = [f"/imports/{upload.pk}/{rest}" for rest in ("", "?act=error", "preview.csv", "preview.xlsx", "words/")]
    counts = []
    for number in SIZES:
        place = upload.lines.count()
        UploadLine.objects.bulk_create(
            UploadLine(upload=upload, place=place + one, number=one, act="error", who="Somebody", note="No.")
            for one in range(number)
        )
        counts.append([count_of(lead, path) for path in paths])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 16


def test_what_a_file_did_and_what_undoing_would(lead: Desk) -> None:
    batch = lead.take_in(table(row(staff_number="1"))).batch
    lead.client.post(f"/imports/done/{batch.pk}/undo/")
    counts = []
    for number in SIZES:
        ImportedRow.objects.bulk_create(
            ImportedRow(
                batch=batch, number=one, act="joins", who="Somebody",
                changes=[{"model": "people.Post", "pk": one, "before": None, "after": {"start": "2026-01-01"}}],
            )
            for one in range(number)
        )  # fmt: skip
        Undoing.objects.update(kept=[{"number": 1, "who": "Somebody", "why": "Changed."}] * number)
        counts.append([count_of(lead, f"/imports/done/{batch.pk}/{rest}") for rest in ("", "undo/")])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 16
