"""The dashboard's panel of what is to be marked."""

import pytest
from django.test import Client

from core.admin_panels import SHOWN
from people.models import Person
from tests.integration.learning.quizzes.test_marking import QUEUE, make_essay_quiz, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def test_the_desk_counts_all_that_waits_though_it_names_the_first(client: Client, team_member: Person) -> None:
    quiz = make_essay_quiz()
    for _ in range(SHOWN + 2):
        submitted(quiz)
    client.force_login(team_member)
    page = client.get("/admin/").content.decode()
    assert f'<span class="gt-need__count">{SHOWN + 2}</span>' in page
    assert f'<a href="{QUEUE}">and 2 more</a>' in page
