"""Files of questions in Wagtail's admin: looked over first, then all taken or none."""

import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.quizzes import rules
from learning.quizzes.formats.registry import FORMATS
from learning.quizzes.models import Category, Question, QuestionFile, Scenario
from learning.quizzes.queries.exporting import drafts_of, questions_to_export
from people.models import Person
from tests import factories
from tests.integration.learning.quizzes.bank import NOW, make_bank, make_category, make_question
from tests.integration.learning.quizzes.test_admin import words
from tests.unit.learning.quizzes.formats.made import ONE_OF_EACH, PICTURED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]
TWO = b"$CATEGORY: Care/Under 5s\n\n::AW-1::Whom do you tell?{=The lead ~Nobody}\n\n::AW-2::So?{T}\n"
BROKEN = TWO + b"\n::AW-3::When?{#1989}\n"


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(team: Client, content: bytes, name: str = "questions.gift", **more: Any) -> Any:
    return team.post(
        reverse("question_files"), {"file": SimpleUploadedFile(name, content), "format": "", "category": ""} | more,
        follow=True,
    )  # fmt: skip


def take(team: Client, **more: Any) -> Any:
    file = QuestionFile.objects.get(taken=None)
    page = team.get(reverse("question_file", args=[file.pk]))
    data = {"shown": page.context["shown"]} | more
    return team.post(reverse("question_file", args=[file.pk]), data, follow=True)


def test_a_file_is_looked_over_and_then_taken_as_drafts(team: Client) -> None:
    page = words(send(team, TWO))
    assert "2 questions to take, 0 in the bank already, 0 problems." in page
    assert not Question.objects.exists()
    assert "2 questions taken into the bank." in words(take(team))
    assert [(one.code, one.live, one.category.title) for one in Question.objects.order_by("code")] == [
        ("AW-1", False, "Under 5s"), ("AW-2", False, "Under 5s"),
    ]  # fmt: skip
    assert Category.objects.get(title="Under 5s").parent == Category.objects.get(title="Care")
    assert bytes(QuestionFile.objects.get().content) == b""


def test_a_file_is_read_once_from_its_upload_to_its_being_taken(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, sent = FORMATS["gift"], []

    def read(content: bytes) -> Any:
        sent.append(content)
        return reading.read(content)

    monkeypatch.setitem(FORMATS, "gift", replace(reading, read=read))
    send(team, TWO)
    take(team)
    assert sent == [TWO]
    other = TWO.replace(b"AW-1", b"AW-9").replace(b"AW-2", b"AW-8")
    send(team, other)
    take(team)
    assert sent == [TWO, other]
    assert Question.objects.count() == 4


def test_what_is_taken_is_shown_in_words_and_then_first_in_the_list(team: Client) -> None:
    make_question(code="AA-1")
    page = words(send(team, FORMATS["moodle_xml"].write([PICTURED]).content, "q.xml", category=make_category().pk))
    assert f"With a picture: {PICTURED.image_alt}" in page
    send(team, b"$CATEGORY: A\n\n::ZZ-1::[html]<p>Kai is nine.</p><p>Who?</p>{=A ~B}\n")
    file = QuestionFile.objects.get(name="questions.gift")
    url = reverse("question_file", args=[file.pk])
    shown = team.get(url)
    assert "Kai is nine. Who?" in words(shown)
    listed = team.post(url, {"shown": shown.context["shown"]}, follow=True)
    assert [one.code for one in listed.context["object_list"]] == ["ZZ-1", "AA-1"]


def test_a_file_that_is_taken_twice_is_taken_once_and_both_are_told_so(team: Client) -> None:
    page = send(team, TWO)
    url, data = page.request["PATH_INFO"], {"shown": page.context["shown"]}
    for _ in range(2):
        assert "2 questions taken into the bank." in words(team.post(url, data, follow=True))
    assert "2 questions taken into the bank." in words(team.get(url, follow=True))
    assert Question.objects.count() == 2


def test_taking_a_file_takes_as_many_queries_for_two_hundred_questions_as_for_a_hundred(team: Client) -> None:
    def count(number: int, name: str) -> int:
        rows = "".join(f"::{name}-{place}::Whom do you tell?{{=The lead ~Nobody}}\n\n" for place in range(number))
        page = send(team, f"$CATEGORY: {name}\n\n{rows}".encode())
        with CaptureQueriesContext(connection) as captured:
            team.post(page.request["PATH_INFO"], {"shown": page.context["shown"], "publish": "on"})
        assert Question.objects.in_use().filter(category__title=name).count() == number
        return len([one for one in captured if "INSERT" not in one["sql"]])

    hundred = count(100, "A")
    # SQLite takes a thousand values a statement, so that it writes in several: and tells the search of each.
    assert count(200, "B") <= hundred + 30


def test_they_can_be_published_at_once(team: Client) -> None:
    send(team, TWO)
    take(team, publish="on")
    assert Question.objects.in_use().count() == 2


def test_with_a_problem_nothing_is_taken_unless_it_is_to_be_left_out(team: Client) -> None:
    page = words(send(team, BROKEN))
    assert "Question 3, line 7 It is a numerical question" in page
    assert "Put the file right and bring it again, or tick “Leave out what can't be taken”" in words(take(team))
    assert not Question.objects.exists()
    take(team, leave_out="on")
    assert Question.objects.count() == 2


def test_the_categories_that_a_file_makes_are_named_before_it_is_taken(team: Client) -> None:
    make_category(title="Care")
    page = words(send(team, TWO.replace(b"Under 5s", b"Udner 5s")))
    assert "Categories that are made" in page
    assert "Care/Udner 5s" in page
    take(team)
    assert "Categories that are made" not in words(
        send(team, TWO.replace(b"Under 5s", b"udner 5s") + b"\n::AW-9::So?{T}\n")
    )


def test_what_was_ticked_stays_so_when_nothing_could_be_taken(team: Client) -> None:
    send(team, BROKEN)
    page = take(team, publish="on").content.decode()
    assert re.search(r'name="publish" checked', page)
    assert not re.search(r'name="leave_out" checked', page)


def test_a_question_that_earns_other_marks_is_not_there_already(team: Client) -> None:
    make_question(
        code="M-1",
        category=make_category(title="C"),
        stem="<p>So?</p>",
        explanation="",
        options=[("A", True), ("B", False)],
    )
    names = b"code,category,type,question,right,option 1,feedback 1,option 2,feedback 2,marks"
    row = names + b"\nM-1,C,single,So?,1,A,FEEDBACK-A,B,FEEDBACK-B,%d\n"
    assert "1 in the bank already" in words(send(team, row % 1, "one.csv"))
    assert "The bank has another question with the code M-1." in words(send(team, row % 3, "three.csv"))


def test_what_is_there_already_is_not_taken_twice(team: Client) -> None:
    send(team, TWO)
    take(team)
    assert "0 questions to take, 2 in the bank already, 0 problems." in words(send(team, TWO))


def test_another_question_with_its_code_is_a_problem(team: Client) -> None:
    make_question(code="AW-1")
    assert "The bank has another question with the code AW-1" in words(send(team, TWO))


def test_a_code_twice_in_a_file_and_a_missing_category_are_problems(team: Client) -> None:
    page = words(send(team, b"::A::One?{T}\n\n::A::Two?{T}\n\n::B::Three?{T}\n"))
    assert page.count("Its code A stands 2 times in the file") == 2
    assert "The file names no category for 1 of its questions" in page


def test_a_chosen_category_holds_those_that_name_none(team: Client) -> None:
    category = make_category(code="SG")
    long = b"A title that is too long to be a code of a question here"
    send(team, b"::" + long + b"::One?{T}\n", category=category.pk)
    take(team)
    one = Question.objects.get()
    assert (one.category, one.code) == (category, "SG-1")
    assert "0 questions to take, 1 in the bank already" in words(
        send(team, b"::" + long + b"::One?{T}\n", category=category.pk)
    )


def test_the_category_of_those_that_name_none_can_be_chosen_once_the_file_is_there(team: Client) -> None:
    category = make_category()
    page = words(send(team, b"::A::One?{T}\n\n::B::Two?{T}\n\n::C::Three?{~x ~y}\n"))
    assert "0 questions to take, 0 in the bank already, 1 problem, 3 without a category." in page
    url = reverse("question_file", args=[QuestionFile.objects.get().pk])
    assert "This field is required" in words(team.post(url, {"file_under": "1", "category": ""}))
    page = words(team.post(url, {"file_under": "1", "category": category.pk}, follow=True))
    assert "2 questions to take, 0 in the bank already, 1 problem." in page
    take(team, leave_out="on")
    assert category.questions.count() == 2


def test_a_file_that_somebody_else_brought_is_not_theirs_to_file(team: Client, client: Client) -> None:
    send(team, b"::A::One?{T}\n")
    file, category = QuestionFile.objects.get(), make_category()
    client.force_login(factories.make_team_member())
    url = reverse("question_file", args=[file.pk])
    assert client.post(url, {"file_under": "1", "category": category.pk}).status_code == 404
    file.refresh_from_db()
    assert file.category is None


def test_what_is_wrong_is_listed_as_it_stands_in_the_file(team: Client) -> None:
    page = words(send(team, b"$CATEGORY: A\n\n::A::One?{~x ~y}\n\n::B::Two?{#3:1}\n\n::C::Three?{~x ~y}\n"))
    assert page.index("Question 1") < page.index("Question 2") < page.index("Question 3")


def test_questions_without_a_name_are_told_apart_by_all_they_ask(team: Client) -> None:
    same = b"Who?{=A ~B}\n\nWho?{=A =B}\n\nWho?{=A ~B}\n"
    category = make_category()
    assert "2 questions to take, 1 in the bank already" in words(send(team, same, category=category.pk))
    take(team)
    assert "0 questions to take, 3 in the bank already" in words(send(team, same, category=category.pk))


def test_a_bank_that_changed_since_is_shown_again_and_nothing_is_taken(team: Client) -> None:
    send(team, TWO)
    file = QuestionFile.objects.get()
    shown = team.get(reverse("question_file", args=[file.pk])).context["shown"]
    make_question(code="AW-2")
    page = team.post(reverse("question_file", args=[file.pk]), {"shown": shown, "leave_out": "on"})
    assert "Nothing was taken." in words(page)
    assert Question.objects.count() == 1
    assert QuestionFile.objects.exists()


def test_a_file_is_its_uploader_s_alone_and_is_kept_for_a_day(team: Client, client: Client) -> None:
    send(team, TWO)
    old = QuestionFile.objects.get()
    client.force_login(factories.make_team_member())
    assert client.get(reverse("question_file", args=[old.pk])).status_code == 404
    QuestionFile.objects.update(uploaded_at=NOW - timedelta(days=400))
    send(client, TWO)
    assert not QuestionFile.objects.filter(pk=old.pk).exists()


def test_somebody_who_may_not_write_questions_is_kept_out(signed_in: Client) -> None:
    for url in (reverse("question_files"), reverse("question_export"), reverse("question_template", args=["csv"])):
        assert signed_in.get(url).status_code in (302, 403)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00" * 50, b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n",
        b"<quiz>" * 9000,
        b"{" * 5000, b"type,question\nsingle,", b"<svg onload=alert(1)>", "Zoë?{T}".encode("utf-16"), b"\x93hm\x94?{T}",
        b"<!DOCTYPE q [<!ENTITY a 'ha'>]><quiz>&a;</quiz>", b"=cmd()|'x'!A1{T}", b"::" * 3000,
        b"{}" * 3000, b"~=#" * 2000,
    ],
)  # fmt: skip
def test_no_file_breaks_the_upload(team: Client, name: str, content: bytes) -> None:
    assert send(team, content, "file.bin", format=name).status_code == 200


def test_no_format_and_no_file_are_said(team: Client) -> None:
    assert "tells no format" in words(send(team, TWO, "questions.doc"))
    assert team.post(reverse("question_files"), {}).status_code == 200
    large = SimpleUploadedFile("q.gift", b"x" * (10 * 1024 * 1024 + 1))
    assert "larger than 10 MB" in words(
        team.post(reverse("question_files"), {"file": large, "format": "", "category": ""})
    )


@pytest.mark.parametrize("name", FORMATS)
def test_every_type_goes_through_the_bank_and_comes_out_as_it_was(team: Client, name: str) -> None:
    held = [draft for draft in [*ONE_OF_EACH.values(), PICTURED] if name == "moodle_xml" or not draft.image]
    held = [draft for draft in held if name != "gift" or draft.type != rules.ORDERING]
    default = make_category(title="Elsewhere")
    first = FORMATS[name].write(held).content
    page = send(team, first, f"q{FORMATS[name].suffixes[0]}", category=default.pk)
    assert f"{len(held)} questions to take, 0 in the bank already, 0 problems." in words(page)
    take(team, publish="on")
    assert Question.objects.in_use().count() == len(held)
    out = team.get(reverse("question_export"), {"format": name, "category": "", "anyway": "1"})
    again = send(team, out.content, f"q{FORMATS[name].suffixes[0]}")
    assert f"0 questions to take, {len(held)} in the bank already, 0 problems." in words(again)
    assert Scenario.objects.count() == 1


def test_what_a_format_cannot_hold_is_said_before_the_download(team: Client) -> None:
    make_question(code="O-1", type=rules.ORDERING, options=[("A", False), ("B", False), ("C", False)])
    page = words(team.get(reverse("question_export"), {"format": "gift", "category": ""}))
    assert "1 of the 1 questions isn’t in the file." in page
    assert (
        "Not in the file: GIFT has no questions that ask for an order. Use Moodle XML or a spreadsheet. 1 question O-1"
        in page
    )
    assert (
        team.get(reverse("question_export"), {"format": "moodle_xml", "category": ""})["Content-Type"]
        == "application/xml"
    )


def test_what_is_missing_from_hundreds_is_said_once_and_after_what_is_left_out(team: Client) -> None:
    for number in range(3):
        make_question(code=f"S-{number}", source="Working Together")
    make_question(code="O-1", type=rules.ORDERING, options=[("A", False), ("B", False), ("C", False)])
    page = words(team.get(reverse("question_export"), {"format": "gift", "category": ""}))
    assert page.count("Its source isn't in the file") == 1
    assert page.index("GIFT has no questions that ask for an order") < page.index("Its source isn't in the file")
    assert "3 questions S-0, S-1, S-2" in page
    assert "Retired questions are left out." in page


def test_a_category_is_given_out_with_all_below_it_and_nothing_retired(team: Client) -> None:
    top = make_category()
    make_question(make_category(parent=top), code="IN-1")
    make_question(top, code="OLD-1", retired=True)
    make_question(code="OUT-1")
    content = team.get(reverse("question_export"), {"format": "csv", "category": top.pk}).content
    assert b"IN-1" in content
    assert b"OUT-1" not in content
    assert b"OLD-1" not in content


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_the_template_can_be_brought_in_as_it_is(team: Client, name: str) -> None:
    content = team.get(reverse("question_template", args=[name])).content
    assert "1 question to take" in words(send(team, content, f"template.{name}"))


def test_an_export_takes_the_same_queries_for_two_questions_and_twenty() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            drafts_of(questions_to_export())
        return len(captured)

    make_bank(2)
    few = count()
    make_bank(18)
    assert count() == few


class TestCommands:
    def run(self, *args: Any) -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        call_command(*args, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    def test_questions_are_taken_and_given_out(self, tmp_path: Path) -> None:
        (tmp_path / "q.gift").write_bytes(TWO)
        dry, _ = self.run("import_questions", tmp_path / "q.gift", "--dry-run")
        assert dry == "2 questions would be taken, 0 there already, 0 problems.\n"
        assert not Question.objects.exists()
        out, _ = self.run("import_questions", tmp_path / "q.gift", "--publish")
        assert out == "2 questions taken, 0 there already, 0 problems.\n"
        out, _ = self.run("export_questions", tmp_path / "q.xml")
        assert out == "2 questions; 0 notes on what the format can't hold.\n"
        out, _ = self.run("import_questions", tmp_path / "q.xml")
        assert out == "0 questions taken, 2 there already, 0 problems.\n"

    def test_nothing_is_taken_of_a_file_with_problems_unless_told_so(self, tmp_path: Path) -> None:
        (tmp_path / "q.gift").write_bytes(BROKEN)
        with pytest.raises(CommandError, match="Nothing was taken: 1 problems"):
            self.run("import_questions", tmp_path / "q.gift")
        assert not Question.objects.exists()
        _, err = self.run("import_questions", tmp_path / "q.gift", "--leave-out")
        assert "Question 3, line 7 can't be taken. It is a numerical question" in err
        assert Question.objects.count() == 2

    @pytest.mark.parametrize("args", [["missing.gift"], ["q.doc"], ["q.gift", "--category", "NONE"]])
    def test_what_cannot_be_done_is_said(self, tmp_path: Path, args: list[str]) -> None:
        (tmp_path / "q.gift").write_bytes(TWO)
        (tmp_path / "q.doc").write_bytes(TWO)
        with pytest.raises(CommandError):
            self.run("import_questions", tmp_path / args[0], *args[1:])
