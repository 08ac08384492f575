"""Moodle XML files as Moodle writes them. The examples are ours, in the elements that its documentation sets out."""

from base64 import b64encode

import pytest

from learning.quizzes import rules
from learning.quizzes.formats import moodle_xml
from learning.quizzes.formats.drafts import DraftQuestion, Reading, UnreadableFile
from tests.unit.learning.quizzes.formats.made import PIXEL

HELD = b64encode(PIXEL).decode()


def question(kind: str, inside: str = "", text: str = "<p>Who?</p>", name: str = "Q one", files: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text>{files}</questiontext>{inside}</question>"
    )


def read(*questions: str) -> Reading:
    return moodle_xml.read(f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode())


def only(*questions: str) -> DraftQuestion:
    reading = read(*questions)
    assert [str(problem) for problem in reading.problems] == []
    (draft,) = reading.questions
    return draft


def answer(text: str, fraction: str, feedback: str = "") -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text><feedback><text>{feedback}</text></feedback></answer>'


def marked(draft: DraftQuestion) -> list[tuple[str, bool, str]]:
    return [(option.text, option.correct, option.feedback) for option in draft.options]


def test_a_single_choice() -> None:
    draft = only(question("multichoice", "<single>true</single>" + answer("A", "100", "Yes") + answer("B", "0")))
    assert (draft.type, draft.code, draft.place) == (rules.SINGLE, "Q one", "Question 1 “Q one”")
    assert marked(draft) == [("A", True, "Yes"), ("B", False, "")]


def test_a_multiple_choice_with_thirds() -> None:
    answers = [answer(text, fraction) for text, fraction in [("A", "33.33333"), ("B", "33.33333"), ("C", "-50")]]
    draft = only(question("multichoice", "<single>false</single>" + "".join(answers)))
    assert (draft.type, draft.credit, draft.notes) == (rules.MULTIPLE, rules.PARTIAL, ())
    assert [correct for _, correct, _ in marked(draft)] == [True, True, False]


def test_true_or_false_with_its_feedback() -> None:
    draft = only(question("truefalse", answer("false", "100", "Right.") + answer("true", "0", "Wrong.")))
    assert marked(draft) == [("True", False, "Wrong."), ("False", True, "Right.")]


def test_short_text_and_the_case_of_letters() -> None:
    draft = only(question("shortanswer", "<usecase>1</usecase>" + answer("MASH", "100")))
    assert (draft.type, marked(draft)) == (rules.SHORT_TEXT, [("MASH", True, "")])
    assert draft.notes == ("Capital letters no longer count: answers are compared without them.",)


def test_matching_with_an_answer_that_fits_nothing() -> None:
    pairs = [("<p>Danger</p>", "999"), ("Worry", "MASH"), ("", "111")]
    inside = "".join(
        f'<subquestion format="html"><text><![CDATA[{left}]]></text><answer><text>{right}</text></answer></subquestion>'
        for left, right in pairs
    )
    draft = only(question("matching", inside))
    assert [(option.text, option.match) for option in draft.options] == [
        ("Danger", "999"), ("Worry", "MASH"), ("", "111"),
    ]  # fmt: skip


def test_ordering_by_the_place_that_each_answer_says() -> None:
    draft = only(question("ordering", answer("Tell", "2.0000000") + answer("Listen", "1.0000000")))
    assert [option.text for option in draft.options] == ["Listen", "Tell"]
    assert draft.credit == rules.PARTIAL


def test_an_essay_with_guidance_for_its_marker() -> None:
    draft = only(
        question(
            "essay",
            '<defaultgrade>5.0000000</defaultgrade><graderinfo format="html"><text>Listens.</text></graderinfo>',
        )
    )
    assert (draft.type, draft.marks, draft.marking_guidance) == (rules.ESSAY, 5, "<p>Listens.</p>")


def test_marks_that_are_not_whole_are_said() -> None:
    draft = only(question("essay", "<defaultgrade>0.5</defaultgrade>"))
    assert (draft.marks, draft.notes[0][:20]) == (1, "It was worth 0.5 mar")


def test_a_description_that_nothing_is_asked_about_is_named() -> None:
    last = question("description", text="Leah is ten.", name="Read this first")
    reading = read(question("description", text="Kai is nine.", name="KAI"), question("essay"), last)
    assert len(reading.questions) == 1
    assert [str(problem)[:58] for problem in reading.problems] == [
        "Question 3 “Read this first”: It is a description, and no "
    ]


def test_categories_and_descriptions_hold_for_what_follows() -> None:
    category = '<question type="category"><category><text>$course$/top/Care/Under 5s</text></category></question>'
    reading = read(category, question("description", text="Kai is nine.", name="KAI"), question("essay"))
    (draft,) = reading.questions
    assert (draft.category, draft.scenario, draft.scenario_code) == (("Care", "Under 5s"), "<p>Kai is nine.</p>", "KAI")


@pytest.mark.parametrize(
    ("address", "files"),
    [
        ("@@PLUGINFILE@@/the%20plan.png", f'<file name="the plan.png" encoding="base64">{HELD}</file>'),
        (f"data:image/png;base64,{HELD}", ""),
    ],
)
def test_the_one_picture_of_a_question_is_taken(address: str, files: str) -> None:
    draft = only(question("essay", text=f'<p>See:</p><p><img src="{address}" alt="A plan"></p>', files=files))
    assert draft.image
    assert (draft.image.content, draft.image_alt, draft.stem) == (PIXEL, "A plan", "<p>See:</p>")


IMG = '<img src="@@PLUGINFILE@@/a.png" alt="A">'


@pytest.mark.parametrize(
    ("text", "file", "said"),
    [
        (IMG, "", "doesn't hold its picture"),
        (IMG + IMG, "", "several pictures"),
        (IMG.replace('alt="A"', ""), "", "no alternative text"),
        (IMG, "PHN2Zz48c2NyaXB0Lz48L3N2Zz4=", "no PNG, JPEG, GIF or WebP"),
        (IMG, "not base64!", "damaged"),
        ('<img src="https://example.org/a.png" alt="A">', "", "doesn't hold its picture"),
        ('<a href="@@PLUGINFILE@@/said.mp3">Listen</a>', "", "leads to a file of its own"),
        ("<table><tr><td>1</td></tr></table>", "", "a table"),
        ("", "", "It has no text"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_named(text: str, file: str, said: str) -> None:
    files = f'<file name="a.png" encoding="base64">{file}</file>' if file else ""
    (problem,) = read(question("essay", text="Q " + text if text else "", files=files)).problems
    assert said in problem.words


@pytest.mark.parametrize("kind", ["cloze", "numerical", "calculated", "calculatedmulti", "ddwtos", "random", "stack"])
def test_types_that_there_are_not_here_are_named_with_what_to_do(kind: str) -> None:
    reading = read(question(kind), question("essay"))
    assert [draft.type for draft in reading.questions] == [rules.ESSAY]
    assert reading.problems[0].place == "Question 1 “Q one”"
    assert "Write" in reading.problems[0].words or "Draw" in reading.problems[0].words


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LAUGHS, "defines entities"),
        (OUTSIDE, "defines entities"),
        (b"<quiz><question>", "no well-formed XML"),
        (b"plain text", "no well-formed XML"),
        (b"<html></html>", "begins with <html>"),
        (b"", "empty"),
        (b"\x00\x00", "empty"),
        (b"<?xml version='1.0' encoding='nonsense'?><quiz/>", "no well-formed XML"),
        (b"PK\x03\x04", "no well-formed XML"),
    ],
)
def test_a_file_that_is_no_moodle_xml_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        moodle_xml.read(content)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_read(encoding: str) -> None:
    said = {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{said}"?><quiz>{question("essay", text="Zoë – why?")}</quiz>'
    assert moodle_xml.read(text.encode(encoding)).questions[0].stem == "<p>Zoë – why?</p>"
