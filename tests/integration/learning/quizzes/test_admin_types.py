"""Every type of question in Wagtail's admin: written, refused in words, previewed, found again and retired."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.models import AuditEntry, GuidanceEdition
from learning.quizzes import queries, rules
from learning.quizzes.actions.retiring import retire_questions
from learning.quizzes.models import Question, Scenario
from people.models import Person
from tests.integration.learning.quizzes.bank import begin, make_bank, make_category, make_question, make_quiz
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of
from tests.integration.learning.quizzes.test_admin import address, inline, question_form, rich, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def form_of(kind: str, rows: list[tuple[str, str, bool]] | None = None, **more: Any) -> dict[str, Any]:
    entries = [
        {"text": text, "match": match, "feedback": ""} | ({"correct": "on"} if right else {})
        for text, match, right in (ROWS[kind] if rows is None else rows)
    ]
    form = {key: value for key, value in question_form(make_category(), []).items() if not key.startswith("options-")}
    return form | {"type": kind} | inline("options", entries) | more


def publish(team: Client, data: dict[str, Any]) -> Any:
    return team.post(address(Question, "add"), data | {"action-publish": "action-publish"})


class TestWriting:
    @pytest.mark.parametrize("kind", list(ROWS))
    def test_each_type_is_published_from_its_form(self, kind: str, team: Client) -> None:
        scenario = Scenario.objects.create(code="KAI", title="Kai", text="<p>Kai is nine.</p>")
        edition = GuidanceEdition.objects.create(slug="wt", title="Working Together", edition="2023")
        more = {
            "marks": "3", "scenario": scenario.pk, "guidance": edition.pk, "source": "chapter 1",
            "marking_guidance": rich("Two points."),
        }  # fmt: skip
        response = publish(team, form_of(kind, **more))
        assert response.status_code == 302, words(response)[-3000:]
        version = Question.objects.get().versions.get()
        assert (version.type, version.marks) == (kind, 3)
        assert version.source == "Working Together (2023), chapter 1"
        assert version.scenario == "<p>Kai is nine.</p>"
        assert [option["text"] for option in version.options] == [text for text, _, _ in ROWS[kind]]

    @pytest.mark.parametrize(
        ("kind", "rows", "said"),
        [
            (rules.ORDERING, [("A", "", False), ("B", "", False)], "Give at least three things to put in order."),
            (rules.MATCHING, [("A", "", False), ("B", "x", False)], "Say what each row goes with."),
            (rules.SHORT_TEXT, [("A", "", False)], "Mark at least one answer as right"),
            (rules.SHORT_TEXT, [], "Mark at least one answer as right"),
            (rules.ESSAY, [("A", "", False)], "An essay has no options"),
            (rules.SINGLE, [("A", "x", True), ("B", "", False)], "Only matching questions use “Goes with”"),
        ],
    )
    def test_what_a_type_cannot_take_is_said(
        self, kind: str, rows: list[tuple[str, str, bool]], said: str, team: Client
    ) -> None:
        response = publish(team, form_of(kind, rows))
        assert response.status_code == 200
        assert said in words(response)
        assert not Question.objects.exists()

    def test_it_is_said_beside_the_row_too(self, team: Client) -> None:
        rows = [("Tell the lead", "", True), ("tell  the LEAD", "", True), ("", "x", False)]
        formset = publish(team, form_of(rules.SINGLE, rows)).context["form"].formsets["options"]
        assert [form.errors.as_data().keys() for form in formset.forms] == [
            {"correct"}, {"text", "correct"}, {"text", "match"},
        ]  # fmt: skip
        assert formset.forms[1].errors["text"] == ["Option 1 has these words already."]

    def test_partial_credit_is_refused_where_nothing_can_be_partly_right(self, team: Client) -> None:
        assert publish(team, form_of(rules.ORDERING, credit=rules.PARTIAL)).status_code == 302
        response = publish(team, form_of(rules.SHORT_TEXT, code="NEW-2", credit=rules.PARTIAL))
        assert "Only multiple choice, ordering and matching can be partly right." in words(response)

    def test_an_essay_cannot_be_must_pass(self, team: Client) -> None:
        response = publish(team, form_of(rules.ESSAY, must_pass="on"))
        assert "it can't be must-pass" in words(response)

    @pytest.mark.parametrize("kind", list(ROWS))
    def test_each_type_is_previewed_with_its_answer(self, kind: str, team: Client) -> None:
        question = make_question_of(kind)
        url = address(Question, "preview_on_edit", question.pk)
        assert team.post(url, form_of(kind)).json()["is_valid"]
        page = words(team.get(url))
        assert "Who is told?" in page
        assert "Its answer, as shown afterwards" in page

    def test_an_unfinished_draft_is_previewed_as_far_as_it_goes(self, team: Client) -> None:
        url = reverse(Question.snippet_viewset.get_url_name("preview_on_add"))  # type: ignore[attr-defined]
        for kind in ROWS:
            assert team.post(url, form_of(kind, [])).json()["is_valid"]
            assert team.get(url).status_code == 200

    @pytest.mark.indexed
    def test_the_form_says_how_often_a_question_was_asked(self, team: Client, person: Person) -> None:
        question = make_question()
        begin(person, make_quiz(fixed=[question]))
        make_quiz(fixed=[question])
        assert "Asked in 2 quizzes, 1 time." in words(team.get(address(Question, "edit", question.pk)))


class TestFinding:
    def codes(self, team: Client, **filters: Any) -> set[str]:
        page = words(team.get(address(Question, "list"), filters))
        return {question.code for question in Question.objects.all() if f"{question.code}:" in page}

    def test_by_state(self, team: Client) -> None:
        published, draft, retired = make_question(), make_question(publish=False), make_question(retired=True)
        changed = make_question()
        changed.stem = "<p>Newer?</p>"
        changed.save_revision()
        assert self.codes(team, state="published") == {published.code, changed.code}
        assert self.codes(team, state="draft") == {draft.code}
        assert self.codes(team, state="retired") == {retired.code}
        assert self.codes(team, state="changed") == {changed.code}

    def test_by_type_must_pass_and_source(self, team: Client) -> None:
        edition = GuidanceEdition.objects.create(slug="wt", title="Working Together", edition="2023")
        ordering = make_question_of(rules.ORDERING, source="Review of Child K")
        cited = make_question(guidance=edition, must_pass=True)
        assert self.codes(team, type=rules.ORDERING) == {ordering.code}
        assert self.codes(team, source="child k") == {ordering.code}
        assert self.codes(team, guidance=edition.pk) == {cited.code}
        assert self.codes(team, must_pass="true") == {cited.code}


class TestRetiring:
    def url(self, *questions: Question) -> str:
        name = reverse("wagtail_bulk_action", args=("quizzes", "question", "retire"))
        return f"{name}?{'&'.join(f'id={question.pk}' for question in questions)}&next=/admin/"

    def test_many_are_retired_at_once_with_a_trace(self, team: Client, team_member: Person) -> None:
        _, questions = make_bank(3)
        page = words(team.get(self.url(*questions[:2])))
        assert "New attempts won't ask these questions" in page
        assert team.post(self.url(*questions[:2])).status_code == 302
        assert [question.retired for question in Question.objects.order_by("pk")] == [True, True, False]
        assert AuditEntry.objects.filter(act="question retired", by=team_member).count() == 2
        question = Question.objects.get(pk=questions[0].pk)
        assert question.live
        assert not question.has_unpublished_changes
        assert question.versions.count() == 1

    def test_retiring_forty_takes_as_many_queries_as_retiring_four(self, team_member: Person) -> None:
        def count(number: int) -> int:
            _, questions = make_bank(number)
            with CaptureQueriesContext(connection) as captured:
                assert retire_questions(questions=questions, by=team_member) == number
                assert retire_questions(questions=questions, by=team_member) == 0
            return len(captured)

        count(1)
        # SQLite takes a thousand values a statement, so that it writes forty rows in several.
        assert count(40) <= count(4) + 5

    def test_the_history_of_what_is_retired_is_what_saving_it_would_have_written(self, team_member: Person) -> None:
        _, (alone, many) = make_bank(2)
        other = Question.objects.get(pk=alone.pk)
        other.retired = True
        other.save_revision(user=team_member).publish(user=team_member)
        retire_questions(questions=[many], by=team_member)
        written = []
        for question in Question.objects.filter(pk__in=[alone.pk, many.pk]):
            newest = question.revisions.order_by("-pk").first()
            entry = ModelLogEntry.objects.for_instance(question).first()
            assert (question.latest_revision_id, question.live_revision_id) == (newest.pk, newest.pk)
            assert entry.revision_id == newest.pk
            assert newest.content["code"] == question.code
            written.append((newest.content["retired"], len(newest.content["options"]), newest.user, entry.action))
            written.append((question.retired, question.live, question.last_published_at > question.first_published_at))
        assert written[:2] == written[2:]

    def test_a_newer_draft_stays_a_draft_and_is_retired_with_it(self, team: Client) -> None:
        question = make_question(stem="<p>Old?</p>")
        question.stem = "<p>New?</p>"
        question.save_revision()
        team.post(self.url(question))
        question = Question.objects.get()
        assert (question.retired, question.stem, question.has_unpublished_changes) == (True, "<p>Old?</p>", True)
        draft = question.get_latest_revision_as_object()
        assert (draft.retired, draft.stem) == (True, "<p>New?</p>")

    def test_it_says_which_quizzes_would_run_short(self, team: Client) -> None:
        category, questions = make_bank(3)
        short, enough = make_quiz(draws=[(category, 2)]), make_quiz(draws=[(category, 1)])
        page = words(team.get(self.url(*questions[:2])))
        assert (
            f"This quiz would no longer have enough questions to draw, and nobody could begin it: {short.title}" in page
        )
        assert enough.title not in page

    def test_the_check_for_quizzes_that_run_short_takes_constant_queries(self, django_assert_num_queries: Any) -> None:
        category, questions = make_bank(2)
        for _ in range(3):
            make_quiz(draws=[(category, 1)], fixed=[make_question()])
        with django_assert_num_queries(6):
            assert len(queries.quizzes_short_without([question.pk for question in questions])) == 3

    def test_somebody_who_may_not_publish_retires_nothing(self, signed_in: Client) -> None:
        question = make_question()
        assert signed_in.post(self.url(question)).status_code in (302, 403)
        assert not Question.objects.get().retired


def test_use_is_read_in_the_same_queries_for_one_question_and_ten(team: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert team.get(address(Question, "list")).status_code == 200
        return len(captured)

    make_quiz(fixed=[make_question_of(rules.MATCHING)])
    count()
    few = count()
    for kind in (rules.ORDERING, rules.SHORT_TEXT, rules.ESSAY, rules.MULTIPLE):
        make_quiz(fixed=[make_question_of(kind)])
    count()  # publishing has made stale what every page keeps
    assert count() == few
