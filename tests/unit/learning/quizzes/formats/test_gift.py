"""GIFT files as people write them. The examples are ours, in the syntax that its documentation sets out."""

from textwrap import dedent

import pytest

from learning.quizzes import rules
from learning.quizzes.formats import gift
from learning.quizzes.formats.drafts import DraftQuestion, Reading


def read(text: str) -> Reading:
    return gift.read(dedent(text).encode())


def only(text: str) -> DraftQuestion:
    reading = read(text)
    assert [str(problem) for problem in reading.problems] == []
    (draft,) = reading.questions
    return draft


def marked(draft: DraftQuestion) -> list[tuple[str, bool, str]]:
    return [(option.text, option.correct, option.feedback) for option in draft.options]


def test_a_single_choice_with_a_title_feedback_and_an_explanation() -> None:
    draft = only(
        """
        // a comment
        ::Referral:: Whom do you tell first? {
            =The lead#Yes: the lead decides.  // not a comment
            ~The parents#Not first.
            ~Nobody
            ####Section 3 of the procedures.
        }
        """
    )
    assert (draft.type, draft.code, draft.stem) == (rules.SINGLE, "Referral", "<p>Whom do you tell first?</p>")
    assert marked(draft) == [
        ("The lead", True, "Yes: the lead decides. // not a comment"), ("The parents", False, "Not first."),
        ("Nobody", False, ""),
    ]  # fmt: skip
    assert draft.explanation == "<p>Section 3 of the procedures.</p>"
    assert draft.place == "Question 1, line 3"


def test_weights_without_a_right_answer_make_a_multiple_choice() -> None:
    draft = only("Which two? {~%50%One ~%50%Two ~%-50%Three}")
    assert (draft.type, draft.credit, draft.notes) == (rules.MULTIPLE, rules.PARTIAL, ())
    assert marked(draft) == [("One", True, ""), ("Two", True, ""), ("Three", False, "")]


def test_weights_that_mean_more_than_right_and_wrong_are_said() -> None:
    assert only("Which? {~%70%One ~%30%Two ~Three}").notes == (
        "Its right answers were weighed differently. Each is now simply right.",
        "A wrong answer cost nothing. Now it costs as much as a right one earns.",
    )
    assert only("Which? {=One ~%50%Two ~Three}").notes == ("Answers that earned part of the mark now earn none.",)


@pytest.mark.parametrize(
    ("answer", "right"), [("T", "True"), ("TRUE", "True"), ("true", "True"), ("F", "False"), ("FALSE", "False")]
)
def test_true_or_false(answer: str, right: str) -> None:
    draft = only(f"Is it so?{{{answer}#Think again.#Just so.}}")
    assert draft.type == rules.TRUE_FALSE
    assert {text: feedback for text, correct, feedback in marked(draft) if correct} == {right: "Just so."}
    assert [feedback for _, correct, feedback in marked(draft) if not correct] == ["Think again."]


def test_short_text_with_several_answers() -> None:
    draft = only("What is it called? {=LADO =%100%designated officer#Yes =%0%lead#Not quite}")
    assert draft.type == rules.SHORT_TEXT
    assert marked(draft) == [("LADO", True, ""), ("designated officer", True, "Yes"), ("lead", False, "Not quite")]


def test_matching() -> None:
    draft = only("Match. { =In danger -> 999 =Worried -> MASH = -> 111 }")
    assert draft.type == rules.MATCHING
    assert [(option.text, option.match) for option in draft.options] == [
        ("In danger", "999"), ("Worried", "MASH"), ("", "111"),
    ]  # fmt: skip


def test_an_essay() -> None:
    assert only("What would you do next? {}").type == rules.ESSAY


def test_a_gap_in_the_text_becomes_a_line() -> None:
    draft = only("A child is anyone under {=18 ~16 ~21} years old.")
    assert draft.stem == "<p>A child is anyone under _____ years old.</p>"
    assert draft.notes == ("The gap in its text is written as a line, and the answer is chosen or written below it.",)


def test_a_gap_at_the_end_stands_before_the_full_stop() -> None:
    assert only("Two and two are {=four =4}.").stem == "<p>Two and two are _____.</p>"


def test_categories_hold_for_what_follows() -> None:
    reading = read(
        """
        $CATEGORY: $course$/top/Safeguarding/Drugs // alcohol
        Q1{T}

        Q2{F}

        $CATEGORY: tom/dick
        Q3{T}
        """
    )
    assert [draft.category for draft in reading.questions] == [
        ("Safeguarding", "Drugs / alcohol"), ("Safeguarding", "Drugs / alcohol"), ("tom", "dick"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unasked"),
    [
        ("Kai is nine.\n\nWhy?{T}\n", []), ("Why?{T}\n\nKai is nine.\n", ["Question 2, line 3"]),
        ("Kai is nine.\n\nLeah is ten.\n\nWhy?{T}\n", ["Question 1, line 1"]),
        ("Kai is nine.\n\n$CATEGORY: A\n\nWhy?{T}\n", ["Question 1, line 1"]),
        ("Kai is nine.\n\nWhen?{#1989}\n", ["Question 2, line 3", "Question 1, line 1"]),
    ],
)  # fmt: skip
def test_a_description_that_nothing_is_asked_about_is_named(text: str, unasked: list[str]) -> None:
    assert [problem.place for problem in read(text).problems] == unasked


def test_a_description_is_the_scenario_of_what_follows_up_to_the_next_category() -> None:
    reading = read("::KAI::Kai is nine.\n\nOne{T}\n\nTwo{T}\n\n$CATEGORY: x\n\nThree{T}")
    assert [(draft.scenario, draft.scenario_code) for draft in reading.questions] == [
        ("<p>Kai is nine.</p>", "KAI"), ("<p>Kai is nine.</p>", "KAI"), ("", ""),
    ]  # fmt: skip


def test_escaped_characters_are_text() -> None:
    draft = only(r"What is 1 \= 1\? \{x\}\: a\~b \#1 \\ end\nnext {=\=yes ~no\#t}".replace(r"\?", "?"))
    assert draft.stem == "<p>What is 1 = 1? {x}: a~b #1 \\ end<br/>next</p>"
    assert [option.text for option in draft.options] == ["=yes", "no#t"]


@pytest.mark.parametrize(
    ("written", "stem"),
    [
        ("[html]<p>A <strong>b</strong> &amp; c</p>", "<p>A <b>b</b> &amp; c</p>"),
        ("[markdown]A **b** and\n*c*", "<p>A <b>b</b> and <i>c</i></p>"),
        ("[plain]A <b>b</b>", "<p>A &lt;b&gt;b&lt;/b&gt;</p>"),
        ("[moodle]A <b>b</b>", "<p>A <b>b</b></p>"),
        ("<script>alert(1)</script>A <b onclick\\=x>b</b>", "<p>A <b>b</b></p>"),
    ],
)
def test_each_format_of_text_is_cleaned_to_what_a_stem_holds(written: str, stem: str) -> None:
    assert only(f"{written}{{T}}").stem == stem


def test_tags_in_a_comment_say_what_gift_has_no_word_for() -> None:
    draft = only("// [id:AW-1] [tag:must-pass] [tag:all-or-nothing] [tag:marks:4]\nWhich?{~%50%A ~%50%B ~%-50%C}")
    assert (draft.code, draft.must_pass, draft.credit, draft.marks) == ("AW-1", True, rules.ALL_OR_NOTHING, 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("When? {#1989:1}", "numerical question, which isn't taken"),
        ("When? {#=1989}", "numerical question, which isn't taken"),
        ("One {=a ~b} and {=c ~d}", "several answers in braces"),
        ("Open {=a ~b", "don't pair up"),
        ("Broken {=a\n\n~b}", "don't pair up"),
        ("{=a ~b}", "It has no text"),
        ("What? {a, b}", "begin with neither = nor ~"),
        ("What? {=col*r}", "wildcard"),
        ("What? {=%50%half}", "No answer earns the full mark"),
        ('[html]See <img src\\="@@PLUGINFILE@@/a.png">{T}', "It has a picture, which can't be taken"),
        ("[html]<table><tr><td>x</td></tr></table>{T}", "It has a table, which can't be taken"),
    ],
)
def test_what_cannot_be_taken_is_named_with_what_to_do(text: str, said: str) -> None:
    reading = read(f"Fine{{T}}\n\n{text}")
    assert [draft.stem for draft in reading.questions] == ["<p>Fine</p>"]
    assert said in reading.problems[0].words
    assert reading.problems[0].place == "Question 2, line 3"
