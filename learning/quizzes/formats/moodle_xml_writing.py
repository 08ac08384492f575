"""Moodle XML: writing it. What it has no word for stands in tags, or in elements that Moodle passes over."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from learning.quizzes import rules
from learning.quizzes.formats import conversions
from learning.quizzes.formats.drafts import DraftOption, DraftQuestion, Problem, Written, by_category, join_category
from learning.quizzes.formats.pictures import HELD_FILE

KINDS = {
    rules.SINGLE: "multichoice",
    rules.MULTIPLE: "multichoice",
    rules.TRUE_FALSE: "truefalse",
    rules.ORDERING: "ordering",
    rules.MATCHING: "matching",
    rules.SHORT_TEXT: "shortanswer",
    rules.ESSAY: "essay",
}


def write(drafts: Sequence[DraftQuestion]) -> Written:
    """Return drafts as a Moodle XML file in UTF-8, and what it holds in another way. Nothing is left out."""
    quiz = Element("quiz")
    problems = []
    category: tuple[str, ...] = ()
    scenario = ""
    for draft in by_category(drafts):
        if draft.category != category:
            category, scenario = draft.category, ""
            heading = SubElement(quiz, "question", type="category")
            _text(SubElement(heading, "category"), "$course$/top/" + join_category(category))
        if draft.scenario != scenario:
            scenario = draft.scenario
            description = SubElement(quiz, "question", type="description")
            _text(SubElement(description, "name"), draft.scenario_code)
            _html(description, "questiontext", scenario)
            SubElement(description, "idnumber").text = draft.scenario_code
        shown = conversions.with_plain_truth(draft)
        if shown is not draft:
            problems.append(Problem(draft.place, conversions.NOT_TRUE_OR_FALSE))
        _question(SubElement(quiz, "question", type=KINDS[shown.type]), shown)
    indent(quiz)
    return Written(tostring(quiz, encoding="utf-8", xml_declaration=True), problems)


def _question(element: Element, draft: DraftQuestion) -> None:
    _text(SubElement(element, "name"), draft.code)
    _stem(element, draft)
    _html(element, "generalfeedback", draft.explanation)
    SubElement(element, "defaultgrade").text = str(draft.marks)
    SubElement(element, "idnumber").text = draft.code
    {
        rules.SINGLE: _single,
        rules.MULTIPLE: _multiple,
        rules.TRUE_FALSE: _true_or_false,
        rules.ORDERING: _ordering,
        rules.MATCHING: _matching,
        rules.SHORT_TEXT: _short_text,
        rules.ESSAY: _essay,
    }[draft.type](element, draft)
    tags = conversions.tags_of(draft) + ([f"source:{draft.source}"] if draft.source else [])
    if tags:
        around = SubElement(element, "tags")
        for tag in tags:
            _text(SubElement(around, "tag"), tag)


def _stem(element: Element, draft: DraftQuestion) -> None:
    if draft.image is None:
        _html(element, "questiontext", draft.stem)
        return
    shown = f'<p><img src="{HELD_FILE}/{draft.image.name}" alt="{escape(draft.image_alt)}"></p>'
    text = _html(element, "questiontext", shown + draft.stem)
    file = SubElement(text, "file", name=draft.image.name, path="/", encoding="base64")
    file.text = b64encode(draft.image.content).decode()


def _single(element: Element, draft: DraftQuestion) -> None:
    SubElement(element, "single").text = "true"
    SubElement(element, "shuffleanswers").text = "true"
    for option in draft.options:
        _answer(element, option, "100" if option.correct else "0")


def _multiple(element: Element, draft: DraftQuestion) -> None:
    SubElement(element, "single").text = "false"
    SubElement(element, "shuffleanswers").text = "true"
    for option, share in zip(draft.options, conversions.shares(draft.options), strict=True):
        _answer(element, option, f"{float(share) * 100:.7f}".rstrip("0").rstrip("."))


def _true_or_false(element: Element, draft: DraftQuestion) -> None:
    for option in draft.options:
        word = "false" if option.text.strip().casefold() == "false" else "true"
        answer = _answer(element, option, "100" if option.correct else "0")
        answer.find("text").text = word  # type: ignore[union-attr]


def _ordering(element: Element, draft: DraftQuestion) -> None:
    exactly = draft.credit == rules.ALL_OR_NOTHING
    SubElement(element, "gradingtype").text = "ALL_OR_NOTHING" if exactly else "ABSOLUTE_POSITION"
    SubElement(element, "layouttype").text = "VERTICAL"
    SubElement(element, "selecttype").text = "ALL"
    for place, option in enumerate(draft.options, start=1):
        _answer(element, option, str(place))


def _matching(element: Element, draft: DraftQuestion) -> None:
    SubElement(element, "shuffleanswers").text = "true"
    for option in draft.options:
        row = _html(element, "subquestion", escape(option.text, quote=False))
        _text(SubElement(row, "answer"), option.match)
        if option.feedback:
            _html(row, "feedback", escape(option.feedback, quote=False))


def _short_text(element: Element, draft: DraftQuestion) -> None:
    SubElement(element, "usecase").text = "0"
    for option in draft.options:
        answer = _answer(element, option, "100" if option.correct else "0")
        answer.set("format", "plain_text")
        answer.find("text").text = option.text.replace("*", "\\*")  # type: ignore[union-attr]


def _essay(element: Element, draft: DraftQuestion) -> None:
    SubElement(element, "responseformat").text = "plain"
    _html(element, "graderinfo", draft.marking_guidance)


def _answer(element: Element, option: DraftOption, fraction: str) -> Element:
    answer = _html(element, "answer", escape(option.text, quote=False))
    answer.set("fraction", fraction)
    if option.feedback:
        _html(answer, "feedback", escape(option.feedback, quote=False))
    return answer


def _html(parent: Element, name: str, html: str) -> Element:
    element = SubElement(parent, name, format="html")
    _text(element, html)
    return element


def _text(element: Element, text: str) -> None:
    SubElement(element, "text").text = text
