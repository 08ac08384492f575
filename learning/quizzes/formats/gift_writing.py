"""GIFT, Moodle's text format: writing it. What it has no word for stands in tags, which Moodle reads too."""

import re
from collections.abc import Sequence
from html import escape

from learning.quizzes import rules
from learning.quizzes.formats import conversions
from learning.quizzes.formats.drafts import (
    CantTake,
    DraftOption,
    DraftQuestion,
    Problem,
    Written,
    by_category,
    join_category,
)


def write(drafts: Sequence[DraftQuestion]) -> Written:
    """Return drafts as a GIFT file in UTF-8, and what it can't hold: ordering, pictures, guidance for markers, sources,
    what is said to rows that are matched."""
    written = Written(b"")
    blocks: list[str] = []
    category: tuple[str, ...] = ()
    scenario = ""
    for draft in by_category(drafts):
        try:
            text = _question(conversions.with_plain_truth(draft))
        except CantTake as error:
            written.problems.append(Problem(draft.place, str(error), whole=True))
            continue
        if draft.category != category:
            category, scenario = draft.category, ""
            blocks.append(f"$CATEGORY: {_escaped('$course$/top/' + join_category(category))}")
        if draft.scenario != scenario:
            scenario = draft.scenario
            blocks.append(f"::{_escaped(draft.scenario_code)}::[html]{_escaped(scenario)}")
        blocks.append(text)
        written.problems += [Problem(draft.place, words) for words in _unsaid(draft)]
    written.content = ("\n\n".join(blocks) + "\n").encode()
    return written


def _unsaid(draft: DraftQuestion) -> list[str]:
    said = []
    if draft.marking_guidance:
        said.append("Its guidance for markers isn't in the file: GIFT has no place for it.")
    if draft.source:
        said.append("Its source isn't in the file: GIFT has no place for it.")
    if draft.type == rules.MATCHING and any(option.feedback for option in draft.options):
        said.append("What is said to its rows afterwards isn't in the file: GIFT has no place for it.")
    if conversions.with_plain_truth(draft) is not draft:
        said.append(conversions.NOT_TRUE_OR_FALSE)
    return said


def _question(draft: DraftQuestion) -> str:
    if draft.type == rules.ORDERING:
        raise CantTake("GIFT has no questions that ask for an order. Use Moodle XML or a spreadsheet.")
    if draft.image:
        raise CantTake("GIFT holds no pictures. Use Moodle XML.")
    marks = "".join(f" [tag:{tag}]" for tag in conversions.tags_of(draft, marks=True))
    code = draft.code.replace("\\", "\\\\").replace("]", "\\]")
    head = f"// [id:{code}]{marks}\n" if marks else ""
    general = f"\t####{_escaped(draft.explanation)}" if draft.explanation else ""
    return f"{head}::{_escaped(draft.code)}::[html]{_escaped(draft.stem)}{{{_answers(draft)}{general}}}"


def _answers(draft: DraftQuestion) -> str:
    if draft.type == rules.ESSAY:
        return ""
    if draft.type == rules.TRUE_FALSE:
        return _true_or_false(draft.options)
    if draft.type == rules.MATCHING:
        rows = [f"={_html(option.text)} -> {_plain(option.match)}" for option in draft.options]
    elif draft.type == rules.SHORT_TEXT:
        rows = [
            f"=%{100 if option.correct else 0}%{_plain(option.text).replace('*', chr(92) + '*')}{_feedback(option)}"
            for option in draft.options
        ]
    elif draft.type == rules.MULTIPLE:
        rows = [
            f"~%{_per_cent(share)}%{_html(option.text)}{_feedback(option)}"
            for option, share in zip(draft.options, conversions.shares(draft.options), strict=True)
        ]
    else:
        rows = [f"{'=' if option.correct else '~'}{_html(option.text)}{_feedback(option)}" for option in draft.options]
    return "".join(f"\n\t{row}" for row in rows) + "\n"


def _true_or_false(options: Sequence[DraftOption]) -> str:
    right = next(option for option in options if option.correct)
    wrong = next(option for option in options if not option.correct)
    feedback = f"#{_html(wrong.feedback)}#{_html(right.feedback)}" if wrong.feedback or right.feedback else ""
    is_true = right.text.strip().casefold() != "false"
    return f"{'TRUE' if is_true else 'FALSE'}{feedback}"


def _per_cent(share: object) -> str:
    return f"{float(share) * 100:.5f}".rstrip("0").rstrip(".")  # type: ignore[arg-type]


def _feedback(option: DraftOption) -> str:
    return f"#{_html(option.feedback)}" if option.feedback else ""


def _html(text: str) -> str:
    """Return plain text as a part of a question in [html]."""
    return _escaped(re.sub("^%", "&#37;", escape(" ".join(text.split()), quote=False)))


def _plain(text: str) -> str:
    """Return text that Moodle never takes for HTML, an arrow in it hidden from being taken for a pair's."""
    text = re.sub(r"-&((?:amp;)*)gt;", r"-&amp;\1gt;", " ".join(text.split()))
    return _escaped(text.replace("->", "-&gt;"))


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")
