"""What is written in a format is read from it again as it was."""

from dataclasses import replace

import pytest
from hypothesis import example, given

from learning.quizzes import rules
from learning.quizzes.formats.drafts import DraftOption, DraftQuestion, by_category, join_category, split_category
from learning.quizzes.formats.registry import FORMATS
from tests.unit.learning.quizzes.formats.made import ONE_OF_EACH, PICTURED, WORDS, draft, drafts

EVERY = list(ONE_OF_EACH.values())


def there_and_back(name: str, questions: list[DraftQuestion]) -> list[DraftQuestion]:
    reading = FORMATS[name].read(FORMATS[name].write(questions).content)
    assert reading.problems == []
    return [replace(draft, place="", notes=()) for draft in reading.questions]


@pytest.mark.parametrize("draft", [*EVERY, PICTURED], ids=[*ONE_OF_EACH, "pictured"])
def test_a_question_comes_back_from_moodle_xml_as_it_was(draft: DraftQuestion) -> None:
    assert there_and_back("moodle_xml", [draft]) == [draft]


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@pytest.mark.parametrize("draft", EVERY, ids=ONE_OF_EACH)
def test_a_question_comes_back_from_a_table_as_it_was(name: str, draft: DraftQuestion) -> None:
    assert there_and_back(name, [draft]) == [replace(draft, scenario_code="")]


@pytest.mark.parametrize("kind", [kind for kind in ONE_OF_EACH if kind != rules.ORDERING])
def test_a_question_comes_back_from_gift_as_it_was_but_for_what_gift_has_no_place_for(kind: str) -> None:
    draft = ONE_OF_EACH[kind]
    assert there_and_back("gift", [draft]) == [replace(draft, source="", marking_guidance="")]


@pytest.mark.parametrize("name", ["gift", "moodle_xml"])
def test_a_scenario_stays_with_its_questions_and_no_others(name: str) -> None:
    with_it = [replace(EVERY[0], code=f"A{n}", scenario="<p>Kai is 9.</p>", scenario_code="KAI") for n in (1, 2)]
    without = [replace(EVERY[0], code="B1"), replace(EVERY[1], code="B2", category=())]
    back = there_and_back(name, [with_it[0], *without, with_it[1]])
    assert back == by_category([*with_it, *without])
    assert {draft.code for draft in back if draft.scenario} == {"A1", "A2"}


@pytest.mark.parametrize("name", FORMATS)
@example(draft=draft(code="a]b\\", source="", category=()))
@given(draft=drafts())
def test_any_words_come_back(name: str, draft: DraftQuestion) -> None:
    assert there_and_back(name, [draft]) == [draft]


@given(titles=WORDS | WORDS)
def test_a_category_path_parts_into_its_titles(titles: str) -> None:
    path = ("Top", titles.strip("/ ") or "x", "Below")
    assert split_category(join_category(path)) == tuple(" ".join(title.split()) for title in path)


def test_what_gift_cannot_hold_is_named() -> None:
    written = FORMATS["gift"].write([replace(one, place=one.code) for one in [*EVERY, PICTURED]])
    assert {(problem.place, problem.words.split(".")[0]) for problem in written.problems} == {
        ("O-1", "GIFT has no questions that ask for an order"),
        ("P-1", "GIFT holds no pictures"),
        ("E-1", "Its guidance for markers isn't in the file: GIFT has no place for it"),
        ("W-1", "Its source isn't in the file: GIFT has no place for it"),
    }
    assert b"P-1" not in written.content


SAID_TO_ROWS = {
    rules.ORDERING: replace(
        ONE_OF_EACH[rules.ORDERING], options=(DraftOption("A", feedback="Yes: & first"), DraftOption("B"))
    ),
    rules.MATCHING: replace(ONE_OF_EACH[rules.MATCHING], options=(DraftOption("A", feedback="No <b>", match="1"),)),
}


@pytest.mark.parametrize("draft", SAID_TO_ROWS.values(), ids=SAID_TO_ROWS)
def test_what_is_said_to_each_row_comes_back_from_moodle_xml(draft: DraftQuestion) -> None:
    assert there_and_back("moodle_xml", [draft]) == [draft]


def test_that_gift_has_no_place_for_what_is_said_to_rows_is_named() -> None:
    written = FORMATS["gift"].write([SAID_TO_ROWS[rules.MATCHING]])
    assert [problem.words for problem in written.problems] == [
        "What is said to its rows afterwards isn't in the file: GIFT has no place for it."
    ]


YES_OR_NO = replace(
    ONE_OF_EACH[rules.TRUE_FALSE], place="T-2",
    options=(DraftOption("Yes", False, "Not always."), DraftOption("No", True, "Right.")),
)  # fmt: skip
UNFINISHED = replace(YES_OR_NO, options=(DraftOption("True"), DraftOption("False")))


@pytest.mark.parametrize("name", ["gift", "moodle_xml"])
def test_yes_or_no_keeps_its_words_and_its_right_answer_and_is_said_to_be_another_type(name: str) -> None:
    written = FORMATS[name].write([YES_OR_NO])
    assert [problem.place for problem in written.problems] == ["T-2"]
    assert there_and_back(name, [YES_OR_NO]) == [replace(YES_OR_NO, place="", type=rules.SINGLE)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_draft_that_says_neither_true_nor_false_is_right_goes_out_all_the_same(name: str) -> None:
    assert b"Consent" in FORMATS[name].write([UNFINISHED]).content or name == "xlsx"


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_table_holds_no_picture_and_says_so(name: str) -> None:
    written = FORMATS[name].write([replace(PICTURED, place="P-1")])
    assert [str(problem) for problem in written.problems] == ["P-1: A spreadsheet holds no pictures. Use Moodle XML."]
