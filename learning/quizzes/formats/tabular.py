"""Questions as a table, CSV or XLSX: one row a question, in columns that docs/editors.md and the template name.

| column | holds |
| --- | --- |
| code | short and stable; empty: one is made |
| category | titles from the top, "Safeguarding/Consent"; a slash within a title is written twice |
| type | single, multiple, true_false, ordering, matching, short_text, essay |
| scenario | what is read first; rows with the same words share it |
| question | plain text, each line a paragraph, or simple HTML |
| right | the numbers of the right options, "1" or "1, 3"; true_false: "true" or "false" |
| option 1, feedback 1, match 1, … | the options; ordering: in the right order; matching: "match" goes with each; |
| | short_text: answers, all accepted if "right" names none |
| credit | "all" or "part": whether an answer that is partly right earns its share |
| marks | a whole number; empty: 1 |
| must_pass | yes or empty |
| explanation, source, marking_guidance | shown afterwards; what it rests on; for markers of essays |
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.csv_export import BYTE_ORDER_MARK, disarmed, harmless
from learning.quizzes import rules
from learning.quizzes.formats import rich
from learning.quizzes.formats.decoding import check_size, text_of, usable
from learning.quizzes.formats.drafts import (
    MOST_QUESTIONS,
    CantTake,
    DraftOption,
    DraftQuestion,
    Problem,
    Reading,
    UnreadableFile,
    Written,
    join_category,
    split_category,
)

FIXED = ("code", "category", "type", "scenario", "question", "right", "credit", "marks", "must_pass",
         "explanation", "source", "marking_guidance")  # fmt: skip
NEEDED = ("type", "question")
TYPES = (
    rules.SINGLE, rules.MULTIPLE, rules.TRUE_FALSE, rules.ORDERING, rules.MATCHING, rules.SHORT_TEXT, rules.ESSAY,
)  # fmt: skip
YES = {"yes", "y", "true", "1", "x"}
NO = {"", "no", "n", "false", "0"}
# What openpyxl raises for a file that is no spreadsheet, or a damaged one.
UNREADABLE = (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, TypeError, SyntaxError,
              AttributeError, EOFError, NotImplementedError)  # fmt: skip
MOST_OPTIONS = 30
MOST_UNPACKED = 100 * 1024 * 1024

Row = Mapping[str, str]


def read_csv(content: bytes) -> Reading:
    """Return the questions of a CSV file, its cells parted by commas, semicolons or tabs. Raises UnreadableFile."""
    text = text_of(content)
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(StringIO(text), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise UnreadableFile(f"The file is no CSV that can be read ({error}). Save it as CSV again.") from error
    return _reading(enumerate(rows, start=1))


def read_xlsx(content: bytes) -> Reading:
    """Return the questions of the first sheet of an XLSX file. Raises UnreadableFile."""
    check_size(content)
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise UnreadableFile("The spreadsheet unpacks to more than 100 MB. Keep only the sheet of questions.")
        sheet = load_workbook(BytesIO(content), read_only=True).worksheets[0]
        rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows(max_row=MOST_QUESTIONS + 2, max_col=200)]
    except UnreadableFile:
        raise
    except UNREADABLE as error:
        raise UnreadableFile("The file is no XLSX spreadsheet that can be read. Save it as XLSX again.") from error
    return _reading(enumerate(rows, start=1))


def _cell(cell: Any) -> str:
    if cell.data_type == "f":
        return "\ufdd2"  # a formula: whatever it worked out to isn't what its author wrote
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else usable(str(value))


def _reading(rows: Iterator[tuple[int, Sequence[str]]]) -> Reading:
    header: dict[int, str] = {}
    reading = Reading()
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _header(cells)
            continue
        if len(reading.questions) + len(reading.problems) >= MOST_QUESTIONS:
            raise UnreadableFile(f"The file has more than {MOST_QUESTIONS:,} rows. Split it.")
        place = f"Row {number}"
        try:
            reading.questions.append(_question(place, header, cells))
        except CantTake as error:
            reading.problems.append(Problem(place, str(error)))
    if not header:
        raise UnreadableFile("The file is empty. Begin with a row of column names; the template has them.")
    return reading


def _header(cells: Sequence[str]) -> dict[int, str]:
    names = {place: _name(cell) for place, cell in enumerate(cells) if cell.strip()}
    missing = [name for name in NEEDED if name not in names.values()]
    if missing:
        raise UnreadableFile(
            f"The first row must name the columns, and these are missing: {', '.join(missing)}. The template has them."
        )
    twice = sorted({name for name in names.values() if list(names.values()).count(name) > 1})
    if twice:
        raise UnreadableFile(f"Columns are named twice: {', '.join(twice)}. Name each once.")
    odd = [name for name in names.values() if name not in FIXED and not re.fullmatch(OPTION, name)]
    if odd:
        raise UnreadableFile(f"These columns aren't known: {', '.join(odd)}. Remove or rename them.")
    return names


OPTION = r"(?:option|feedback|match) ([1-9]|[12]\d|30)"


def _name(cell: str) -> str:
    text = disarmed(cell).strip().casefold().replace("-", "_")
    if found := re.fullmatch(r"(option|feedback|match)[ _]*(\d+)", text):
        return f"{found[1]} {int(found[2])}"
    return re.sub(r"\s+", "_", text)


def _question(place: str, header: Mapping[int, str], cells: Sequence[str]) -> DraftQuestion:
    extra = [cell for number, cell in enumerate(cells) if cell.strip() and number not in header]
    if extra:
        raise CantTake("It has more cells than there are columns. Put text that holds commas in quotation marks.")
    row = {name: disarmed(cells[number]).strip() for number, name in header.items() if number < len(cells)}
    if any("\ufdd2" in cell for cell in row.values()):
        raise CantTake("It has a formula. Replace it by the text that is meant.")
    kind = re.sub(r"[\s-]+", "_", row.get("type", "").casefold())
    if kind not in TYPES:
        raise CantTake(f"Its type is “{row.get('type', '')[:40]}”. Use one of these: {', '.join(TYPES)}.")
    stem = rich.from_either(row.get("question", ""))
    if not stem.html:
        raise CantTake("It has no question. Write one in the column “question”.")
    explanation = rich.from_either(row.get("explanation", ""), links=True)
    return DraftQuestion(
        place=place, type=kind, code=" ".join(row.get("code", "").split()),
        category=split_category(row.get("category", "")),
        scenario=rich.from_either(row.get("scenario", "")).html, stem=stem.html, explanation=explanation.html,
        options=_options(kind, row), credit=_credit(row), marks=_marks(row), must_pass=_yes(row, "must_pass"),
        source=" ".join(row.get("source", "").split()),
        marking_guidance=rich.from_either(row.get("marking_guidance", ""), links=True).html,
        notes=(*stem.notes, *explanation.notes),
    )  # fmt: skip


def _options(kind: str, row: Row) -> tuple[DraftOption, ...]:
    used = [
        number
        for number in range(1, MOST_OPTIONS + 1)
        if row.get(f"option {number}") or row.get(f"match {number}") or row.get(f"feedback {number}")
    ]
    right = _right(kind, row, used)
    if kind == rules.TRUE_FALSE and not used:
        used = [1, 2]
    texts = {1: "True", 2: "False"} if kind == rules.TRUE_FALSE else {}
    return tuple(
        DraftOption(
            text=" ".join(row.get(f"option {number}", "").split()) or texts.get(number, ""),
            correct=number in right,
            feedback=" ".join(row.get(f"feedback {number}", "").split()),
            match=" ".join(row.get(f"match {number}", "").split()),
        )
        for number in (sorted({*used, 1, 2}) if kind == rules.TRUE_FALSE else used)
    )


def _right(kind: str, row: Row, used: Sequence[int]) -> set[int]:
    said = row.get("right", "").casefold()
    if kind == rules.TRUE_FALSE and said in {"true", "false"}:
        return {1 if said == "true" else 2}
    if kind == rules.SHORT_TEXT and not said:
        return set(used)
    if kind in {rules.ORDERING, rules.MATCHING, rules.ESSAY} and said:
        raise CantTake("Its type has no right options: empty the column “right”.")
    numbers = re.findall(r"\d+", said)
    if kind == rules.TRUE_FALSE and said and not numbers:
        raise CantTake(f"“right” holds “{row.get('right', '')[:40]}”. Write true or false.")
    if re.sub(r"[\d\s,;.]", "", said) or any(len(number) > 2 for number in numbers):
        raise CantTake(f"“right” holds “{row.get('right', '')[:40]}”. Write the numbers of the right options: 1, 3.")
    right = {int(number) for number in numbers}
    if kind != rules.TRUE_FALSE and not right <= set(used):
        raise CantTake(f"“right” names option {min(right - set(used))}, which is empty. Write its text, or correct it.")
    return right


def _credit(row: Row) -> str:
    said = row.get("credit", "").casefold()
    if said not in {"", rules.ALL_OR_NOTHING, rules.PARTIAL}:
        raise CantTake(f"“credit” holds “{said[:40]}”. Write all or part, or leave it empty.")
    return said or rules.ALL_OR_NOTHING


def _marks(row: Row) -> int:
    said = row.get("marks", "") or "1"
    if not re.fullmatch(r"[1-9]\d?|100", said):
        raise CantTake(f"“marks” holds “{said[:40]}”. Write a whole number from 1 to 100.")
    return int(said)


def _yes(row: Row, name: str) -> bool:
    said = row.get(name, "").casefold()
    if said not in YES | NO:
        raise CantTake(f"“{name}” holds “{said[:40]}”. Write yes, or leave it empty.")
    return said in YES


# -- Writing ----------------------------------------------------------------------------------------------------


def columns(options: int) -> list[str]:
    """Return the names of the columns for questions with up to so many options."""
    numbered = [f"{name} {n}" for n in range(1, options + 1) for name in ("option", "feedback", "match")]
    return [*FIXED[:6], *numbered, *FIXED[6:]]


def table(drafts: Sequence[DraftQuestion]) -> tuple[list[str], list[list[str]], list[Problem]]:
    """Return drafts as column names and rows without live formulas, and what a table can't hold."""
    names = columns(max([6, *(len(draft.options) for draft in drafts)]))
    rows, problems = [], []
    for draft in drafts:
        if draft.image:
            problems.append(Problem(draft.place, "A spreadsheet holds no pictures. Use Moodle XML.", whole=True))
            continue
        if len(draft.options) > MOST_OPTIONS:
            words = f"It has more than {MOST_OPTIONS} options. Use Moodle XML."
            problems.append(Problem(draft.place, words, whole=True))
            continue
        said = _said(draft)
        rows.append([armed(said.get(name, "")) for name in names])
    return names, rows, problems


def write_csv(drafts: Sequence[DraftQuestion]) -> Written:
    """Return drafts as CSV: UTF-8 with a byte-order mark."""
    names, rows, problems = table(drafts)
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    csv.writer(out).writerows([names, *rows])
    return Written(out.getvalue().encode(), problems)


def write_xlsx(drafts: Sequence[DraftQuestion]) -> Written:
    """Return drafts as XLSX, every cell text."""
    names, rows, problems = table(drafts)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Questions")
    sheet.freeze_panes = "A2"
    for row in [names, *rows]:
        sheet.append([usable(cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return Written(out.getvalue(), problems)


def _said(draft: DraftQuestion) -> dict[str, str]:
    marked = draft.type in rules.CHOICES | {rules.SHORT_TEXT}
    right = [str(n) for n, option in enumerate(draft.options, start=1) if option.correct and marked]
    said = {
        "code": draft.code,
        "category": join_category(draft.category),
        "type": draft.type,
        "scenario": _typed(draft.scenario),
        "question": _typed(draft.stem),
        "right": ", ".join(right),
        "credit": draft.credit if draft.type in rules.CAN_BE_PARTLY_RIGHT else "",
        "marks": str(draft.marks),
        "must_pass": "yes" if draft.must_pass else "",
        "explanation": _typed(draft.explanation),
        "source": draft.source,
        "marking_guidance": _typed(draft.marking_guidance),
    }
    for number, option in enumerate(draft.options, start=1):
        said |= {
            f"option {number}": option.text,
            f"feedback {number}": option.feedback,
            f"match {number}": option.match,
        }
    return said


def _typed(html: str) -> str:
    """Return HTML as an author would type it: plain where that says the same."""
    plain = rich.to_plain(html)
    return html if plain is None else plain


def _could_be_formula(text: str) -> bool:
    bare = text.lstrip("'")
    return harmless(bare) != bare


def armed(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe stands before what might be one."""
    return f"'{text}" if _could_be_formula(text) else text
