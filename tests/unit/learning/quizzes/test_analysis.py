"""What a question's answers say of it: figures, a picture for each type, and what is worth a look."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.quizzes import rules
from learning.quizzes.rules.analysis import LOWER, MIDDLE, UPPER, Asked, Tally, figures, is_enough, middle_of
from learning.quizzes.rules.flagging import flags
from learning.quizzes.rules.picturing import picture
from learning.quizzes.rules.timing import seconds_taken
from learning.quizzes.rules.writing import with_ids


def asked(kind: str = rules.SINGLE, rows: list[tuple[str, str, bool]] | None = None, credit: str = "all") -> Asked:
    rows = rows or [("Right", "", True), ("Wrong", "", False), ("Never", "", False)]
    options = [{"text": text, "match": match, "correct": right, "feedback": ""} for text, match, right in rows]
    return Asked(kind, with_ids(options, kind), credit)


def ids(question: Asked) -> dict[str, str]:
    return {str(option["text"]): str(option["id"]) for option in question.options}


def choosing(question: Asked, *counts: tuple[int, str, int]) -> list[Tally]:
    """Return tallies from (third, words chosen, people); "" is no answer."""
    return [Tally(third, (ids(question)[words],) if words else (), count) for third, words, count in counts]


def reasons(question: Asked, tallies: list[Tally]) -> set[str]:
    return {flag.reason for flag in flags(question, tallies, figures(question, tallies, {}))}


def line(question: Asked, tallies: list[Tally], label: str) -> tuple[int, int, int]:
    found = next(one.count for one in picture(question, tallies) if one.label == label)
    return found.all, found.upper, found.lower


def test_facility_is_the_mean_share_and_discrimination_the_upper_thirds_less_the_lower_thirds() -> None:
    question = asked()
    tallies = choosing(
        question,
        (UPPER, "Right", 9), (UPPER, "Wrong", 1), (MIDDLE, "Right", 6), (MIDDLE, "Wrong", 4),
        (LOWER, "Right", 3), (LOWER, "Wrong", 5), (LOWER, "", 2),
    )  # fmt: skip
    found = figures(question, tallies, {10: 3, 20: 1})
    assert (found.people, found.third, found.facility, found.discrimination, found.seconds) == (
        30, 10, Fraction(18, 30), Fraction(6, 10), 10,
    )  # fmt: skip
    assert (found.wholly.all, found.partly.all, found.nothing.all) == (18, 0, 12)
    assert line(question, tallies, "Not answered") == (2, 0, 2)


def test_below_thirty_people_there_are_no_figures() -> None:
    assert not is_enough(29)
    assert is_enough(30)
    with pytest.raises(ValueError, match="29"):
        figures(asked(), choosing(asked(), (LOWER, "Right", 29)), {})


@given(st.dictionaries(st.integers(0, 1800), st.integers(1, 40), max_size=20))
def test_the_median_time_is_that_of_all_the_times(times: dict[int, int]) -> None:
    every = [second for second, people in times.items() for _ in range(people)]
    assert middle_of(times) == (median_low(every) if every else None)


def test_two_tallies_that_are_alike_both_count() -> None:
    question = asked(rules.ESSAY, [("x", "", False)])
    tallies = [Tally(UPPER, ("written",), 15, Fraction(1, 2)), Tally(UPPER, ("written",), 15, Fraction(1, 2))]
    assert figures(question, tallies, {}).facility == Fraction(1, 2)


# -- A picture for each type ----------------------------------------------------------------------------------------


def test_several_choices_are_counted_each_and_part_marks_apart() -> None:
    question = asked(rules.MULTIPLE, [("A", "", True), ("B", "", True), ("C", "", False)], credit="part")
    key = ids(question)
    tallies = [Tally(UPPER, (key["A"], key["B"]), 20), Tally(LOWER, (key["A"],), 10), Tally(LOWER, (key["C"],), 5)]
    found = figures(question, tallies, {})
    assert (found.wholly.all, found.partly.all, found.nothing.all) == (20, 10, 5)
    assert [one.count.all for one in picture(question, tallies)] == [30, 20, 5]


def test_ordering_shows_what_stood_in_its_place_and_where_it_was_put_instead() -> None:
    question = asked(rules.ORDERING, [("A", "", False), ("B", "", False), ("C", "", False)], credit="part")
    a, b, c = (ids(question)[name] for name in "ABC")
    tallies = [
        Tally(UPPER, (f"{a}:1", f"{b}:2", f"{c}:3"), 20), Tally(LOWER, (f"{b}:1", f"{a}:2", f"{c}:3"), 10),
    ]  # fmt: skip
    assert [(one.label, one.count.all, one.instead) for one in picture(question, tallies)] == [
        ("1. A", 20, "“place 2” (10)"), ("2. B", 20, "“place 1” (10)"), ("3. C", 30, ""),
    ]  # fmt: skip


def test_matching_shows_what_was_matched_right_and_what_was_given_instead() -> None:
    question = asked(rules.MATCHING, [("Lead", "Advises", False), ("Trainer", "Teaches", False), ("", "Judges", False)])
    lead, trainer = (one for one in question.options if one["id"])
    judge = next(one for one in question.options if not one["id"])
    right = (f"{lead['id']}:{lead['match_id']}", f"{trainer['id']}:{trainer['match_id']}")
    wrong = (f"{lead['id']}:{judge['match_id']}", right[1])
    shown = picture(question, [Tally(UPPER, right, 20), Tally(LOWER, wrong, 12)])
    assert [(one.label, one.count.all, one.instead) for one in shown] == [
        ("Lead: Advises", 20, "“Judges” (12)"), ("Trainer: Teaches", 32, ""),
    ]  # fmt: skip


def test_words_that_fewer_than_three_people_wrote_are_never_shown() -> None:
    question = asked(rules.SHORT_TEXT, [("Lead", "", True), ("LADO", "", False)])
    tallies = [
        Tally(UPPER, ("LEAD",), 10), Tally(MIDDLE, ("lead",), 10), Tally(LOWER, ("Head",), 2),
        Tally(UPPER, ("head",), 1),
        Tally(LOWER, ("my colleague Ann Other",), 2), Tally(LOWER, ("Jo",), 1), Tally(LOWER, ("LADO",), 4),
    ]  # fmt: skip
    shown = picture(question, tallies)
    assert [(one.label, one.count.all, one.right) for one in shown] == [
        ("Lead", 20, True), ("“lado”", 4, False), ("“head”", 3, False), ("Other wrong answers", 3, False),
    ]  # fmt: skip


def test_an_essay_is_shown_by_its_marks_and_in_no_word_of_it() -> None:
    question = asked(rules.ESSAY, [("x", "", False)])
    tallies = [Tally(UPPER, ("w",), 20, Fraction(1)), Tally(LOWER, ("w",), 9, Fraction(2, 5)), Tally(LOWER, (), 1)]
    shown = [(one.label, one.count.all) for one in picture(question, tallies) if one.count.all]
    assert shown == [("Up to half of the marks", 9), ("All the marks", 20), ("Not answered", 1)]


# -- Worth a look ---------------------------------------------------------------------------------------------------


def test_a_question_that_does_its_work_is_not_flagged() -> None:
    question = asked()
    assert not reasons(
        question,
        choosing(question, (UPPER, "Right", 10), (MIDDLE, "Right", 7), (MIDDLE, "Wrong", 3), (LOWER, "Right", 4),
                 (LOWER, "Wrong", 3), (LOWER, "Never", 3)),
    )  # fmt: skip


def test_a_key_is_doubted_where_the_best_choose_another_option_more_often() -> None:
    question = asked()
    tallies = choosing(
        question,
        (UPPER, "Wrong", 8),
        (UPPER, "Right", 2),
        (MIDDLE, "Right", 10),
        (LOWER, "Right", 8),
        (LOWER, "Never", 2),
    )
    found = flags(question, tallies, figures(question, tallies, {}))
    assert [flag.reason for flag in found] == ["key", "backwards", "drawn"]
    assert "“Wrong”" in found[0].sentence


def test_one_persons_answer_more_is_no_reason() -> None:
    question = asked()
    tallies = choosing(
        question,
        (UPPER, "Right", 5), (UPPER, "Wrong", 5), (MIDDLE, "Right", 6), (MIDDLE, "Never", 4), (LOWER, "Right", 6),
        (LOWER, "Wrong", 4),
    )  # fmt: skip
    assert reasons(question, tallies) == {"flat"}


@pytest.mark.parametrize(
    ("words", "reason"), [("Right", "everybody"), ("Wrong", "nobody")], ids=["everybody right", "nobody right"]
)
def test_a_question_that_all_answer_alike_is_flagged(words: str, reason: str) -> None:
    question = asked()
    assert reason in reasons(question, choosing(question, (UPPER, words, 10), (MIDDLE, words, 10), (LOWER, words, 10)))


def test_an_option_that_nobody_chose_is_flagged_once_it_had_its_chance() -> None:
    question = asked()
    few = choosing(question, (UPPER, "Right", 10), (MIDDLE, "Right", 10), (LOWER, "Right", 6), (LOWER, "Wrong", 4))
    many = choosing(question, (UPPER, "Right", 10), (MIDDLE, "Right", 10), (LOWER, "Right", 4), (LOWER, "Wrong", 6))
    assert "unchosen" not in reasons(question, few)
    assert "unchosen" in reasons(question, many)


def test_a_short_text_that_the_best_write_and_nobody_accepts_is_flagged() -> None:
    question = asked(rules.SHORT_TEXT, [("Lead", "", True)])
    tallies = [
        Tally(UPPER, ("the DSL",), 4),
        Tally(UPPER, ("lead",), 6),
        Tally(MIDDLE, ("lead",), 10),
        Tally(LOWER, (), 10),
    ]
    found = flags(question, tallies, figures(question, tallies, {}))
    assert [flag.sentence for flag in found if flag.reason == "drawn"] == [
        "“the dsl” isn’t accepted, though many of those who did best write it."
    ]


def test_a_short_text_of_two_people_is_in_no_flag() -> None:
    question = asked(rules.SHORT_TEXT, [("Lead", "", True)])
    tallies = [Tally(UPPER, ("Ann Other",), 2), Tally(UPPER, ("lead",), 8), Tally(MIDDLE, ("lead",), 20)]
    assert not any("ann" in flag.sentence for flag in flags(question, tallies, figures(question, tallies, {})))


def test_in_ordering_the_item_whose_place_the_best_dispute_is_named() -> None:
    question = asked(rules.ORDERING, [("A", "", False), ("B", "", False), ("C", "", False)])
    a, b, c = (ids(question)[name] for name in "ABC")
    tallies = [Tally(UPPER, (f"{b}:1", f"{a}:2", f"{c}:3"), 10), Tally(LOWER, (f"{a}:1", f"{b}:2", f"{c}:3"), 20)]
    found = flags(question, tallies, figures(question, tallies, {}))
    assert found[0].reason == "key"
    assert "“1. A”" in found[0].sentence


# -- Time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("gap", "seconds"), [(0, 0), (1.9, 1), (1800, 1800), (1801, None), (-1, None)])
def test_time_away_and_a_clock_put_back_are_not_time_taken(gap: float, seconds: int | None) -> None:
    began = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert seconds_taken(began, began + timedelta(seconds=gap)) == seconds
