"""Which files are taken as evidence, and what each is served as: told from its first bytes, never from its name."""

import re
import unicodedata

PDF, JPEG, PNG, DOCX, XLSX = "pdf", "jpeg", "png", "docx", "xlsx"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png", DOCX: "docx", XLSX: "xlsx"}
CONTENT_TYPES = {
    PDF: "application/pdf",
    JPEG: "image/jpeg",
    PNG: "image/png",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_FILE = 10 * 1024 * 1024  # bytes: a phone's photograph has three to eight million
LONGEST_NAME = 120
WRONG_KIND = "Attach a PDF, a photograph (JPG or PNG), a Word document or an Excel workbook. This file is none of them."
TOO_LARGE = "The file is too large: 10 MB at most. A photograph of a lower quality, or a PDF, is usually smaller."
EMPTY = "The file is empty."
BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
IN_OFFICE_FILES = {b"word/document.xml": DOCX, b"xl/workbook.xml": XLSX}
MACROS = b"vbaProject.bin"


def kind_of_file(content: bytes) -> str | None:
    """Return which kind of evidence a file is by what it begins with, or None if it is no kind that is taken."""
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04") and MACROS not in content:
        # The names of a zip file's parts stand in it as they are, packed or not.
        return next((kind for part, kind in IN_OFFICE_FILES.items() if part in content), None)
    return None


def why_not_evidence(content: bytes) -> str:
    """Return a sentence that says why a file isn't taken as evidence, or nothing if it is."""
    if not content:
        return EMPTY
    if len(content) > LARGEST_FILE:
        return TOO_LARGE
    return "" if kind_of_file(content) else WRONG_KIND


def file_name_of(name: str, kind: str) -> str:
    """Return the name to show and to download a file under: what it came with, tamed, and the ending of its kind."""
    stem = unicodedata.normalize("NFKC", name.replace("\\", "/").rsplit("/", 1)[-1]).rsplit(".", 1)[0]
    tame = re.sub(r"[^\w \-()]+", "-", stem).strip(" -")[:LONGEST_NAME]
    return f"{tame or 'evidence'}.{ENDINGS[kind]}"
