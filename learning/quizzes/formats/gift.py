"""GIFT, Moodle's text format: reading it. Written to its documentation, https://docs.moodle.org/en/GIFT_format.

Not taken: numerical questions, and answers with wildcards. A gap within the text ("Grant is buried in {...}.") becomes
"_____". A description becomes the scenario of the questions that follow it, up to the next description or category.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape

from learning.quizzes import rules
from learning.quizzes.formats import conversions, rich
from learning.quizzes.formats.conversions import Converted, Weighted
from learning.quizzes.formats.decoding import text_of
from learning.quizzes.formats.drafts import (
    CantTake,
    DraftOption,
    DraftQuestion,
    Problem,
    Reading,
    Scenarios,
    moodle_category,
)

ESCAPABLE = "\\~=#{}:n"
# Escaped characters stand as these while the text is taken apart; decoding has kept them out of it.
HELD = {char: chr(0xFDD1 + place) for place, char in enumerate(ESCAPABLE)}
RELEASED = str.maketrans({held: "\n" if char == "n" else char for char, held in HELD.items()})
FORMAT = re.compile(r"^\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
WEIGHT = re.compile(r"^\s*%(-?\d{1,3}(?:\.\d+)?)%")
GENERAL = "####"


@dataclass
class Block:
    """The lines of one question, with what the comments before it say."""

    line: int
    lines: list[str] = field(default_factory=list)
    code: str = ""
    tags: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read(content: bytes) -> Reading:
    """Return the questions of a GIFT file, and what can't be taken. Raises UnreadableFile."""
    reading = Reading()
    category: tuple[str, ...] = ()
    scenarios = Scenarios(reading)
    number = 0
    for block in _blocks(text_of(content)):
        if found := re.match(r"\$CATEGORY:\s*(.*)$", block.lines[0].strip()):
            category = moodle_category(_released(_held(found[1])))
            scenarios.begin()
            continue
        number += 1
        place = f"Question {number}, line {block.line}"
        try:
            parts = _parts(block.text)
            if parts.answers is None:
                scenarios.begin(_rich(parts.stem, parts.format).html, parts.title, place=place)
                continue
            reading.questions.append(scenarios.asked(_question(place, block, parts, category)))
        except CantTake as error:
            reading.problems.append(Problem(place, str(error)))
    scenarios.begin()
    return reading


def _blocks(text: str) -> Iterator[Block]:
    """Give the questions and category lines of a file, parted by empty lines, without their comments."""
    block: Block | None = None
    code, tags = "", list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            if found := re.search(r"\[id:((?:\\.|[^\]\\])*)\]", bare):
                code = re.sub(r"\\(.)", r"\1", found[1])
            tags += re.findall(r"\[tag:([^\]]*)\]", bare)
        elif bare.startswith("$CATEGORY:"):
            if block:
                yield block
            block = None
            yield Block(number, [bare])
        elif bare:
            block = block or Block(number, code=code, tags=tags)
            code, tags = "", []
            block.lines.append(bare)
        elif block:
            yield block
            block = None


@dataclass(frozen=True)
class Parts:
    """A question taken apart: `answers` is what stands between the braces, None if there are none."""

    title: str
    format: str
    stem: str
    answers: str | None
    general: str
    notes: tuple[str, ...] = ()


def _parts(text: str) -> Parts:
    text = _held(text)
    title, form = "", "moodle"
    if found := re.match(r"::(.*?)::", text, re.DOTALL):
        title, text = _released(found[1]).strip(), text[found.end() :]
    if found := FORMAT.match(text):
        form, text = found[1].lower(), text[found.end() :]
    opened, closed = text.count("{"), text.count("}")
    if not opened and not closed:
        return Parts(title, form, text, None, "")
    if opened != closed or text.index("}") < text.index("{"):
        raise CantTake(
            "Its braces { } don't pair up. An answer can't hold an empty line, and a brace that is meant as text is "
            "written \\{ or \\}."
        )
    if opened > 1:
        raise CantTake("It has several answers in braces, which isn't taken. Write a question for each.")
    before, rest = text.split("{", 1)
    answers, after = rest.split("}", 1)
    answers, _, general = answers.partition(GENERAL)
    stem, notes = before, tuple[str, ...]()
    if after.strip():
        space = "" if after.strip()[0] in ".,;:!?" else " "
        stem = f"{before.rstrip()} _____{space}{after.strip()}"
        notes = ("The gap in its text is written as a line, and the answer is chosen or written below it.",)
    return Parts(title, form, stem, answers.strip(), general.strip(), notes)


def _question(place: str, block: Block, parts: Parts, category: tuple[str, ...]) -> DraftQuestion:
    stem = _rich(parts.stem, parts.format)
    if not stem.html:
        raise CantTake("It has no text. Write the question before its answers.")
    explanation = _rich(parts.general, parts.format, links=True)
    converted = _answers(parts.answers or "", parts.format)
    return DraftQuestion(
        place=place, type=converted.type, stem=stem.html, code=block.code or parts.title, category=category,
        explanation=explanation.html, options=converted.options,
        notes=(*parts.notes, *stem.notes, *explanation.notes, *converted.notes),
        **conversions.from_tags(block.tags, converted.credit),
    )  # fmt: skip


def _answers(text: str, form: str) -> Converted:
    """Return what stands between the braces as a type with its options. Raises CantTake."""
    if not text:
        return Converted(rules.ESSAY)
    if text.startswith("#"):
        raise CantTake(conversions.NOT_TAKEN["numerical"])
    if found := re.match(r"(T|TRUE|F|FALSE)\s*(?:#|$)", text, re.IGNORECASE):
        return _true_or_false(text[found.end(1) :], right=found[1].upper().startswith("T"), form=form)
    if "~" in text:
        return _choice(text, form)
    if not text.startswith("="):
        raise CantTake(
            "Its answers begin with neither = nor ~. Write = before a right answer and ~ before a wrong one."
        )
    answers = text[1:].split("=")
    if all("->" in answer for answer in answers):
        return _matching(answers, form)
    return conversions.short_text([_weighted(answer, form, Fraction(1), plain=True) for answer in answers])


def _true_or_false(rest: str, *, right: bool, form: str) -> Converted:
    """`rest` is "#said to who is wrong#said to who is right", either of which may be missing."""
    _, if_wrong, if_right, *_ = (*rest.split("#"), "", "", "")
    wrong_words, right_words = _words(if_wrong, form), _words(if_right, form)
    if right:
        return conversions.true_or_false(right=True, if_true=right_words, if_false=wrong_words)
    return conversions.true_or_false(right=False, if_true=wrong_words, if_false=right_words)


def _choice(text: str, form: str) -> Converted:
    answers, has_right = [], False
    for mark, body in re.findall(r"([~=])([^~=]*)", text):
        has_right = has_right or mark == "="
        answers.append(_weighted(body, form, Fraction(mark == "=")))
    return conversions.choice(answers, several=not has_right and any(answer.share > 0 for answer in answers))


def _matching(answers: list[str], form: str) -> Converted:
    pairs = [answer.split("->", 1) for answer in answers]
    options = tuple(DraftOption(text=_words(left, form), match=_plain(right)) for left, right in pairs)
    return Converted(rules.MATCHING, options, credit=rules.PARTIAL)


def _weighted(body: str, form: str, share: Fraction, *, plain: bool = False) -> Weighted:
    """Return an answer, its weight in per cent before it and its feedback behind "#"."""
    if found := WEIGHT.match(body):
        share, body = Fraction(found[1]) / 100, body[found.end() :]
    text, _, feedback = body.partition("#")
    return Weighted(_plain(text) if plain else _words(text, form), share, _words(feedback, form))


def _held(text: str) -> str:
    return re.sub(r"\\([\\~=#{}:n])", lambda found: HELD[found[1]], text)


def _released(text: str) -> str:
    return text.translate(RELEASED)


def _plain(text: str) -> str:
    """Return text that is never HTML on one line. The writer hides an arrow that isn't one between a pair."""
    text = " ".join(_released(text).split())
    return re.sub(r"-&(amp;)?((?:amp;)*)gt;", lambda found: f"-&{found[2]}gt;" if found[1] else "->", text)


def in_html(text: str, form: str) -> str:
    """Return text in one of the formats html, markdown, plain and moodle as HTML."""
    text = text.strip()
    if form == "plain":
        return "<br>".join(escape(line, quote=False) for line in text.split("\n"))
    if form == "markdown":
        return rich.from_markdown(text)
    if form == "html":
        return text
    return re.sub(r"\n\s*\n", "</p><p>", text).replace("\n", "<br>")


def _rich(text: str, form: str, *, links: bool = False) -> rich.Rich:
    if found := FORMAT.match(text):
        form, text = found[1].lower(), text[found.end() :]
    return rich.cleaned(in_html(_released(text), form), links=links)


def _words(text: str, form: str) -> str:
    if found := FORMAT.match(text):
        form, text = found[1].lower(), text[found.end() :]
    return rich.words(in_html(_released(text), form))
