"""The formats there are, by the name that commands and screens use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learning.quizzes.formats import gift, gift_writing, moodle_xml, moodle_xml_writing, tabular
from learning.quizzes.formats.drafts import DraftQuestion, Reading, UnreadableFile, Written


@dataclass(frozen=True)
class Format:
    """A format both ways: `read` may raise UnreadableFile; `suffixes` are those of its files, the usual one first."""

    name: str
    label: str
    suffixes: tuple[str, ...]
    content_type: str
    read: Callable[[bytes], Reading]
    write: Callable[[Sequence[DraftQuestion]], Written]


FORMATS = {
    one.name: one
    for one in (
        Format("gift", "GIFT", (".gift", ".txt"), "text/plain; charset=utf-8", gift.read, gift_writing.write),
        Format("moodle_xml", "Moodle XML", (".xml",), "application/xml", moodle_xml.read, moodle_xml_writing.write),
        Format("csv", "CSV", (".csv",), "text/csv; charset=utf-8", tabular.read_csv, tabular.write_csv),
        Format(
            "xlsx", "Excel spreadsheet (XLSX)", (".xlsx",),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            tabular.read_xlsx, tabular.write_xlsx,
        ),
    )
}  # fmt: skip


def format_of(file_name: str, said: str = "") -> Format:
    """Return the format that is named, or else that of a file's ending. Raises UnreadableFile if neither is known."""
    if said in FORMATS:
        return FORMATS[said]
    for one in FORMATS.values():
        if file_name.lower().endswith(one.suffixes):
            return one
    known = ", ".join(f"{one.label} ({one.suffixes[0]})" for one in FORMATS.values())
    raise UnreadableFile(f"The ending of “{file_name}” tells no format. Choose one of these: {known}.")
