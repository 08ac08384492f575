"""How questions are answered, where thousands have answered them."""

import pytest
from django.test import Client

from learning.quizzes.queries import tallies
from learning.quizzes.queries.analysis import analysed, versions_to_analyse
from learning.quizzes.queries.tallies import uncounted
from tests.factories import make_team_member
from tests.integration.learning.quizzes.bank import make_question
from tests.integration.learning.quizzes.browser import text_of
from tests.integration.learning.quizzes.test_analysis import LIST, answers_to, asked_of, people, right_below

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_team_member())
    return client


def test_at_most_one_in_a_hundred_attempts_is_not_counted_yet() -> None:
    assert [uncounted(finished) for finished in (0, 999, 1000, 9999, 13_306, 100_000)] == [0, 0, 9, 9, 99, 999]


def test_of_few_attempts_each_is_counted_at_once_and_of_very_many_some_wait(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz, version = asked_of(3)
    assert analysed()[0].people == 3
    answers_to(quiz, [version], people(1, "one more"), right_below(0))
    assert analysed()[0].people == 4
    assert "may not be counted here yet" not in text_of(admin.get(LIST))
    monkeypatch.setattr(tallies, "uncounted", lambda finished: 9)
    monkeypatch.setattr("learning.quizzes.views.analysis.uncounted", lambda finished: 9)
    assert analysed()[0].people == 4
    answers_to(quiz, [version], people(2, "two more"), right_below(0))
    assert analysed()[0].people == 4
    assert "The last attempts, 9 at most, may not be counted here yet" in text_of(admin.get(LIST))
    answers_to(quiz, [version], people(5, "ten in all"), right_below(0))
    assert analysed()[0].people == 11


def test_a_version_is_read_once_however_many_answered_it() -> None:
    _, version = asked_of(5)
    make_question()
    assert list(versions_to_analyse()) == [version]
    read = str(versions_to_analyse().query)
    assert "DISTINCT" not in read
    assert 'JOIN "quizzes_answer"' not in read
