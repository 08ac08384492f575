"""Which files are taken as evidence, told from what is in them and never from what they are called."""

import pytest

from learning.records import rules

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
DOCX = b"PK\x03\x04\x14\x00word/document.xml"
XLSX = b"PK\x03\x04\x14\x00xl/workbook.xml"


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpeg"), (DOCX, "docx"), (XLSX, "xlsx")]
)
def test_a_file_is_what_it_begins_as(content: bytes, kind: str) -> None:
    assert rules.kind_of_file(content) == kind
    assert rules.why_not_evidence(content) == ""


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"\n<html>",
        b"GIF89a<script>alert(1)</script>",
        b" %PDF-1.7",  # a reader of PDFs may forgive what stands before; we don't
        b"<script>/*%PDF-1.7*/</script>",
        b"PK\x03\x04\x14\x00META-INF/MANIFEST.MF",
        b"PK\x03\x04\x14\x00word/document.xml word/vbaProject.bin",
        b"MZ\x90\x00",
        b"\x00",
    ],
)
def test_what_might_run_in_a_browser_or_on_a_desk_is_not_taken(content: bytes) -> None:
    assert rules.kind_of_file(content) is None
    assert "this file is none of them" in rules.why_not_evidence(content).lower()


def test_an_empty_and_an_oversized_file_are_refused_by_name() -> None:
    assert rules.why_not_evidence(b"") == "The file is empty."
    assert "10 MB" in rules.why_not_evidence(PDF + b"0" * rules.LARGEST_FILE)
    assert rules.why_not_evidence((PDF + b"0" * rules.LARGEST_FILE)[: rules.LARGEST_FILE]) == ""


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Certificate.pdf", "Certificate.pdf"),
        ("C:\\Users\\me\\Level 3 (2026).PDF", "Level 3 (2026).pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("evil.html", "evil.pdf"),
        ('a"\r\nX-Header: 1.pdf', "a-X-Header- 1.pdf"),
        ("…", "evidence.pdf"),
        ("ø" * 300 + ".pdf", "ø" * 120 + ".pdf"),
    ],
)
def test_a_name_is_tamed_and_ends_as_the_kind_does(given: str, shown: str) -> None:
    assert rules.file_name_of(given, "pdf") == shown
