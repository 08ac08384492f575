"""Drafts for tests of formats: one of each type, and strategies that make any."""

from base64 import b64decode
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from learning.quizzes import rules
from learning.quizzes.formats import rich
from learning.quizzes.formats.decoding import usable
from learning.quizzes.formats.drafts import DraftImage, DraftOption, DraftQuestion

PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
CATEGORY = ("Safeguarding", "Consent / sharing")


def draft(kind: str = rules.SINGLE, **fields: Any) -> DraftQuestion:
    return replace(ONE_OF_EACH[kind], **fields)


ONE_OF_EACH = {
    one.type: one
    for one in (
        DraftQuestion(
            "", rules.SINGLE, "<p>Sam is 15.</p><p>Whom do you <b>tell</b>?</p>", code="S-1", category=CATEGORY,
            explanation='<p>See <a href="https://example.org/?a=1&amp;b=2">the guidance</a>.</p>', must_pass=True,
            options=(DraftOption("The lead", True, "Yes."), DraftOption("Nobody = no one", False, "No: {never}.")),
        ),
        DraftQuestion(
            "", rules.MULTIPLE, "<p>Which are signs?</p><ul><li>#1</li><li>~2</li></ul>", code="M-1",
            category=CATEGORY, credit=rules.PARTIAL, marks=3,
            options=(DraftOption("50% less", True), DraftOption("<b> isn't a tag", True, "R&D"), DraftOption("C")),
        ),
        DraftQuestion(
            "", rules.TRUE_FALSE, "<p>Consent: always?</p>", code="T-1", scenario="<p>Kai is 9.</p>",
            scenario_code="KAI", category=CATEGORY,
            options=(DraftOption("True", False, "Not always."), DraftOption("False", True, "Right.")),
        ),
        DraftQuestion(
            "", rules.ORDERING, "<p>In what order?</p>", code="O-1", credit=rules.PARTIAL,
            options=(DraftOption("Listen"), DraftOption("Write"), DraftOption("Tell")),
        ),
        DraftQuestion(
            "", rules.MATCHING, "<p>What goes with what?</p>", code="X-1", credit=rules.ALL_OR_NOTHING,
            options=(
                DraftOption("A -> B", match="one"), DraftOption("Police", match="999 -> 101"),
                DraftOption("", match="nothing"),
            ),
        ),
        DraftQuestion(
            "", rules.SHORT_TEXT, "<p>What does LADO stand for?</p>", code="W-1", source="Working Together, 2.4",
            options=(
                DraftOption("local authority designated officer", True, "Yes"), DraftOption("a*b \\ -&gt; -> c", True),
                DraftOption("lado", False, "In full, please."),
            ),
        ),
        DraftQuestion(
            "", rules.ESSAY, "<p>What would you do?</p>", code="E-1", marks=10,
            marking_guidance="<p>Listens, <i>writes down</i>, tells.</p>",
        ),
    )
}  # fmt: skip
PICTURED = draft(code="P-1", image=DraftImage("plan.png", PIXEL), image_alt='A "plan" & its key')


def one_line(text: str) -> str:
    return " ".join(usable(text).split())


WORDS = st.text(
    st.one_of(st.sampled_from("~=#{}:\\n/->%*&<>'\"|;,\t$[]"), st.characters(codec="utf-8")), min_size=1, max_size=30
).map(one_line).filter(bool)  # fmt: skip


@st.composite
def drafts(draw: Any) -> DraftQuestion:
    """Any choice or short text question, with any words."""
    kind = draw(st.sampled_from([rules.SINGLE, rules.MULTIPLE, rules.SHORT_TEXT, rules.MATCHING]))
    words = draw(st.lists(WORDS, min_size=3, max_size=5, unique_by=str.casefold))
    options = [DraftOption(text, place == 0, draw(st.just("") | WORDS)) for place, text in enumerate(words)]
    if kind == rules.SHORT_TEXT:
        options = [replace(option, correct=True) for option in options]
    if kind == rules.MATCHING:
        options = [DraftOption(option.text, match=draw(WORDS)) for option in options]
    return draft(
        kind, stem=rich.from_plain(draw(WORDS)), code=draw(WORDS), options=tuple(options), source="", category=(),
        explanation=rich.from_plain(draw(st.just("") | WORDS)),
    )  # fmt: skip
