"""What each type of question takes, refuses and earns, without a database."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.quizzes import rules

WHOLE = Fraction(1)
KINDS = [
    rules.SINGLE, rules.MULTIPLE, rules.TRUE_FALSE, rules.ORDERING, rules.MATCHING, rules.SHORT_TEXT, rules.ESSAY,
]  # fmt: skip


def rows(*texts: str, right: str = "") -> list[dict]:
    """Return rows as an author writes them: "left=right" for a pair, and those in `right` marked right."""
    made = []
    for text in texts:
        left, _, match = text.partition("=")
        made.append({"text": left, "match": match, "correct": left in right.split(","), "feedback": ""})
    return made


STEPS = rules.with_ids(rows("Listen", "Write it down", "Tell the lead", "Follow up"), rules.ORDERING)
PAIRS = rules.with_ids(rows("Lead=Advises", "Trainer=Teaches", "Clerk=Minutes", "=Judges"), rules.MATCHING)
WORDS = rules.with_ids(rows("Designated safeguarding lead", "DSL", "Head", right="Designated safeguarding lead,DSL"))
CHOICES = rules.with_ids(rows("A", "B", "C", "D", right="A,B"))
EXAMPLES = {
    rules.SINGLE: rules.with_ids(rows("A", "B", right="A")),
    rules.TRUE_FALSE: rules.with_ids(rows("True", "False", right="True")),
    rules.MULTIPLE: CHOICES,
    rules.ORDERING: STEPS,
    rules.MATCHING: PAIRS,
    rules.SHORT_TEXT: WORDS,
    rules.ESSAY: [],
}


def ids(kind: str) -> list[str]:
    return rules.shown_ids(kind, EXAMPLES[kind])


def order(*places: int) -> list[str]:
    """Return a response that gives the steps, in their right order, these places."""
    return [f"{step['id']}:{place}" for step, place in zip(STEPS, places, strict=True)]


def pairs(*matches: int) -> list[str]:
    """Return a response that gives each left side the right side of the row of that number."""
    return [f"{row['id']}:{PAIRS[match]['match_id']}" for row, match in zip(PAIRS, matches, strict=False)]


class TestWriting:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_example_can_be_asked(self, kind: str) -> None:
        assert rules.option_problems(kind, EXAMPLES[kind]) == []

    @pytest.mark.parametrize(
        ("kind", "texts", "said"),
        [
            (rules.ORDERING, ["A", "B"], "Give at least three things to put in order."),
            (rules.ORDERING, ["A", "B", "a "], "Two of the things to put in order have the same words."),
            (rules.ORDERING, ["A", "B", ""], "Everything to put in order needs some words."),
            (rules.ORDERING, ["A=x", "B", "C"], "Only matching questions use “Goes with”: empty it."),
            (rules.MATCHING, ["A=1", "=2"], "Give at least two pairs to match."),
            (rules.MATCHING, ["A=1", "B="], "Say what each row goes with."),
            (rules.MATCHING, ["A=1", "a=2"], "Two rows to match have the same words on the left."),
            (rules.MATCHING, ["A=1", "B=1"], "Everything goes with the same answer: give at least two to choose from."),
            (rules.SHORT_TEXT, ["A"], "Mark at least one answer as right: those are accepted."),
            (rules.SHORT_TEXT, ["A", " Ａ"], "Two answers are the same but for"),
            (rules.SHORT_TEXT, ["x" * 201], "An accepted answer is longer than the 200 characters"),
            (rules.ESSAY, ["A"], "An essay has no options: remove them."),
        ],
    )
    def test_what_stands_in_the_way_is_said(self, kind: str, texts: list[str], said: str) -> None:
        assert any(problem.startswith(said) for problem in rules.option_problems(kind, rows(*texts)))

    def test_two_things_may_go_with_the_same_answer(self) -> None:
        assert rules.option_problems(rules.MATCHING, rows("A=1", "B=1", "C=2")) == []


class TestWhatIsShown:
    @pytest.mark.parametrize("kind", [rules.SHORT_TEXT, rules.ESSAY])
    def test_what_is_answered_in_words_shows_no_ids(self, kind: str) -> None:
        assert ids(kind) == []

    @given(st.permutations(["Listen", "Write", "Tell", "Follow up", "Review"]))
    def test_things_to_put_in_order_are_shown_alike_whatever_their_right_order(self, texts: list[str]) -> None:
        shown = rules.shown_ids(rules.ORDERING, rules.with_ids(rows(*texts), rules.ORDERING))
        again = rules.shown_ids(rules.ORDERING, rules.with_ids(rows(*sorted(texts)), rules.ORDERING))
        assert shown == again

    @given(st.permutations(["1", "2", "3", "4"]))
    def test_the_right_side_is_shown_alike_whatever_goes_with_what(self, rights: list[str]) -> None:
        made = [f"{left}={right}" for left, right in zip("ABCD", rights, strict=True)]
        shown = rules.shown_ids(rules.MATCHING, rules.with_ids(rows(*made), rules.MATCHING))
        assert shown == rules.shown_ids(
            rules.MATCHING, rules.with_ids(rows("A=1", "B=2", "C=3", "D=4"), rules.MATCHING)
        )

    def test_a_right_side_that_goes_with_two_is_shown_once(self) -> None:
        made = rules.with_ids(rows("A=1", "B=1", "C=2"), rules.MATCHING)
        assert len(rules.shown_ids(rules.MATCHING, made)) == 3 + 2

    @pytest.mark.parametrize("kind", [rules.ORDERING, rules.MATCHING])
    def test_they_are_shuffled_even_where_the_quiz_keeps_options_in_order(self, kind: str) -> None:
        drawn = {tuple(rules.option_order(kind, ids(kind), shuffle=False, rng=Random(seed))) for seed in range(40)}
        assert len(drawn) > 10
        assert all(sorted(one) == sorted(ids(kind)) for one in drawn)
        if kind == rules.MATCHING:
            assert {one[:3] for one in drawn} == {tuple(ids(kind)[:3])}


class TestResponses:
    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != rules.ESSAY])
    def test_a_right_response_is_taken_earns_all_and_is_clean_already(self, kind: str) -> None:
        right = rules.right_response(kind, EXAMPLES[kind])
        clean = rules.clean_response(kind, ids(kind), right)
        assert rules.clean_response(kind, ids(kind), clean) == clean
        assert rules.marks_for(kind, EXAMPLES[kind], clean, Fraction(3)) == 3

    @pytest.mark.parametrize(
        ("response", "said"),
        [
            ([], "Give each item a place: 4 are left"),
            (order(1, 2, 3, 4)[:3], "Give each item a place: 1 is left"),
            (order(1, 2, 2, 3), "Give each item a place of its own: 2 is used twice"),
            (order(1, 1, 1, 3), "1 is used 3 times"),
            (order(1, 2, 3, 5), "Choose from the places shown"),
            ([*order(1, 2, 3, 4), "nosuch:1"], "Choose from the places shown"),
        ],
    )
    def test_an_order_that_cannot_be_used_is_said_in_words(self, response: list[str], said: str) -> None:
        with pytest.raises(rules.UnusableResponse, match=said):
            rules.clean_response(rules.ORDERING, ids(rules.ORDERING), response)

    @pytest.mark.parametrize(
        ("response", "said"),
        [
            ([], "Choose what goes with each item: 3 are left"),
            (pairs(0, 1), "Choose what goes with each item: 1 is left"),
            ([f"{PAIRS[0]['id']}:{PAIRS[1]['id']}"], "Choose from the answers shown"),
            (["nosuch:r1"], "Choose from the answers shown"),
        ],
    )
    def test_pairs_that_cannot_be_used_are_said_in_words(self, response: list[str], said: str) -> None:
        with pytest.raises(rules.UnusableResponse, match=said):
            rules.clean_response(rules.MATCHING, ids(rules.MATCHING), response)

    @pytest.mark.parametrize("kind", [rules.SHORT_TEXT, rules.ESSAY])
    @pytest.mark.parametrize(
        ("sent", "said"),
        [([], "Write an answer"), ([" \n "], "Write an answer"), (["x" * 20_001], "Write no more than")],
    )
    def test_words_that_cannot_be_used_are_said_in_words(self, kind: str, sent: list[str], said: str) -> None:
        with pytest.raises(rules.UnusableResponse, match=said):
            rules.clean_response(kind, [], sent)

    def test_an_essay_keeps_its_lines_and_loses_what_a_database_refuses(self) -> None:
        assert rules.clean_response(rules.ESSAY, [], [" One.\r\n\r\nTwo\x00\ud800.\x07 "]) == ["One.\n\nTwo."]

    @given(st.permutations(range(4)))
    def test_the_order_in_which_an_answer_is_sent_makes_no_difference(self, sent: list[int]) -> None:
        answer = order(3, 1, 4, 2)
        shuffled = [answer[place] for place in sent]
        assert rules.clean_response(rules.ORDERING, ids(rules.ORDERING), shuffled) == [
            answer[1], answer[3], answer[0], answer[2]
        ]  # fmt: skip

    @pytest.mark.parametrize("kind", KINDS)
    @given(sent=st.lists(st.text(max_size=30), max_size=6))
    def test_whatever_is_sent_is_cleaned_or_refused_and_can_be_shown_again(self, kind: str, sent: list[str]) -> None:
        rules.sendable(kind, ids(kind), sent)
        try:
            clean = rules.clean_response(kind, ids(kind), sent)
        except rules.UnusableResponse:
            return
        assert kind in rules.WRITTEN
        assert rules.clean_response(kind, ids(kind), clean) == clean


class TestMarking:
    @pytest.mark.parametrize(
        ("chosen", "whole", "part"),
        [("AB", 6, 6), ("A", 0, 3), ("AC", 0, 0), ("ABC", 0, 3), ("ABCD", 0, 0), ("CD", 0, 0), ("ACD", 0, 0)],
    )
    def test_multiple_choice(self, chosen: str, whole: int, part: int) -> None:
        response = [row["id"] for row in CHOICES if row["text"] in chosen]
        assert rules.marks_for(rules.MULTIPLE, CHOICES, response, Fraction(6)) == whole
        assert rules.marks_for(rules.MULTIPLE, CHOICES, response, Fraction(6), credit=rules.PARTIAL) == part

    @pytest.mark.parametrize(
        ("places", "whole", "part"),
        [((1, 2, 3, 4), 4, 4), ((1, 2, 4, 3), 0, 2), ((2, 1, 4, 3), 0, 0), ((2, 3, 1, 4), 0, 1)],
    )
    def test_ordering(self, places: tuple[int, ...], whole: int, part: int) -> None:
        response = order(*places)
        assert rules.marks_for(rules.ORDERING, STEPS, response, Fraction(4)) == whole
        assert rules.marks_for(rules.ORDERING, STEPS, response, Fraction(4), credit=rules.PARTIAL) == part

    @pytest.mark.parametrize(
        ("matches", "whole", "part"),
        [((0, 1, 2), 3, 3), ((0, 1, 3), 0, 2), ((1, 2, 0), 0, 0), ((0, 0, 0), 0, 1)],
    )
    def test_matching(self, matches: tuple[int, ...], whole: int, part: int) -> None:
        response = pairs(*matches)
        assert rules.marks_for(rules.MATCHING, PAIRS, response, Fraction(3)) == whole
        assert rules.marks_for(rules.MATCHING, PAIRS, response, Fraction(3), credit=rules.PARTIAL) == part

    @pytest.mark.parametrize(
        ("text", "marks"),
        [
            ("DSL", 1), ("dsl", 1), ("  Designated \n SAFEGUARDING lead ", 1), ("ＤＳＬ", 1), ("Head", 0),
            ("D.S.L.", 0), ("designated safeguarding lead officer", 0),
        ],
    )  # fmt: skip
    def test_short_text_is_compared_without_case_space_or_unicode_forms(self, text: str, marks: int) -> None:
        assert rules.marks_for(rules.SHORT_TEXT, WORDS, [text], WHOLE) == marks

    @pytest.mark.parametrize(
        ("accepted", "written"), [("Straße", "STRASSE"), ("child’s plan", "Child's plan"), ("café", "CAFE\u0301")]
    )
    def test_short_text_folds_what_keyboards_make_of_it(self, accepted: str, written: str) -> None:
        assert rules.fold(accepted) == rules.fold(written)

    def test_an_essay_waits_for_a_person_unless_nothing_was_written(self) -> None:
        assert rules.marks_for(rules.ESSAY, [], ["Some words"], WHOLE) is None
        assert rules.marks_for(rules.ESSAY, [], None, WHOLE) == 0

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("credit", [rules.ALL_OR_NOTHING, rules.PARTIAL])
    def test_no_answer_earns_nothing(self, kind: str, credit: str) -> None:
        assert rules.marks_for(kind, EXAMPLES[kind], None, WHOLE, credit=credit) == 0
        assert rules.marks_for(kind, EXAMPLES[kind], [], WHOLE, credit=credit) == 0

    @given(st.sets(st.sampled_from([row["id"] for row in CHOICES]), min_size=1), st.integers(1, 100))
    def test_choices_stay_within_bounds_and_part_is_never_less_than_all_or_nothing(
        self, chosen: set[str], possible: int
    ) -> None:
        self.assert_bounds(rules.MULTIPLE, sorted(chosen), Fraction(possible))

    @given(st.permutations([1, 2, 3, 4]), st.integers(1, 100))
    def test_orders_stay_within_bounds(self, places: list[int], possible: int) -> None:
        self.assert_bounds(rules.ORDERING, order(*places), Fraction(possible))

    @given(st.lists(st.integers(0, 3), min_size=3, max_size=3), st.integers(1, 100))
    def test_pairs_stay_within_bounds(self, matches: list[int], possible: int) -> None:
        self.assert_bounds(rules.MATCHING, pairs(*matches), Fraction(possible))

    def assert_bounds(self, kind: str, response: list[str], possible: Fraction) -> None:
        whole = rules.marks_for(kind, EXAMPLES[kind], response, possible)
        part = rules.marks_for(kind, EXAMPLES[kind], response, possible, credit=rules.PARTIAL)
        backwards = rules.marks_for(kind, EXAMPLES[kind], response[::-1], possible, credit=rules.PARTIAL)
        assert whole is not None
        assert part is not None
        assert whole in (0, possible)
        assert whole <= part <= possible
        assert part == backwards
        assert (part == possible) == (whole == possible)


class TestWording:
    @pytest.mark.parametrize("kind", sorted(rules.CAN_BE_PARTLY_RIGHT))
    def test_learners_are_told_how_an_answer_that_is_partly_right_is_marked(self, kind: str) -> None:
        whole, part = rules.hint_of(kind, rules.ALL_OR_NOTHING), rules.hint_of(kind, rules.PARTIAL)
        assert "only if" in whole
        assert "only if" not in part

    def test_a_single_choice_needs_no_hint(self) -> None:
        assert rules.hint_of(rules.SINGLE, rules.ALL_OR_NOTHING) == ""
