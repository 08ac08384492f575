"""From the bytes of a file to its text, whatever program wrote it."""

import codecs
import re

from learning.quizzes.formats.drafts import LARGEST_FILE, UnreadableFile

# The first bytes of what people pick by mistake.
OTHER_KINDS = {
    b"PK\x03\x04": "a spreadsheet, a document or a zip file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a file of an old Office program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
}
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Control characters, halves of pairs, and characters that Unicode keeps out of files.
UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def check_size(content: bytes) -> None:
    """Raise UnreadableFile if a file is empty or larger than is taken."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("The file is empty. Choose the file that has the questions.")
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it, or make its pictures smaller."
        )


def text_of(content: bytes) -> str:
    """Return the text of a file, in UTF-8, UTF-16 or Windows' Western European code, with plain line ends.

    Characters that no text should have are left out. Raises UnreadableFile if it is empty, too large or no text.
    """
    check_size(content)
    for start, kind in OTHER_KINDS.items():
        if content.startswith(start):
            raise UnreadableFile(f"This is {kind}, not a text file. Choose its format, or save it as text in UTF-8.")
    return usable(_decoded(content))


def usable(text: str) -> str:
    """Return text without what can't be shown or stored, its lines ended by a newline alone."""
    return UNUSABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))


def _decoded(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    head = content[:2000]
    if head.count(0) * 3 > len(head):  # UTF-16 without its mark: every other byte of Latin text is nothing
        return content.decode("utf-16-be" if head[:1] == b"\x00" else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
