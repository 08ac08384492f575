"""Whatever becomes of an attempt while a marker types, no word of theirs is lost, nor another's overwritten unseen."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from core import clock
from learning.quizzes import rules
from learning.quizzes.actions import (
    MarkedMeanwhile,
    claim_attempt,
    finish_marking,
    mark_answer,
    regrade,
    release_attempt,
    save_answer,
    submit_attempt,
)
from learning.quizzes.models import Attempt, Quiz
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import NOW, begin, make_quiz
from tests.integration.learning.quizzes.every_type import make_question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
QUEUE = "/admin/marking/"
DAY = timedelta(days=1)


@pytest.fixture
def mary() -> Person:
    return make_team_member(first_name="Mary", last_name="Marker")


@pytest.fixture
def olive() -> Person:
    return make_team_member(first_name="Olive", last_name="Other")


@pytest.fixture
def admin(client: Client, mary: Person) -> Client:
    client.force_login(mary)
    return client


def written(quiz: Quiz | None = None) -> Attempt:
    """Return an attempt at one essay, submitted."""
    begun = begin(make_person(), quiz or make_quiz(fixed=[make_question_of(rules.ESSAY)]))
    save_answer(attempt=begun, position=1, response=["Words"], revision=0, by=begun.person, at=NOW)
    return submit_attempt(attempt=begun, by=begun.person, at=NOW)


@pytest.fixture
def attempt(mary: Person) -> Attempt:
    """An attempt at one essay, which Mary took longer than a day ago."""
    return claim_attempt(attempt=written(), by=mary, at=clock.now() - 2 * DAY)


def address(attempt: Attempt) -> str:
    return f"{QUEUE}{attempt.pk}/"


def fields(page: str) -> dict[str, str]:
    """Return what the hidden fields of a page hold."""
    found = re.findall(r'<input type="hidden" name="(answer-[^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def opened(browser: Client, attempt: Attempt, comment: str = "MARY'S WORDS", marks: str = "1.5") -> dict[str, str]:
    """Return the form of an attempt as it was opened, and then filled in."""
    return fields(browser.get(address(attempt)).content.decode()) | {
        "answer-1-marks": marks,
        "answer-1-comment": comment,
    }


def marked_by(other: Person, attempt: Attempt, comment: str = "OLIVE'S WORDS") -> Attempt:
    """Have another take it over, and mark it without finishing."""
    taken = claim_attempt(attempt=attempt, by=other, at=clock.now())
    mark_answer(attempt=taken, position=1, marks=Decimal(2), comment=comment, by=other, at=clock.now())
    return taken


def stands(attempt: Attempt) -> tuple[Decimal | None, str]:
    row = attempt.answers.get()
    return row.marks, row.comment


def has(words: str, page: str) -> bool:
    return words.replace("'", "&#x27;") in page


@pytest.mark.parametrize("act", ["save", "finish", "finish_and_next", "release", "claim"])
def test_what_was_typed_is_shown_again_if_another_finished_the_attempt_meanwhile(
    admin: Client, attempt: Attempt, olive: Person, act: str
) -> None:
    form = opened(admin, attempt)
    finish_marking(attempt=marked_by(olive, attempt), by=olive, at=clock.now())
    refused = admin.post(address(attempt), form | {"action": act})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Olive Other finished marking it while you had it open" in page
    assert has("MARY'S WORDS", page)
    assert not has("OLIVE'S WORDS", page)
    assert stands(attempt) == (2, "OLIVE'S WORDS")


def test_what_was_typed_goes_along_when_an_attempt_is_taken_again_and_the_others_words_stand_beside_it(
    admin: Client, mary: Person, attempt: Attempt, olive: Person
) -> None:
    form = opened(admin, attempt)
    release_attempt(attempt=marked_by(olive, attempt), by=olive)
    refused = admin.post(address(attempt), form | {"action": "save"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert has("MARY'S WORDS", page)
    taken = admin.post(address(attempt), fields(page) | {"action": "claim"}).content.decode()
    assert has("MARY'S WORDS", taken)
    assert has("OLIVE'S WORDS", taken)
    assert "What was saved here meanwhile, by Olive Other" in taken
    assert stands(attempt) == (2, "OLIVE'S WORDS")
    admin.post(address(attempt), form | fields(taken) | {"action": "save"})
    assert stands(attempt) == (Decimal("1.5"), "MARY'S WORDS")


def test_of_two_tabs_of_one_marker_the_second_is_shown_what_the_first_has_saved(
    admin: Client, attempt: Attempt
) -> None:
    first, second = opened(admin, attempt, "FROM THE FIRST"), opened(admin, attempt, "FROM THE SECOND", "1")
    admin.post(address(attempt), first | {"action": "save"})
    refused = admin.post(address(attempt), second | {"action": "finish"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "FROM THE FIRST" in page
    assert "FROM THE SECOND" in page
    assert stands(attempt) == (Decimal("1.5"), "FROM THE FIRST")
    admin.post(address(attempt), second | fields(page) | {"action": "save"})
    assert stands(attempt) == (1, "FROM THE SECOND")


def test_marks_that_were_seen_are_overwritten_and_others_are_not(mary: Person, attempt: Attempt) -> None:
    def give(comment: str, seen: str) -> None:
        mark_answer(attempt=attempt, position=1, marks=None, comment=comment, seen=seen, by=mary, at=NOW)

    give("One", rules.NOTHING_SEEN)
    give("Two", rules.marking_as_seen(None, "One"))
    with pytest.raises(MarkedMeanwhile):
        give("Three", rules.marking_as_seen(None, "One"))
    give("Two", rules.NOTHING_SEEN)  # sent twice
    assert stands(attempt) == (None, "Two")


@pytest.mark.parametrize("act", ["finish", "finish_and_next"])
def test_the_same_form_sent_twice_leads_on_as_the_first_time(admin: Client, attempt: Attempt, act: str) -> None:
    form = opened(admin, attempt) | {"action": act}
    first, second = admin.post(address(attempt), form), admin.post(address(attempt), form)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    page = admin.get(QUEUE).content.decode()
    assert "is marked:" in page
    assert "has been marked" not in page


def test_what_is_given_back_keeps_what_was_typed_even_without_marks(admin: Client, attempt: Attempt) -> None:
    form = opened(admin, attempt, marks="") | {"action": "release"}
    assert [admin.post(address(attempt), form).url for _ in range(2)] == [QUEUE, QUEUE]
    attempt.refresh_from_db()
    assert attempt.claimed_by is None
    assert stands(attempt) == (None, "MARY'S WORDS")


def test_marks_and_comment_can_be_taken_away_again_until_it_is_finished(admin: Client, attempt: Attempt) -> None:
    admin.post(address(attempt), opened(admin, attempt) | {"action": "save"})
    admin.post(address(attempt), opened(admin, attempt, "", "") | {"action": "save"})
    assert stands(attempt) == (None, "")
    assert attempt.answers.get().marked_by is None


def test_whoever_may_not_mark_any_more_has_their_own_words_back_and_no_others(
    admin: Client, mary: Person, attempt: Attempt
) -> None:
    form = opened(admin, attempt) | {"action": "finish"}
    mary.groups.clear()
    refused = admin.post(address(attempt), form)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "You may not mark answers any more" in page
    assert has("MARY'S WORDS", page)
    assert "GUIDANCE" not in page
    assert stands(attempt) == (None, "")


def test_what_a_marker_held_who_may_not_mark_any_more_can_be_taken_at_once(mary: Person, olive: Person) -> None:
    attempt = claim_attempt(attempt=written(), by=mary, at=clock.now())
    mary.groups.clear()
    assert claim_attempt(attempt=attempt, by=olive, at=clock.now()).claimed_by == olive


def test_an_attempt_that_was_left_for_days_is_the_next_for_another(
    client: Client, attempt: Attempt, olive: Person
) -> None:
    held = claim_attempt(attempt=written(attempt.quiz), by=make_team_member(), at=clock.now())
    client.force_login(olive)
    page = client.get(QUEUE).content.decode()
    assert f'href="{address(attempt)}#to-mark" class="button"' in page
    assert page.count("Left, so anybody can take it") == 1
    assert "You can take it now" in client.get(address(attempt)).content.decode()
    shut = client.get(address(held)).content.decode()
    assert "it can be taken by another marker from" in shut
    assert 'value="claim"' not in shut


def test_a_question_that_was_found_wrong_asks_a_marker_for_nothing(admin: Client, attempt: Attempt) -> None:
    member = make_team_member()
    version = attempt.answers.get().version
    regrade(version=version, choice="award", reason="It was wrong.", by=member, at=NOW)
    page = admin.get(address(attempt)).content.decode()
    assert "Everybody was given full marks for this question" in page
    assert "It was wrong." in page
    admin.post(address(attempt), opened(admin, attempt, "Well said.", "") | {"action": "finish"})
    attempt.refresh_from_db()
    assert (attempt.state, attempt.marks) == ("passed", attempt.marks_possible)


@pytest.mark.parametrize(
    ("marks", "words"),
    [("two", "Write the marks as a number"), ("1,5", "Write the marks as a number"), ("0.125", "two decimals at most")],
)
def test_marks_that_are_no_number_are_said_and_stay_as_they_were_typed(
    admin: Client, attempt: Attempt, marks: str, words: str
) -> None:
    refused = admin.post(address(attempt), opened(admin, attempt, marks=marks) | {"action": "save"})
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert f'value="{marks}"' in refused.content.decode()


def test_marks_of_ten_are_shown_as_ten(admin: Client, mary: Person) -> None:
    essay = make_question_of(rules.ESSAY, marks=20)
    begun = begin(make_person(), make_quiz(fixed=[essay]))
    save_answer(attempt=begun, position=1, response=["Words"], revision=0, by=begun.person, at=NOW)
    attempt = claim_attempt(attempt=submit_attempt(attempt=begun, by=begun.person, at=NOW), by=mary, at=clock.now())
    admin.post(address(attempt), opened(admin, attempt, marks="10") | {"action": "save"})
    assert 'value="10"' in admin.get(address(attempt)).content.decode()


def test_a_long_comment_isnt_cut_by_the_browser_and_a_line_counts_no_more_than_is_typed(
    admin: Client, attempt: Attempt
) -> None:
    assert "maxlength" not in admin.get(address(attempt)).content.decode()
    lines = "\r\n".join(["x" * 99] * 50)
    admin.post(address(attempt), opened(admin, attempt, lines) | {"action": "save"})
    assert len(attempt.answers.get().comment) == 4999
    refused = admin.post(address(attempt), opened(admin, attempt, "y" * 10_000) | {"action": "save"})
    assert refused.status_code == 422
    assert "10,000 characters, and 5,000 can be kept" in refused.content.decode()
    assert "y" * 10_000 in refused.content.decode()


def test_two_forms_that_were_open_as_the_sign_in_ended_are_both_kept(client: Client, mary: Person) -> None:
    first = written()
    attempts = [claim_attempt(attempt=one, by=mary, at=clock.now()) for one in (first, written(first.quiz))]
    for number, one in enumerate(attempts):
        client.post(address(one), {"action": "finish", "answer-1-marks": "1", "answer-1-comment": f"COMMENT {number}"})
    client.force_login(mary)
    for number, one in enumerate(attempts):
        assert f"COMMENT {number}" in client.get(address(one)).content.decode()


def test_what_was_sent_signed_out_is_shown_although_the_attempt_was_finished_meanwhile(
    client: Client, mary: Person, attempt: Attempt, olive: Person
) -> None:
    client.post(address(attempt), {"action": "save", "answer-1-marks": "1", "answer-1-comment": "MARY'S WORDS"})
    finish_marking(attempt=marked_by(olive, attempt), by=olive, at=clock.now())
    client.force_login(mary)
    assert has("MARY'S WORDS", client.get(address(attempt)).content.decode())


def test_enter_in_the_field_for_marks_saves_and_finishes_nothing(admin: Client, attempt: Attempt) -> None:
    page = admin.get(address(attempt)).content.decode()
    first = re.search(r'<button type="submit"[^>]*name="action" value="(\w+)"', page)
    assert first
    assert first[1] == "save"
