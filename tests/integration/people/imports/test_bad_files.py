"""Whatever file comes, each bad row is named with what to do, and nothing falls over."""

import codecs
import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from core.csv_export import FORMULA_PREFIXES
from core.tables import MOST_ROWS, UnreadableFile, open_table
from core.tables.spreadsheet import MERGE
from people.models import Person, Post
from tests.integration.people.imports.files import HEADINGS, row, table

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}


def book(*rows: list, merge: tuple[str, ...] = ()) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    for one in rows:
        sheet.append(one)
    for cells in merge:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def xlsx(*rows: dict, merge: tuple[str, ...] = (), above: tuple[list, ...] = ()) -> bytes:
    return book(*above, list(HEADINGS), *[[one[name] or None for name in HEADINGS] for one in rows], merge=merge)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b""), ("utf-16-be", b""), ("cp1252", b""),
    ],
)  # fmt: skip
def test_names_come_through_in_every_encoding_that_spreadsheets_write(run, encoding: str, mark: bytes) -> None:
    text = table(row(**ABENA, first_name="Zoë", last_name="O’Brien-Müller")).decode()
    run(mark + text.encode(encoding))
    assert Person.objects.filter(first_name="Zoë", last_name="O’Brien-Müller").exists()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_of_the_usual_marks_part_cells_and_lines(run, end: str, mark: str) -> None:
    text = table(row(**ABENA)).decode().replace("\r\n", end).replace(",", mark)
    assert "1 join" in run(text.encode())


def test_a_spreadsheet_is_read_with_its_dates_and_leading_zeros(run) -> None:
    from datetime import datetime

    said = [row(**ABENA)[name] for name in HEADINGS]
    said[HEADINGS.index("start_date")] = datetime(2024, 9, 2)
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["Staff of Mere School, November"])
    sheet.append([])
    sheet.append(list(HEADINGS))
    sheet.append(said)
    sheet["A4"] = 42
    sheet["A4"].number_format = "0000"
    out = io.BytesIO()
    workbook.save(out)
    assert "1 join" in run(out.getvalue(), name="staff.xlsx")
    assert str(Post.objects.get().start) == "2024-09-02"
    assert Person.objects.get(email=ABENA["email"]).staff_numbers.get().number == "0042"


def test_merged_cells_are_named_by_row_and_others_are_taken(run) -> None:
    file = xlsx(row(**ABENA), row(staff_number="2"), row(staff_number="3"), merge=("D3:D4",), above=())
    run(file, name="staff.xlsx")
    assert "Row 3" in run.err
    assert "Row 4" in run.err
    assert "is merged with other cells" in run.err
    assert Post.objects.count() == 1


def test_a_merged_title_above_the_headings_does_no_harm(run) -> None:
    file = xlsx(row(**ABENA), above=(["Everybody at Mere School"],), merge=("A1:J1",))
    assert "1 join" in run(file, name="staff.xlsx")


def test_a_sheet_that_merges_the_same_cells_over_and_over_is_refused_at_once(run) -> None:
    merges = "".join(f'<mergeCell ref="A{top}:GR{top + 5000}"/>' for top in range(2, 20))
    sound, out = zipfile.ZipFile(io.BytesIO(xlsx(row(**ABENA)))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in sound.namelist():
            part = sound.read(name)
            package.writestr(name, part.replace(b"</sheetData>", f"</sheetData>{merges}".encode()))
    assert "Most cells of the sheet are merged" in run.refused(out.getvalue(), name="staff.xlsx")


def test_no_part_of_a_sheet_holds_up_the_look_for_merged_cells() -> None:
    assert MERGE.search(b"<mergeCell " * 6000) is None
    assert MERGE.search(b"<mergeCell" + b" " * 60_000) is None
    assert MERGE.search(b'<x:mergeCell ref="A1:B2"/>')


@pytest.mark.parametrize("formula", ["=A1", '=HYPERLINK("http://evil.example","x")', "@SUM(1)"])
def test_a_formula_is_refused_with_words(run, formula: str) -> None:
    run(table(row(**ABENA, first_name=formula), row(staff_number="2")))
    assert "Row 2" in run.err
    assert "has a formula" in run.err
    assert Post.objects.count() == 1


def test_a_formula_in_a_spreadsheet_is_refused_whatever_it_had_worked_out_to(run) -> None:
    run(xlsx(row(staff_number="1", email='="a"&"@mere.example"')), name="staff.xlsx")
    assert "Row 2" in run.err
    assert "“email” has a formula" in run.err


@pytest.mark.parametrize("prefix", FORMULA_PREFIXES)
def test_no_name_begins_as_a_formula_does(run, prefix: str) -> None:
    run(table(row(**ABENA, last_name=f"{prefix}cmd")))
    assert not Person.objects.filter(last_name__startswith=prefix).exists()


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("02/09/24", "too few figures for its year"), ("2-9-24", "too few figures"), ("2 Sep 24", "too few figures"),
        ("09/13/2024", "the month before the day"), ("31/02/2024", "isn't a day that there is"),
        ("45537", "a spreadsheet's number for a day"), ("soon", "isn't a date"), ("01/01/0024", "the year is 24"),
        ("2/9/2099", "more than three years ahead"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_sure_is_refused_with_words(run, date: str, words: str) -> None:
    run(table(row(**ABENA, start_date=date)))
    assert words in run.err
    assert "Row 2" in run.err
    assert not Post.objects.exists()


@pytest.mark.parametrize("date", ["2024-09-02", "2/9/2024", "02.09.2024", "2 September 2024", "2024-09-02 00:00:00"])
def test_a_day_is_read_as_people_write_it(run, date: str) -> None:
    run(table(row(**ABENA, start_date=date)))
    assert str(Post.objects.get().start) == "2024-09-02"


@pytest.mark.parametrize("nothing", ["NULL", "#N/A", "n/a", "-", ""])
def test_nulls_are_nothing(run, nothing: str) -> None:
    run(table(row(**ABENA, end_date=nothing, manager=nothing, kind=nothing)))
    assert Post.objects.get().end is None
    assert run.err == ""


def test_nul_bytes_and_controls_are_left_out(run) -> None:
    run(table(row(**ABENA, first_name="Ab\x00e\x07na\u2028")))
    assert Person.objects.get(email=ABENA["email"]).first_name == "Abena"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"email": "not an address"}, "isn't an email address"), ({"staff_number": "1.23E+05"}, "has shortened"),
        ({"job_role": "Wizard"}, "“Wizard” isn't known here"), ({"job_role": ""}, "There is no job role"),
        ({"kind": "robot"}, "isn't a kind of post"), ({"start_date": ""}, "There is no start date"),
        ({"first_name": ""}, "needs a first and a last name"), ({"last_name": "x" * 81}, "longer than 80"),
        ({"staff_number": "9" * 41}, "longer than 40"), ({"end_date": "2020-01-01"}, "before it starts"),
        ({"staff_number": "", "email": ""}, "no staff number and no email"),
    ],
)  # fmt: skip
def test_each_bad_row_is_named_with_what_to_do_and_the_good_are_taken(run, said: dict, words: str) -> None:
    run(table(row(**{**ABENA, **said}), row(staff_number="2", first_name="Good")))
    assert words in run.err
    assert "Row 2" in run.err
    assert Post.objects.get().person.first_name == "Good"


def test_two_columns_of_one_name_are_not_guessed_at(run) -> None:
    text = table(row(**ABENA)).decode().replace("kind", "job_role")
    assert "no column for: Job role" in run.refused(text.encode())
    assert "job_role (column F), job_role (column G)" in run.refused(text.encode())


def test_a_comma_too_many_is_named(run) -> None:
    text = table(row(**ABENA, manager="7")).decode().replace("Osei,", "Osei, the Second,")
    run(text.encode())
    assert "more cells than there are headings" in run.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"), (b"\xef\xbb\xbf", "empty"), (b" \r\n \r\n", "empty"), (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office program"), (b"PK\x03\x04rubbish", "no XLSX"),
        (b"\x89PNG\r\n\x1a\n", "a picture"), (bytes(range(256)) * 40, "no column"),
        (b'"' + b"x" * 2_000_000, "never closed"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_words(run, content: bytes, words: str) -> None:
    assert words in run.refused(content)


def test_a_zip_that_is_no_spreadsheet_and_one_that_unpacks_to_too_much_are_refused(run) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("x.txt", "x")
    assert "no XLSX" in run.refused(out.getvalue())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)
    assert "unpacks to more than 200 MB" in run.refused(out.getvalue())


@pytest.mark.slow
def test_a_million_rows_are_refused_in_bounded_memory() -> None:
    line = b"0042,abena.osei@mere.example,Abena,Osei,MERE,teacher,paid,2024-09-02,,\n"
    file = io.BytesIO(",".join(HEADINGS).encode() + b"\n" + line * 1_000_000)
    rows = open_table(file, "big.csv").rows
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match=f"more than {MOST_ROWS:,} rows"):
        for _ in rows:
            pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5_000_000


def test_a_sheet_of_blank_rows_ends() -> None:
    rows = open_table(io.BytesIO(b"a,b\n1,2\n" + b",\n" * 200_000 + b"3,4\n"), "x.csv").rows
    assert [one.cells for one in rows] == [["1", "2"]]
