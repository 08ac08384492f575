"""Large files of questions are taken by the worker: the page says so, and all is taken or nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Revision

from core.models import AuditEntry
from learning.quizzes import tasks
from learning.quizzes.actions import question_files, taking
from learning.quizzes.actions.question_files import KEPT, OutOfHand, keep_file, take_file, weigh_file
from learning.quizzes.actions.taking import CHANGED, FAULT, GIVEN_UP_AFTER, NO_LONGER, PATIENCE, STOPPED, is_large
from learning.quizzes.models import Category, Question, QuestionFile
from learning.quizzes.models.versions import QuestionVersion
from people.models import Person
from tests import factories
from tests.integration.learning.quizzes.bank import NOW, make_question
from tests.integration.learning.quizzes.formats.test_question_files import BROKEN, TWO, send
from tests.integration.learning.quizzes.test_admin import words
from tests.unit.learning.quizzes.formats.made import PICTURED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]
KEPT_OF_QUESTIONS = (Question, QuestionVersion, Category, Revision, ModelLogEntry, AuditEntry)


@pytest.fixture(autouse=True)
def _two_are_many(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(taking, "FEW", 1)


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def ask(team: Client, content: bytes = TWO, **more: Any) -> QuestionFile:
    """Bring a file and say that it is to be taken."""
    page = send(team, content)
    team.post(page.request["PATH_INFO"], {"shown": page.context["shown"]} | more)
    return QuestionFile.objects.get()


def page_of(team: Client, file: QuestionFile) -> Any:
    return team.get(reverse("question_file", args=[file.pk]), follow=True)


def rows() -> list[int]:
    return [model.objects.count() for model in KEPT_OF_QUESTIONS]


def test_a_large_file_is_left_to_the_worker_and_its_page_says_so(team: Client) -> None:
    file = ask(team, publish="on")
    assert not Question.objects.exists()
    page = page_of(team, file)
    assert "data-gt-look-again" in page.content.decode()
    assert "goldthread/js/look-again.js" in page.content.decode()
    assert "The 2 questions of this file are taken into the bank in the background." in words(page)
    assert "Waiting for its turn" in words(page)
    assert f"{file.name} : waiting for its turn" in words(team.get(reverse("question_files")))
    QuestionFile.objects.update(begun_at=NOW)
    assert "Taking 2 questions and publishing them" in words(page_of(team, file))


def test_the_worker_takes_it_and_the_page_leads_to_the_questions(team: Client) -> None:
    file = ask(team, publish="on")
    tasks.take_in_background.call(str(file.pk))
    assert Question.objects.in_use().count() == 2
    page = page_of(team, file)
    assert "2 questions taken into the bank." in words(page)
    assert [one.code for one in page.context["object_list"]] == ["AW-1", "AW-2"]
    assert "waiting" not in words(team.get(reverse("question_files")))
    file.refresh_from_db()
    assert (bytes(file.content), file.taken, file.asked_at, file.begun_at) == (b"", 2, None, None)


def test_what_was_ticked_is_done(team: Client) -> None:
    file = ask(team, BROKEN, leave_out="on")
    tasks.take_in_background.call(str(file.pk))
    assert Question.objects.filter(live=False).count() == 2


def test_with_a_problem_nothing_is_left_to_the_worker_unless_it_is_to_be_left_out(team: Client) -> None:
    file = ask(team, BROKEN)
    assert file.asked_at is None


def test_who_presses_twice_asks_once(
    team: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:  # fmt: skip
    page = send(team, TWO)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            team.post(page.request["PATH_INFO"], {"shown": page.context["shown"]})
    asked = DBTaskResult.objects.filter(task_path__endswith="take_in_background")
    assert asked.count() == 1
    for _ in range(2):
        tasks.take_in_background.call(*asked.get().args_kwargs["args"])
    assert Question.objects.count() == 2


def test_a_small_file_is_taken_at_once(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "FEW", 2)
    assert ask(team).taken == 2


def test_pictures_make_a_file_large(team_member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "FEW", 9)
    weighed = weigh_file(keep_file(name="q", format="gift", content=TWO, category=None, by=team_member, at=NOW))
    assert not is_large(weighed)
    weighed.new.append(PICTURED)
    assert is_large(weighed)


def test_a_worker_that_is_killed_leaves_nothing_and_another_takes_it_all(
    team: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before, whole = ask(team, publish="on"), rows(), question_files.import_questions

    def killed(**given: Any) -> Any:
        whole(**given)
        raise KeyboardInterrupt

    monkeypatch.setattr(question_files, "import_questions", killed)
    with pytest.raises(KeyboardInterrupt):
        taking.take_asked(key=file.pk, at=NOW)
    assert rows() == before
    monkeypatch.undo()
    taking.take_what_is_left(at=NOW + GIVEN_UP_AFTER)
    assert rows() == before
    taking.take_what_is_left(at=NOW + GIVEN_UP_AFTER + timedelta(seconds=1))
    assert Question.objects.in_use().count() == 2


def test_a_file_that_stops_whoever_takes_it_is_given_up(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    file, at, begun = ask(team), NOW, []

    def killed(**given: Any) -> Any:
        begun.append(at)
        raise KeyboardInterrupt

    monkeypatch.setattr(question_files, "import_questions", killed)
    with pytest.raises(KeyboardInterrupt):
        taking.take_asked(key=file.pk, at=at)
    for _ in range(5):
        at += GIVEN_UP_AFTER + timedelta(seconds=1)
        try:
            taking.take_what_is_left(at=at)
        except KeyboardInterrupt:
            continue
    assert len(begun) == 1 + taking.MOST_RESTARTS
    page = words(page_of(team, file))
    assert f"Nothing was taken. {STOPPED}" in page
    assert "Take 2 questions" in page


def test_what_goes_wrong_is_said_and_leaves_nothing(
    team: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file, before, whole = ask(team, publish="on"), rows(), question_files.import_questions

    def failing(**given: Any) -> Any:
        whole(**given)
        raise RuntimeError

    monkeypatch.setattr(question_files, "import_questions", failing)
    tasks.take_in_background.call(str(file.pk))
    assert rows() == before
    assert "could not be taken" in caplog.text
    assert f"Nothing was taken. {FAULT}" in words(page_of(team, file))
    assert f"{file.name} : nothing was taken. {FAULT}" in words(team.get(reverse("question_files")))
    monkeypatch.undo()
    monkeypatch.setattr(taking, "FEW", 1)
    shown = page_of(team, file).context["shown"]
    team.post(reverse("question_file", args=[file.pk]), {"shown": shown})
    tasks.take_in_background.call(str(file.pk))
    assert Question.objects.count() == 2


def test_if_the_bank_has_changed_since_nothing_is_taken_and_it_is_shown_again(team: Client) -> None:
    file = ask(team)
    make_question(code="AW-1")
    tasks.take_in_background.call(str(file.pk))
    assert Question.objects.count() == 1
    page = words(page_of(team, file))
    assert f"Nothing was taken. {CHANGED}" in page
    assert "The bank has another question with the code AW-1." in page


@pytest.mark.parametrize("lost", ["groups", "is_active"])
def test_who_may_not_bring_questions_any_more_has_none_taken(team: Client, team_member: Person, lost: str) -> None:
    file = ask(team)
    if lost == "groups":
        team_member.groups.clear()
    else:
        Person.objects.filter(pk=team_member.pk).update(is_active=False)
    tasks.take_in_background.call(str(file.pk))
    file.refresh_from_db()
    assert (Question.objects.count(), file.problem, file.asked_at) == (0, NO_LONGER, None)


def test_who_was_taken_for_gone_does_nothing_when_it_comes_back(team: Client, team_member: Person) -> None:
    file = ask(team)
    QuestionFile.objects.update(begun_at=NOW)
    slow = QuestionFile.objects.get()
    QuestionFile.objects.update(begun_at=NOW + timedelta(hours=1))
    with pytest.raises(OutOfHand):
        take_file(file=slow, shown=slow.shown, leave_out=False, publish=False, by=team_member)
    assert not Question.objects.exists()
    assert page_of(team, file).context["file"].asked_at


def test_what_no_worker_begins_the_clock_takes(team: Client) -> None:
    file = ask(team)
    asked = file.asked_at
    assert asked
    tasks.take_files_left(asked + PATIENCE)
    assert not Question.objects.exists()
    tasks.take_files_left(asked + PATIENCE + timedelta(seconds=1))
    assert Question.objects.count() == 2


def test_what_waits_is_not_thrown_away(team: Client, team_member: Person) -> None:
    file = ask(team)
    later = file.uploaded_at + KEPT + timedelta(hours=1)
    keep_file(name="q", format="gift", content=TWO, category=None, by=team_member, at=later)
    tasks.take_in_background.call(str(file.pk))
    assert Question.objects.count() == 2


def test_nobody_else_sees_that_it_is_being_taken(team: Client, client: Client) -> None:
    file = ask(team)
    client.force_login(factories.make_team_member())
    assert page_of(client, file).status_code == 404
    assert file.name not in words(client.get(reverse("question_files")))


def test_a_page_that_waits_does_not_read_the_file(team: Client) -> None:
    file = ask(team)
    with CaptureQueriesContext(connection) as queries:
        page_of(team, file)
    assert not [one for one in queries if '"content"' in one["sql"]]
