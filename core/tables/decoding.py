"""From the bytes of a file to its text, whatever program wrote it."""

import codecs
import re
from typing import BinaryIO

BLOCK = 1 << 16
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


class UnreadableFile(ValueError):
    """Raised for a file that can't be read at all. Its words are for whoever brought it."""


def usable(text: str) -> str:
    """Return text without what can't be shown or stored, its lines ended by a newline alone."""
    if text.isascii() and text.isprintable():
        return text
    return UNUSABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))


def encoding_by_head(head: bytes) -> str | None:
    """Return the encoding that the first bytes of a text give away: a mark, or UTF-16 without one. None if neither."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    head = head[:2000]
    if head.count(0) * 3 > len(head):  # every other byte of Latin text in UTF-16 is nothing
        return "utf-16-be" if head[:1] == b"\x00" else "utf-16-le"
    return None


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding of a whole text file: what its head says, else UTF-8 if all of it is, else Windows' own.

    Reads a block at a time, and leaves the file at its beginning.
    """
    file.seek(0)
    head = file.read(BLOCK)
    known = encoding_by_head(head)
    file.seek(0)
    if known:
        return known
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8"
