"""Questions in spreadsheets: what authors type, and cells that do nothing but show text."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core.csv_export import FORMULA_PREFIXES
from learning.quizzes import rules
from learning.quizzes.formats import tabular
from learning.quizzes.formats.drafts import DraftOption, DraftQuestion, Reading, UnreadableFile
from learning.quizzes.formats.registry import FORMATS
from tests.unit.learning.quizzes.formats.made import draft

HEAD = "code,category,type,question,right,option 1,option 2,option 3\n"


def read(rows: str, head: str = HEAD) -> Reading:
    return tabular.read_csv((head + rows).encode())


def only(rows: str, head: str = HEAD) -> DraftQuestion:
    reading = read(rows, head)
    assert [str(problem) for problem in reading.problems] == []
    return reading.questions[0]


def test_a_row_is_a_question() -> None:
    one = only('AW-1,Care/Under 5s,Single,"Sam is 4.\nWhom do you tell?",2,Nobody,The lead,\n')
    assert (one.code, one.category, one.type) == ("AW-1", ("Care", "Under 5s"), rules.SINGLE)
    assert one.stem == "<p>Sam is 4.</p><p>Whom do you tell?</p>"
    assert one.options == (DraftOption("Nobody"), DraftOption("The lead", True))


def test_true_or_false_needs_no_options() -> None:
    assert [option.correct for option in only(",,true false,So?,False\n").options] == [False, True]


def test_every_short_answer_is_accepted_unless_some_are_named() -> None:
    assert all(option.correct for option in only(",,short text,What?,,LADO,officer\n").options)
    assert [option.correct for option in only(",,short text,What?,1,LADO,lead\n").options] == [True, False]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_spreadsheet_program_s_csv_is_read(delimiter: str, encoding: str) -> None:
    text = "type,question,right\ntrue_false,Zoë – so?,true\n".replace(",", delimiter)
    assert tabular.read_csv(text.encode(encoding)).questions[0].stem == "<p>Zoë – so?</p>"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,guess,What?,1,A,B,", "Its type is “guess”"),
        (",,single,,1,A,B,", "It has no question"),
        (",,single,What?,4,A,B,", "names option 4, which is empty"),
        (",,true_false,So?,maybe,,,", "Write true or false"),
        (",,single,What?,first,A,B,", "Write the numbers of the right options"),
        (",,essay,What?,1,,,", "has no right options"),
        (",,single,What?,1,A,B,C,D", "more cells than there are columns"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_by_its_number(row: str, said: str) -> None:
    reading = read(f",,true_false,Fine?,true,,,\n\n{row}\n")
    assert len(reading.questions) == 1
    assert reading.problems[0].place == "Row 4"
    assert said in reading.problems[0].words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a,b\n1,2\n", "these are missing: type, question"),
        (b"type,question,type\n", "named twice: type"),
        (b"type,question,colour\n", "aren't known: colour"),
        (b"PK\x03\x04rest", "This is a spreadsheet"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_a_file_that_is_no_table_of_questions_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        tabular.read_csv(content)


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut off", b"not a zip", b"<html>", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_xlsx_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="no XLSX spreadsheet"):
        tabular.read_xlsx(content)


def test_a_formula_in_a_spreadsheet_is_no_question() -> None:
    book = Workbook()
    book.active.append(["type", "question", "right"])
    book.active.append(["essay", '=HYPERLINK("http://example.org")', None])
    book.active.append(["true_false", 2026.0, "true"])
    out = BytesIO()
    book.save(out)
    reading = tabular.read_xlsx(out.getvalue())
    assert [problem.place for problem in reading.problems] == ["Row 2"]
    assert reading.questions[0].stem == "<p>2026</p>"


def in_every_field(text: str) -> DraftQuestion:
    return draft(
        code=text, category=(text,), stem=f"<p>{text}</p>", scenario=f"<p>{text}</p>", explanation=f"<p>{text}</p>",
        source=text, marking_guidance=f"<p>{text}</p>", scenario_code="",
        options=(DraftOption(text, True, text), DraftOption("b", False, text)),
    )  # fmt: skip


@pytest.mark.parametrize("prefix", FORMULA_PREFIXES)
def test_no_field_becomes_a_live_formula(prefix: str) -> None:
    one = in_every_field(f"{prefix}cmd()")
    book = load_workbook(BytesIO(FORMATS["xlsx"].write([one]).content))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value is not None]
    rows = [cell.value for cell in cells] + FORMATS["csv"].write([one]).content.decode("utf-8-sig").split("\n")[
        1
    ].split(",")
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert len([value for value in rows if "cmd()" in str(value)]) >= 10
    assert [value for value in rows if str(value).lstrip(' "')[:1] in FORMULA_PREFIXES and value.strip()] == []


@pytest.mark.parametrize("prefix", [prefix for prefix in FORMULA_PREFIXES if not prefix.isspace()])
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_what_looks_like_a_formula_comes_back_as_it_was(name: str, prefix: str) -> None:
    one = in_every_field(f"{prefix}cmd()")
    (back,) = FORMATS[name].read(FORMATS[name].write([one]).content).questions
    assert (back.code, back.stem, back.options) == (one.code, one.stem, one.options)


@given(st.text())
def test_arming_is_undone_by_disarming(text: str) -> None:
    assert tabular.disarmed(tabular.armed(text)) == text


def test_a_tab_before_a_formula_is_stripped() -> None:
    assert only(",,true_false,\t=1+1 is two?,true\n").stem == "<p>=1+1 is two?</p>"
