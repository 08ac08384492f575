"""From the bytes of a file to its text, whatever program wrote it."""

from core.tables.decoding import OTHER_KINDS, encoding_by_head, usable
from learning.quizzes.formats.drafts import LARGEST_FILE, UnreadableFile


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


def _decoded(content: bytes) -> str:
    known = encoding_by_head(content)
    if known:
        return content.decode(known, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
