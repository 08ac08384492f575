"""Whatever file is brought by the page: no 5xx, words about what is wrong, and nothing done before it is confirmed."""

import codecs
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.tables import LARGEST_FILE
from people.models import ImportBatch, Person, Post, Upload
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import HEADINGS, row, table
from tests.integration.people.imports.test_bad_files import xlsx

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}


def posts() -> int:
    return Post.objects.filter(agency__code="MERE").count()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."), (b"\xef\xbb\xbf", "The file is empty."), (b" \r\n\r\n", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF, not a table."), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office program"),
        (b"PK\x03\x04rubbish", "no XLSX spreadsheet that can be read"), (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b'a,b\n"' + b"x" * 2_000_000, "never closed"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_beside_the_field(lead: Desk, content: bytes, words: str) -> None:
    response = lead.bring(content)
    page = text_of(response)
    assert "There is a problem" in page
    assert page.count(words) == 2  # at the top and at the field
    assert response.content.decode().count("<title>Error: ") == 1
    assert not Upload.objects.exists()


def test_no_file_at_all_is_asked_for(lead: Desk) -> None:
    page = text_of(lead.client.post("/imports/new/staff/", {"agency": "MERE"}))
    assert page.count("Choose a file") == 2


def test_a_file_that_is_too_large_is_refused(lead: Desk, monkeypatch) -> None:
    monkeypatch.setattr("people.imports.forms.LARGEST_FILE", 100)
    assert "The file is larger than" in text_of(lead.bring(table(row(**ABENA))))
    assert LARGEST_FILE == 25 * 1024 * 1024


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", b""), ("cp1252", b"")],
)
def test_names_come_through_in_every_encoding(lead: Desk, encoding: str, mark: bytes) -> None:
    text = table(row(**ABENA, first_name="Zoë", last_name="O’Brien-Müller")).decode()
    lead.take_in(mark + text.encode(encoding))
    assert Person.objects.filter(first_name="Zoë", last_name="O’Brien-Müller").exists()


@pytest.mark.parametrize(
    ("content", "row_number", "words"),
    [
        (xlsx(row(**ABENA), row(staff_number="2"), merge=("D2:D3",)), 3, "is merged with other cells"),
        (xlsx(row(staff_number="1", email='="a"&"@x.example"')), 2, "has a formula"),
        (table(row(**ABENA, first_name='=HYPERLINK("http://evil.example","x")')), 2, "has a formula"),
        (table(row(**ABENA, start_date="02/09/24")), 2, "too few figures for its year"),
        (table(row(**ABENA, manager="7")).replace(b"Osei,", b"Osei, Jr,"), 2, "more cells than there are headings"),
        (table(row(staff_number="NULL", email="#N/A")), 2, "no staff number and no email"),
        (table(row(**ABENA, last_name="<script>alert(1)</script>", start_date="")), 2, "There is no start date"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_what_to_do_and_the_page_runs_nothing(
    lead: Desk, content: bytes, row_number: int, words: str
) -> None:
    upload = lead.to_preview(content, name="staff.xlsx" if content.startswith(b"PK") else "staff.csv")
    response = lead.get(f"/imports/{upload.pk}/?act=error")
    assert words in text_of(response)
    assert row_number in [line.number for line, *_ in response.context["rows"]]
    assert "<script>alert" not in response.content.decode()
    assert "=HYPERLINK" not in lead.get(f"/imports/{upload.pk}/preview.csv").content.decode()


def test_two_columns_of_one_name_are_asked_about(lead: Desk) -> None:
    text = table(row(**ABENA)).replace(b"kind", b"job_role")
    page = text_of(lead.bring(text))
    assert "job_role (column F) (teacher)" in page
    lead.name_columns(Upload.objects.get(), job_role="job_role (column F)")
    assert Upload.objects.get().counts["joins"] == 1


def test_a_truncated_file_stops_before_it_ends_posts(lead: Desk) -> None:
    everybody = table(*[row(staff_number=str(n), last_name=f"N{n}") for n in range(40)])
    lead.take_in(everybody)
    upload = lead.to_preview(everybody[: len(everybody) // 2], everybody=["paid"])
    lead.confirm(upload)
    assert posts() == 40
    assert not Post.objects.filter(agency__code="MERE").exclude(end=None).exists()
    assert ImportBatch.objects.count() == 1


def test_the_same_file_twice_changes_nothing(lead: Desk) -> None:
    file = table(row(**ABENA), row(staff_number="2"))
    lead.take_in(file)
    assert lead.to_preview(file).counts.get("unchanged") == 2
    assert posts() == 2


def test_a_stored_file_that_was_changed_is_not_taken(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    upload.file.storage.delete(upload.file.name)
    upload.file.storage.save(upload.file.name, SimpleUploadedFile("x", table(row(staff_number="666"))))
    assert "The stored file isn’t the one" in text_of(lead.confirm(upload))
    assert posts() == 0


def test_a_stored_file_that_is_gone_is_said_to_be(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    upload.file.storage.delete(upload.file.name)
    assert "Bring it again" in text_of(lead.confirm(upload))


@pytest.mark.parametrize("heading", ["", "x" * 3000, "a\0b", "<b>", "'=1+1", "\u202eevil"])
def test_odd_headings_do_no_harm(lead: Desk, heading: str) -> None:
    out = io.StringIO()
    out.write(f'"{heading}","{heading}",staff_number,job_role\r\n1,2,3,teacher\r\n')
    response = lead.bring(out.getvalue().encode())
    assert response.status_code == 200
    assert "<b>" not in text_of(response).replace("<b>1</b>", "")


@pytest.mark.parametrize(
    "said",
    [{"job_role": "nonsense"}, {"job_role": "\0"}, {}, dict.fromkeys(HEADINGS, "email"), {"job_role": "x" * 9999}],
)
def test_odd_answers_about_columns_are_refused(lead: Desk, said: dict[str, Any]) -> None:
    lead.bring(table(row(**ABENA)))
    upload = Upload.objects.get()
    response = lead.client.post(f"/imports/{upload.pk}/", said)
    assert response.status_code == 200
    assert "There is a problem" in text_of(response)
    assert Upload.objects.get().state == "mapping"


def test_odd_answers_about_words_are_refused(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA, job_role="wizard")))
    response = lead.client.post(f"/imports/{upload.pk}/words/", {"job_role-0": "nobody"})
    assert "There is a problem" in text_of(response)
    assert lead.client.post(f"/imports/{upload.pk}/words/", {}).status_code == 302
