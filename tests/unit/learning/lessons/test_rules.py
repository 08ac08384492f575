"""The rules of a way through a course, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.lessons import rules
from learning.lessons.rules import Next, QuizGo

keys = st.lists(st.integers(1, 12), unique=True, max_size=8)
some = st.sets(st.integers(1, 12))


class TestWhatIsLeft:
    def test_the_lessons_it_began_with_are_asked_for_in_order(self) -> None:
        assert rules.lessons_left([3, 1, 2], {1}, {1, 2, 3}) == [3, 2]

    def test_a_lesson_that_is_gone_is_not_asked_for(self) -> None:
        assert rules.lessons_left([1, 2], {1}, {1}) == []

    def test_a_lesson_that_is_back_is_asked_for_again(self) -> None:
        assert rules.lessons_left([1, 2], {1}, {1, 2}) == [2]

    def test_a_lesson_added_since_is_not_asked_for(self) -> None:
        assert rules.lessons_left([1], {1}, {1, 2}) == []

    @given(keys, some, some)
    def test_nothing_that_is_done_or_gone_is_ever_asked_for(
        self, pinned: list[int], done: set[int], there: set[int]
    ) -> None:
        left = rules.lessons_left(pinned, done, there)
        assert not set(left) & done
        assert set(left) <= set(pinned) & there

    @given(keys, some, some, st.integers(1, 12))
    def test_doing_one_more_lesson_never_asks_for_more(
        self, pinned: list[int], done: set[int], there: set[int], one: int
    ) -> None:
        before = rules.lessons_left(pinned, done, there)
        assert set(rules.lessons_left(pinned, done | {one}, there)) <= set(before)


@pytest.mark.parametrize(
    ("left", "done", "has_quiz", "passed", "complete"),
    [
        ([], [6], True, True, True),
        ([], [], True, True, True),
        ([], [6], True, False, False),
        ([7], [6], True, True, False),
        ([], [6], False, False, True),
        ([], [], False, False, False),
        ([7], [6], False, False, False),
    ],
)
def test_a_course_is_complete_with_nothing_left_and_its_quiz_passed_or_something_done(
    left: list[int], done: list[int], has_quiz: bool, passed: bool, complete: bool
) -> None:
    assert rules.is_complete(left, done=done, has_quiz=has_quiz, passed=passed) is complete


class TestWhatComesNext:
    @pytest.mark.parametrize(
        ("enrolled", "completed", "left", "quiz", "following"),
        [
            (False, False, [1, 2], QuizGo(), Next.START),
            (True, False, [2], QuizGo(), Next.CONTINUE),
            (True, False, [2], QuizGo(("passed",), "passed"), Next.CONTINUE),
            (True, False, [], QuizGo(), Next.TAKE_QUIZ),
            (True, False, [], QuizGo(("in_progress",)), Next.RESUME_QUIZ),
            (True, False, [], QuizGo(("failed", "in_progress")), Next.RESUME_QUIZ),
            (True, False, [], QuizGo(("failed",)), Next.TAKE_QUIZ),
            (True, False, [], QuizGo(("failed",), "waiting"), Next.WAIT),
            (True, False, [], QuizGo(("failed",), "used_up"), Next.START_AGAIN),
            (True, False, [], QuizGo(("awaiting_marking",), "used_up"), Next.BE_MARKED),
            (True, False, [], QuizGo(("passed",), "passed"), Next.FINISH),
            (True, False, [], None, Next.FINISH),
            (False, True, [], QuizGo(("passed",), "passed"), Next.SEE_RESULT),
            (False, True, [5], None, Next.SEE_RESULT),
        ],
    )
    def test_one_thing_comes_next(
        self, enrolled: bool, completed: bool, left: list[int], quiz: QuizGo | None, following: Next
    ) -> None:
        assert rules.next_step(enrolled=enrolled, completed=completed, left=left, quiz=quiz) is following


class TestTheThread:
    def test_the_first_lesson_not_done_is_the_current_one(self) -> None:
        assert rules.lesson_states([1, 2, 3], {1}, under_way=True) == ["done", "current", "to_do"]

    def test_a_lesson_done_out_of_turn_stays_done(self) -> None:
        assert rules.lesson_states([1, 2, 3], {3}, under_way=True) == ["current", "to_do", "done"]

    def test_nothing_is_current_before_the_start(self) -> None:
        assert rules.lesson_states([1, 2], set(), under_way=False) == ["to_do", "to_do"]

    def test_neighbours_end_at_both_ends(self) -> None:
        assert rules.neighbours([4, 5, 6], 4) == (None, 5)
        assert rules.neighbours([4, 5, 6], 5) == (4, 6)
        assert rules.neighbours([4, 5, 6], 6) == (5, None)
        assert rules.neighbours([4], 4) == (None, None)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (20, "20 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (120, "2 hours"),
        (135, "2 hours 15 minutes"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(minutes: int, words: str) -> None:
    assert rules.minutes_in_words(minutes) == words
