"""The rules of quizzes, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.quizzes import rules

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def option(text: str, correct: bool = False, **more: object) -> dict:
    return {"id": text[:1].lower(), "text": text, "correct": correct, "feedback": "", **more}


THREE = [option("Apple", True), option("Pear"), option("Plum")]
TWO_OF_THREE = [option("Apple", True), option("Pear", True), option("Plum")]


class TestOptions:
    def test_a_single_choice_with_one_right_option_can_be_asked(self) -> None:
        assert rules.option_problems(rules.SINGLE, THREE) == []

    def test_a_question_needs_two_options(self) -> None:
        assert rules.option_problems(rules.SINGLE, THREE[:1]) == ["Give at least two options to choose from."]

    @pytest.mark.parametrize("kind", [rules.SINGLE, rules.TRUE_FALSE])
    @pytest.mark.parametrize(("right", "said"), [(0, "none is marked"), (2, "2 are marked")])
    def test_one_right_option_where_one_is_asked_for(self, kind: str, right: int, said: str) -> None:
        options = [option(name, place < right) for place, name in enumerate(["Apple", "Pear"])]
        assert rules.option_problems(kind, options) == [f"Mark exactly one option as right: {said}."]

    def test_multiple_choice_needs_a_right_option_and_may_have_several(self) -> None:
        none_right = [option("Apple"), option("Pear")]
        assert rules.option_problems(rules.MULTIPLE, none_right) == ["Mark at least one option as right."]
        assert rules.option_problems(rules.MULTIPLE, TWO_OF_THREE) == []

    def test_true_or_false_has_exactly_two_options(self) -> None:
        problems = rules.option_problems(rules.TRUE_FALSE, THREE)
        assert problems == ["A true-or-false question has exactly two options: True and False."]

    def test_options_with_the_same_words_are_refused_whatever_their_case_and_space(self) -> None:
        options = [option("An  apple", True), option("an apple ")]
        assert rules.option_problems(rules.SINGLE, options) == ["Two options have the same words."]

    def test_an_option_without_words_is_refused(self) -> None:
        assert rules.option_problems(rules.SINGLE, [option("Apple", True), option(" ")]) == [
            "Every option needs some words."
        ]

    def test_an_id_follows_the_words_and_not_the_place_or_the_truth(self) -> None:
        before = rules.with_ids(THREE)
        after = rules.with_ids([option("Plum", True), option("Apple"), option("Fig")])
        ids = {row["text"]: row["id"] for row in before}
        assert [row["id"] for row in after[:2]] == [ids["Plum"], ids["Apple"]]
        assert after[2]["id"] not in ids.values()

    @given(st.lists(st.text(min_size=1), min_size=2, max_size=30, unique=True))
    def test_ids_are_never_shared(self, texts: list[str]) -> None:
        made = rules.with_ids([option(text) | {"text": text} for text in texts])
        assert len({row["id"] for row in made}) == len(texts)


class TestStem:
    @pytest.mark.parametrize(
        ("html", "scenario", "question"),
        [
            ("<p>Who is told?</p>", "", "Who is told?"),
            ("<p>A boy is late.</p><p>Who is <b>told</b>?</p>", "<p>A boy is late.</p>", "Who is <b>told</b>?"),
            ('<p data-block-key="a1">A.</p>\n<p data-block-key="b2">B?</p>\n', '<p data-block-key="a1">A.</p>', "B?"),
            ("<p>Which?</p><ul><li>One</li></ul>", "<p>Which?</p><ul><li>One</li></ul>", ""),
            ("<ul><li><p>One</p></li></ul><p>Which?</p>", "<ul><li><p>One</p></li></ul>", "Which?"),
            ("", "", ""),
        ],
    )
    def test_the_last_paragraph_is_the_question(self, html: str, scenario: str, question: str) -> None:
        assert rules.split_stem(html) == (scenario, question)


class TestDrawing:
    def test_it_draws_as_many_as_asked_none_twice_and_none_that_is_taken(self) -> None:
        drawn = rules.draw([(range(10), 4), (range(10, 20), 3)], taken={1, 2, 12}, rng=Random(1))
        assert len(drawn) == len(set(drawn)) == 7
        assert not {1, 2, 12} & set(drawn)
        assert all(key < 10 for key in drawn[:4])
        assert all(key >= 10 for key in drawn[4:])

    @given(st.integers(min_value=0, max_value=2**32))
    def test_a_category_within_another_is_drawn_first_so_that_both_can_be_met(self, seed: int) -> None:
        above, below = [1, 2, 3, 4], [3, 4]
        drawn = rules.draw([(above, 2), (below, 2)], taken=[], rng=Random(seed))
        assert sorted(drawn) == [1, 2, 3, 4]
        assert set(drawn[2:]) == {3, 4}

    def test_too_few_questions_are_refused(self) -> None:
        with pytest.raises(rules.TooFewQuestions):
            rules.draw([([1, 2, 3], 3)], taken=[3], rng=Random(1))

    def test_every_question_has_its_chance(self) -> None:
        rng = Random(7)
        counts = dict.fromkeys(range(5), 0)
        for _ in range(2000):
            for key in rules.draw([(range(5), 2)], taken=[], rng=rng):
                counts[key] += 1
        assert all(700 < count < 900 for count in counts.values())  # 800 each, give or take

    def test_options_are_shuffled_but_true_stays_before_false(self) -> None:
        ids = [str(number) for number in range(8)]
        assert rules.option_order(rules.SINGLE, ids, shuffle=False, rng=Random(1)) == ids
        shuffled = rules.option_order(rules.SINGLE, ids, shuffle=True, rng=Random(1))
        assert shuffled != ids
        assert sorted(shuffled) == ids
        for seed in range(20):
            assert rules.option_order(rules.TRUE_FALSE, ["t", "f"], shuffle=True, rng=Random(seed)) == ["t", "f"]


class TestResponses:
    def test_choices_are_kept_once_and_in_the_order_shown(self) -> None:
        assert rules.clean_response(rules.MULTIPLE, ["c", "a", "b"], ["a", "c", "a"]) == ["c", "a"]

    @pytest.mark.parametrize(
        ("kind", "response", "said"),
        [
            (rules.SINGLE, [], "Choose an answer"),
            (rules.MULTIPLE, [], "Choose at least one answer"),
            (rules.TRUE_FALSE, [], "Choose true or false"),
            (rules.SINGLE, ["a", "b"], "Choose one option only"),
            (rules.TRUE_FALSE, ["a", "b"], "Choose one option only"),
            (rules.MULTIPLE, ["a", "z"], "Choose from the options shown"),
        ],
    )
    def test_what_cannot_be_used_is_said_in_words(self, kind: str, response: list[str], said: str) -> None:
        with pytest.raises(rules.UnusableResponse, match=said):
            rules.clean_response(kind, ["a", "b"], response)


class TestMarking:
    @pytest.mark.parametrize(("response", "marks"), [(["a"], 1), (["p"], 0), (None, 0), ([], 0)])
    def test_single_choice(self, response: list[str] | None, marks: int) -> None:
        assert rules.marks_for(rules.SINGLE, [option("Apple", True), option("Pear")], response, Fraction(1)) == marks

    @pytest.mark.parametrize(
        ("response", "marks"),
        [(["a", "b"], 3), (["b", "a"], 3), (["a"], 0), (["a", "b", "c"], 0), (["a", "c"], 0), (["c"], 0), (None, 0)],
    )
    def test_multiple_choice_is_all_or_nothing(self, response: list[str] | None, marks: int) -> None:
        options = [option("A", True), option("B", True), option("C")]
        assert rules.marks_for(rules.MULTIPLE, options, response, Fraction(3)) == marks

    def one(self, right: bool, must_pass: bool = False) -> rules.Marked:
        return rules.Marked(Fraction(int(right)), Fraction(1), must_pass)

    @pytest.mark.parametrize(("right", "passed"), [(8, True), (7, False), (10, True)])
    def test_the_pass_mark_itself_passes(self, right: int, passed: bool) -> None:
        marked = [self.one(place < right) for place in range(10)]
        assert rules.outcome(marked, Decimal(80)).passed is passed

    def test_marks_are_compared_unrounded(self) -> None:
        two_thirds = [self.one(True), self.one(True), self.one(False)]
        assert rules.outcome(two_thirds, Decimal("66.66")).passed
        assert not rules.outcome(two_thirds, Decimal("66.67")).passed
        thirds = [rules.Marked(Fraction(1, 3), Fraction(1), False)] * 3
        assert rules.outcome(thirds, Decimal("33.33")).passed
        assert not rules.outcome(thirds, Decimal("33.34")).passed

    def test_a_missed_must_pass_question_fails_whatever_the_marks(self) -> None:
        marked = [self.one(True) for _ in range(9)] + [self.one(False, must_pass=True)]
        outcome = rules.outcome(marked, Decimal(80))
        assert outcome.reached
        assert outcome.missed == 1
        assert outcome.state == rules.FAILED

    def test_a_must_pass_question_that_is_right_changes_nothing(self) -> None:
        assert rules.outcome([self.one(True, must_pass=True)], Decimal(100)).state == rules.PASSED

    def test_an_attempt_without_questions_has_no_outcome(self) -> None:
        with pytest.raises(ValueError):
            rules.outcome([], Decimal(0))

    def test_what_is_shown_is_never_rounded_up(self) -> None:
        assert rules.percentage(Decimal("79.99"), Decimal(100)) == Decimal("79.9")
        assert rules.plain_number(Decimal("8.0000")) == "8"
        assert rules.plain_number(Decimal("7.5000")) == "7.5"
        assert rules.plain_number(Fraction(2, 3)) == "0.66"
        assert rules.plain_number(Decimal(100)) == "100"


class TestStates:
    def test_an_outcome_is_final(self) -> None:
        for state in (rules.PASSED, rules.FAILED, rules.ABANDONED):
            assert not any(rules.may_become(state, following) for following in rules.NEXT_STATES)

    def test_an_outcome_comes_only_after_submission(self) -> None:
        assert not rules.may_become(rules.IN_PROGRESS, rules.PASSED)
        assert rules.may_become(rules.IN_PROGRESS, rules.SUBMITTED)
        assert rules.may_become(rules.SUBMITTED, rules.AWAITING_MARKING)
        assert rules.may_become(rules.AWAITING_MARKING, rules.FAILED)


class TestAnotherGo:
    def go(self, past: list[tuple[str, float]], **terms: object) -> rules.AnotherGo:
        done = [rules.PastAttempt(state, NOW - timedelta(hours=hours)) for state, hours in past]
        return rules.another_go(done, **({"allowed": 3, "waiting_hours": 24, "at": NOW} | terms))

    def test_outside_a_course_who_has_passed_may_go_again_and_at_once(self) -> None:
        past = [(rules.FAILED, 3.0), (rules.PASSED, 2.0)]
        assert self.go(past).why == "passed"
        assert self.go(past, passed_again=True) == rules.AnotherGo("", 1)
        assert self.go([*past, (rules.FAILED, 1.0)], passed_again=True).why == "used_up"
        assert self.go([(rules.PASSED, 2.0), (rules.FAILED, 1.0)], passed_again=True).why == "waiting"

    def test_the_first_attempt_may_begin(self) -> None:
        assert self.go([]) == rules.AnotherGo("", 3)

    def test_after_a_failure_one_waits_and_is_told_until_when(self) -> None:
        go = self.go([(rules.FAILED, 2)])
        assert (go.why, go.left) == ("waiting", 2)
        assert go.next_at == NOW + timedelta(hours=22)

    @pytest.mark.parametrize(("hours", "allowed"), [(24, True), (23.999, False), (25, True)])
    def test_the_wait_is_over_at_its_moment(self, hours: float, allowed: bool) -> None:
        assert self.go([(rules.FAILED, hours)]).allowed is allowed

    def test_the_wait_is_counted_from_the_last_attempt(self) -> None:
        assert self.go([(rules.FAILED, 1), (rules.FAILED, 100)]).next_at == NOW + timedelta(hours=23)

    def test_no_more_attempts_than_are_allowed(self) -> None:
        assert self.go([(rules.FAILED, 99)] * 3) == rules.AnotherGo("used_up", 0)
        assert self.go([(rules.FAILED, 99)] * 30, allowed=None).allowed

    def test_a_passed_quiz_is_not_taken_again(self) -> None:
        assert self.go([(rules.PASSED, 99)]).why == "passed"
        assert self.go([(rules.PASSED, 99)], allowed=None).why == "passed"

    def test_an_attempt_that_awaits_marking_uses_one_up(self) -> None:
        assert self.go([(rules.AWAITING_MARKING, 99)]).left == 2

    def test_an_abandoned_attempt_uses_none_up_and_nobody_waits_for_it(self) -> None:
        assert self.go([(rules.ABANDONED, 1)]) == rules.AnotherGo("", 3)
