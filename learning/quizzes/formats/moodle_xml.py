"""Moodle XML: reading it. Written to its documentation, https://docs.moodle.org/en/Moodle_XML_format.

Taken: multichoice, truefalse, shortanswer, matching, essay, ordering; a category stands for what follows it, and a
description becomes the scenario of the questions that follow. Every other type is named with what to do instead.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from learning.quizzes import rules
from learning.quizzes.formats import conversions, pictures, rich
from learning.quizzes.formats.conversions import Converted, Weighted
from learning.quizzes.formats.decoding import check_size, usable
from learning.quizzes.formats.drafts import (
    CantTake,
    DraftOption,
    DraftQuestion,
    Problem,
    Reading,
    Scenarios,
    UnreadableFile,
    moodle_category,
)
from learning.quizzes.formats.gift import in_html


def read(content: bytes) -> Reading:
    """Return the questions of a Moodle XML file, and what can't be taken. Raises UnreadableFile."""
    reading = Reading()
    category: tuple[str, ...] = ()
    scenarios = Scenarios(reading)
    number = 0
    for element in _root(content).findall("question"):
        kind = element.get("type", "").strip()
        if kind == "category":
            category = moodle_category(_text(element.find("category")))
            scenarios.begin()
            continue
        number += 1
        name = " ".join(_text(element.find("name")).split())
        place = f"Question {number}" + (f" “{name[:60]}”" if name else "")
        try:
            if kind == "description":
                scenarios.begin(_rich(element.find("questiontext")).html, _code(element, name), place=place)
                continue
            draft = _question(place, element, kind, name)
            reading.questions.append(scenarios.asked(replace(draft, category=category)))
        except CantTake as error:
            reading.problems.append(Problem(place, str(error)))
    scenarios.begin()
    return reading


def _root(content: bytes) -> Element:
    check_size(content)
    try:
        root: Element = ElementTree.fromstring(content.lstrip(b" \t\r\n"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableFile("The file defines entities or a document type, which questions don't need.") from error
    except (ParseError, LookupError, ValueError) as error:
        raise UnreadableFile(f"The file is no well-formed XML ({error}). Export it from Moodle again.") from error
    if root.tag != "quiz":
        raise UnreadableFile(
            f"The file is XML but no questions from Moodle: it begins with <{root.tag[:60]}> instead of <quiz>."
        )
    return root


def _question(place: str, element: Element, kind: str, name: str) -> DraftQuestion:
    convert = CONVERTERS.get(kind)
    if convert is None:
        words = f"It is of the type “{kind[:40]}”, which isn't taken. Write it as one of the types that there are here."
        raise CantTake(conversions.NOT_TAKEN.get(kind, words))
    pictured = pictures.taken_out(_html(element.find("questiontext")), _files(element.find("questiontext")))
    stem = rich.cleaned(pictured.html)
    if not stem.html:
        raise CantTake("It has no text. Write the question.")
    explanation = _rich(element.find("generalfeedback"), links=True)
    guidance = _rich(element.find("graderinfo"), links=True)
    converted = convert(element)
    tags = [_text(tag).strip() for tag in element.findall("tags/tag")]
    said = conversions.from_tags(tags, converted.credit)
    marks, notes = _marks(element)
    return DraftQuestion(
        place=place, type=converted.type, stem=stem.html, code=_code(element, name), explanation=explanation.html,
        options=converted.options, marking_guidance=guidance.html, image=pictured.image, image_alt=pictured.alt,
        source=next((tag.removeprefix("source:") for tag in tags if tag.startswith("source:")), ""),
        notes=(*stem.notes, *explanation.notes, *converted.notes, *notes, *_left_out(element)),
        **said | {"marks": marks},
    )  # fmt: skip


def _marks(element: Element) -> tuple[int, tuple[str, ...]]:
    text = _text(element.find("defaultgrade"), deep=False).strip()
    mark = _number(text, Fraction(1))
    if mark == int(mark) and 1 <= mark <= 100:
        return int(mark), ()
    return 1, (f"It was worth {text} marks. Marks here are whole, from 1 to 100: it is worth one.",)


def _left_out(element: Element) -> tuple[str, ...]:
    names = {
        "correctfeedback": "to a right answer",
        "partiallycorrectfeedback": "to a partly right answer",
        "incorrectfeedback": "to a wrong answer",
    }
    stock = {"your answer is correct.", "your answer is partially correct.", "your answer is incorrect."}
    said = [
        words
        for name, words in names.items()
        if (text := rich.words(_html(element.find(name))).casefold()) and text not in stock
    ]
    notes = [f"The feedback {' and '.join(said)} as a whole was left out: feedback here is per option."] if said else []
    if any(_text(hint).strip() for hint in element.findall("hint")):
        notes.append("Its hints were left out: nothing is told before an answer is final.")
    return tuple(notes)


def _multichoice(element: Element) -> Converted:
    several = _text(element.find("single"), deep=False).strip().lower() in {"false", "0"}
    return conversions.choice([_weighted(answer) for answer in element.findall("answer")], several=several)


def _truefalse(element: Element) -> Converted:
    feedback, right = {}, None
    for answer in element.findall("answer"):
        word = _text(answer).strip().lower()
        feedback[word] = _words(answer.find("feedback"))
        if _share(answer) >= 1:
            right = word
    if right not in {"true", "false"}:
        raise CantTake("Neither true nor false is marked as right. Mark one.")
    return conversions.true_or_false(
        right=right == "true", if_true=feedback.get("true", ""), if_false=feedback.get("false", "")
    )


def _shortanswer(element: Element) -> Converted:
    answers = [
        Weighted(" ".join(_text(answer).split()), _share(answer), _words(answer.find("feedback")))
        for answer in element.findall("answer")
    ]
    return conversions.short_text(answers, case_counts=_text(element.find("usecase"), deep=False).strip() == "1")


def _matching(element: Element) -> Converted:
    rows = tuple(
        DraftOption(
            text=_words(row), match=" ".join(_text(row.find("answer")).split()), feedback=_words(row.find("feedback"))
        )
        for row in element.findall("subquestion")
    )
    return Converted(rules.MATCHING, rows, credit=rules.PARTIAL)


def _ordering(element: Element) -> Converted:
    answers = element.findall("answer")
    places = [_share(answer) for answer in answers]
    if len(set(places)) == len(places):  # each says its place in what Moodle calls its fraction
        answers = [answer for _, answer in sorted(zip(places, answers, strict=True), key=lambda pair: pair[0])]
    exactly = _text(element.find("gradingtype"), deep=False).strip().upper() in {"ALL_OR_NOTHING", "-1"}
    rows = tuple(DraftOption(text=_words(answer), feedback=_words(answer.find("feedback"))) for answer in answers)
    return Converted(rules.ORDERING, rows, credit=rules.ALL_OR_NOTHING if exactly else rules.PARTIAL)


def _essay(element: Element) -> Converted:
    return Converted(rules.ESSAY)


CONVERTERS: dict[str, Any] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
}


def _weighted(answer: Element) -> Weighted:
    return Weighted(_words(answer), _share(answer), _words(answer.find("feedback")))


def _share(answer: Element) -> Fraction:
    return _number(answer.get("fraction", ""), Fraction(0)) / 100


def _number(text: str, otherwise: Fraction) -> Fraction:
    try:
        return Fraction(text.strip()) if len(text) < 30 else otherwise
    except (ValueError, ZeroDivisionError):
        return otherwise


def _text(element: Element | None, *, deep: bool = True) -> str:
    """Return the text of an element: what its <text> holds, or else it itself."""
    if element is None:
        return ""
    inner = element.find("text") if deep else None
    return usable((inner if inner is not None else element).text or "")


def _html(element: Element | None) -> str:
    if element is None:
        return ""
    form = {"plain_text": "plain", "moodle_auto_format": "moodle"}.get(element.get("format", ""), element.get("format"))
    return in_html(_text(element), form or "html")


def _rich(element: Element | None, *, links: bool = False) -> rich.Rich:
    return rich.cleaned(_html(element), links=links)


def _words(element: Element | None) -> str:
    return rich.words(_html(element))


def _code(element: Element, name: str) -> str:
    return " ".join(_text(element.find("idnumber"), deep=False).split()) or name


def _files(element: Element | None) -> dict[str, str]:
    """Return the files that a text holds, by name, as base64."""
    found = element.findall("file") if element is not None else []
    return {file.get("name", ""): file.text or "" for file in found if file.get("encoding", "base64") == "base64"}
