"""Writing questions and quizzes in Wagtail's admin, as the workforce team."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.quizzes.models import Category, Question, Quiz
from people.models import Person
from tests.integration.learning.quizzes.bank import begin, make_bank, make_category, make_question, make_quiz, retire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def address(model: type, name: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)  # type: ignore[attr-defined]


def inline(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {
        f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0, f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for place, row in enumerate(rows):
        data |= {f"{name}-{place}-ORDER": place + 1, f"{name}-{place}-DELETE": "", f"{name}-{place}-id": ""}
        data |= {f"{name}-{place}-{field}": value for field, value in row.items()}
    return data


def rich(text: str) -> str:
    return json.dumps({"blocks": [{"key": "a", "text": text, "type": "unstyled", "depth": 0}], "entityMap": {}})


def question_form(category: Category, options: list[tuple[str, bool]], **more: Any) -> dict[str, Any]:
    empty = {"text": "", "match": "", "feedback": ""}
    rows = [empty | {"text": text} | ({"correct": "on"} if correct else {}) for text, correct in options]
    return {
        "code": "NEW-1", "category": category.pk, "type": "single", "stem": rich("Who is told?"),
        "explanation": rich(""), "image": "", "image_alt": "", "marks": "1", "credit": "all", "scenario": "",
        "marking_guidance": rich(""), "guidance": "", "source": "",
    } | inline("options", rows) | more  # fmt: skip


def quiz_form(draws: list[tuple[Category, int]], fixed: list[Question], **more: Any) -> dict[str, Any]:
    return (
        {
            "title": "End quiz", "code": "end", "pass_mark": "80", "attempts_allowed": "", "waiting_hours": "0",
            "feedback": "end", "pass_text": rich(""), "fail_text": rich(""),
        }
        | inline("draws", [{"category": category.pk, "count": count} for category, count in draws])
        | inline("fixed_questions", [{"question": question.pk} for question in fixed])
        | more
    )  # fmt: skip


def words(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


GOOD = [("The lead", True), ("Nobody", False)]


class TestQuestions:
    def test_the_team_publishes_a_question_and_it_can_be_asked(self, team: Client) -> None:
        category = make_category()
        response = team.post(
            address(Question, "add"), question_form(category, GOOD) | {"action-publish": "action-publish"}
        )
        assert response.status_code == 302, words(response)
        question = Question.objects.get()
        assert question.live
        assert question.versions.get().made_by is not None
        assert [option["text"] for option in question.versions.get().options] == ["The lead", "Nobody"]

    def test_a_draft_may_be_saved_unfinished_and_asks_nothing(self, team: Client) -> None:
        team.post(address(Question, "add"), question_form(make_category(), [("Only one", False)]))
        question = Question.objects.get()
        assert not question.live
        assert not question.versions.exists()

    def test_questions_without_a_code_go_on_from_those_of_their_category(self, team: Client) -> None:
        category, new = make_category(code="KAI"), make_category(code="NEW")
        make_question(category, code="AW-09")
        for filed in (category, category, new):
            team.post(address(Question, "add"), question_form(filed, GOOD, code=""))
        assert list(category.questions.values_list("code", flat=True)) == ["AW-09", "AW-10", "AW-11"]
        assert new.questions.get().code == "NEW-01"

    def test_a_question_whose_code_is_emptied_keeps_it(self, team: Client) -> None:
        question = make_question()
        team.post(address(Question, "edit", question.pk), question_form(question.category, GOOD, code=""))
        question.refresh_from_db()
        assert question.get_latest_revision().content["code"] == question.code

    @pytest.mark.parametrize(
        ("options", "kind", "said"),
        [
            ([("A", True), ("B", True)], "single", "Mark exactly one option as right: 2 are marked."),
            ([("A", False), ("B", False)], "multiple", "Mark at least one option as right."),
            ([("A", True), ("B", False), ("C", False)], "true_false", "exactly two options"),
            ([("A", True), (" a", False)], "single", "Two options have the same words."),
        ],
    )
    def test_what_cannot_be_marked_is_refused_in_words(
        self, team: Client, options: list[tuple[str, bool]], kind: str, said: str
    ) -> None:
        data = question_form(make_category(), options, type=kind) | {"action-publish": "action-publish"}
        response = team.post(address(Question, "add"), data)
        assert response.status_code == 200
        assert said in words(response)
        assert not Question.objects.exists()

    def test_that_none_is_right_is_said_above_the_options_too(self, team: Client) -> None:
        data = question_form(make_category(), [("A", False), ("B", False)]) | {"action-publish": "action-publish"}
        html = team.post(address(Question, "add"), data).content.decode()
        assert (
            "Mark exactly one option as right: none is marked."
            in html[html.index('id="panel-child-question-options') :]
        )

    @pytest.mark.parametrize("action", [{}, {"action-publish": "action-publish"}])
    def test_what_is_too_long_comes_back_whole_with_the_reason(self, team: Client, action: dict[str, str]) -> None:
        data = question_form(make_category(), [("long " * 400, True), ("B", False)], image_alt="x" * 301) | action
        html = team.post(address(Question, "add"), data).content.decode()
        assert ("long " * 400).strip() in html
        assert "Ensure this value has at most 500 characters (it has 1999)." in html
        assert "Ensure this value has at most 300 characters (it has 301)." in html
        assert not Question.objects.exists()

    def test_nothing_pasted_is_cut_off_by_the_browser(self, team: Client) -> None:
        assert "maxlength" not in team.get(address(Question, "add")).content.decode()

    def test_a_break_in_an_option_becomes_a_space(self, team: Client) -> None:
        options = [("The lead,\r\n and nobody else", True), ("Nobody", False)]
        team.post(
            address(Question, "add"), question_form(make_category(), options) | {"action-publish": "action-publish"}
        )
        assert Question.objects.get().options.first().text == "The lead, and nobody else"

    def test_one_option_is_too_few_to_publish(self, team: Client) -> None:
        data = question_form(make_category(), [("A", True)]) | {"action-publish": "action-publish"}
        assert team.post(address(Question, "add"), data).status_code == 200
        assert not Question.objects.exists()

    @pytest.mark.indexed
    @pytest.mark.parametrize("name", ["edit", "history", "usage", "preview_on_edit"])
    def test_the_pages_of_a_question_open(self, team: Client, name: str) -> None:
        question = make_question()
        assert team.get(address(Question, name, question.pk)).status_code in (200, 302)

    def test_a_preview_shows_the_draft_with_its_answer(self, team: Client) -> None:
        question = make_question()
        url = address(Question, "preview_on_edit", question.pk)
        data = question_form(question.category, [("Newly right", True), ("Wrong", False)])
        assert team.post(url, data).json()["is_valid"]
        page = words(team.get(url))
        assert "Newly right" in page
        assert "Its answer, as shown afterwards" in page

    def test_a_preview_shows_what_is_said_to_a_wrong_answer_too(self, team: Client) -> None:
        data = question_form(make_category(), GOOD) | {"options-1-feedback": "Then nobody acts."}
        url = address(Question, "preview_on_add")
        assert team.post(url, data).json()["is_valid"]
        assert "Said to each answer Nobody Then nobody acts." in words(team.get(url))

    def test_revisions_can_be_compared(self, team: Client) -> None:
        question = make_question()
        question.stem = "<p>Another?</p>"
        question.save_revision()
        first, second = question.revisions.order_by("created_at")
        page = team.get(address(Question, "revisions_compare", question.pk, first.pk, second.pk))
        assert "Another?" in words(page)

    def test_that_things_to_put_in_order_were_swapped_is_a_difference(self, team: Client) -> None:
        question = make_question(type="ordering", options=[("Listen", False), ("Write", False), ("Tell", False)])
        first, second = question.options.order_by("sort_order")[:2]
        first.sort_order, second.sort_order = second.sort_order, first.sort_order
        question.options = [second, first, question.options.last()]
        question.save_revision()
        page = words(team.get(address(Question, "revisions_compare", question.pk, "live", "latest")))
        assert "Moved down 1 place" in page
        assert "Moved up 1 place" in page

    @pytest.mark.indexed
    def test_its_usage_is_quizzes_and_not_its_own_versions(self, team: Client) -> None:
        question = make_question()
        make_quiz(title="Names it", fixed=[question])
        page = words(team.get(address(Question, "usage", question.pk)))
        assert "Private" not in page

    @pytest.mark.indexed
    def test_its_last_tab_names_the_quizzes_that_may_ask_it(self, team: Client) -> None:
        top = make_category()
        question = make_question(make_category(parent=top))
        make_quiz(title="Draws it", draws=[(top, 1)])
        make_quiz(title="Names it", fixed=[question], live=False)
        make_quiz(title="Another", fixed=[make_question()])
        page = words(team.get(address(Question, "edit", question.pk)))
        assert "Draws it : drawn from its category Names it : chosen by name (a draft)" in page
        assert "Another" not in page

    def test_the_list_says_where_a_question_is_used(self, team: Client, person: Person) -> None:
        top = make_category()
        below = make_category(parent=top)
        drawn, always, unused = make_question(below), make_question(), make_question()
        begin(person, make_quiz(draws=[(top, 1)], fixed=[always]))
        make_quiz(fixed=[always])
        html = team.get(address(Question, "list")).content.decode()
        found = {}
        for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL):
            cells = [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
            for question in (drawn, always, unused):
                if any(cell[:1] == [f"{question.code}:"] for cell in cells):
                    found[question] = [cell[0] for cell in cells if len(cell) == 1 and cell[0].isdigit()]
        assert found == {drawn: ["1", "1"], always: ["2", "1"], unused: ["0", "0"]}

    def test_the_list_is_filtered_by_a_category_and_all_below_it(self, team: Client) -> None:
        top = make_category()
        below, other = make_question(make_category(parent=top)), make_question()
        page = words(team.get(address(Question, "list"), {"category": top.pk}))
        assert below.code in page
        assert other.code not in page

    def test_the_list_takes_the_same_queries_for_one_question_and_ten(self, team: Client) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert team.get(address(Question, "list")).status_code == 200
            return len(captured)

        make_quiz(draws=[(make_bank(1)[0], 1)])
        count()
        few = count()
        make_bank(9)
        count()  # what is kept of the site is read anew
        assert count() == few


class TestQuizzes:
    def publish(self, team: Client, data: dict[str, Any]) -> Any:
        return team.post(address(Quiz, "add"), data | {"action-publish": "action-publish"})

    def test_the_team_publishes_a_quiz(self, team: Client) -> None:
        category, questions = make_bank(3)
        response = self.publish(team, quiz_form([(category, 2)], questions[:1]))
        assert response.status_code == 302, words(response)
        assert Quiz.objects.get().live

    def test_a_quiz_has_a_code_and_a_title_even_as_a_draft(self, team: Client) -> None:
        for missing in ({"code": ""}, {"title": ""}):
            assert team.post(address(Quiz, "add"), quiz_form([], []) | missing).status_code == 200
        assert not Quiz.objects.exists()

    def test_a_draw_of_more_than_there_is_is_refused_with_the_numbers(self, team: Client) -> None:
        category, questions = make_bank(4)
        retire(questions[3])
        response = self.publish(team, quiz_form([(category, 3)], questions[:1]))
        assert response.status_code == 200
        said = f"“{category.title}” has 2 published questions left to draw, and this quiz draws 3"
        assert said in words(response)
        assert not Quiz.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "tab"),
        [
            ({"pass_mark": "180"}, "tab-terms"), ({"title": "", "pass_mark": "180"}, "tab-questions"),
            ({"draws-0-count": ""}, "tab-questions"), ({"draws-0-count": "9"}, "tab-questions"),
        ],
    )  # fmt: skip
    def test_a_refused_form_opens_at_the_tab_of_its_first_error(
        self, team: Client, wrong: dict[str, Any], tab: str
    ) -> None:
        category, questions = make_bank(2)
        data = quiz_form([(category, 1)], [questions[0]]) | wrong
        page = self.publish(team, data).content.decode()
        opened = re.findall(r'data-w-tabs-active-panel-id-value="([^"]*)"', page)
        assert opened == [tab]
        assert "data-w-tabs-active" not in team.get(address(Quiz, "add")).content.decode()

    def test_what_is_wrong_with_a_row_is_said_beside_it(self, team: Client) -> None:
        category, questions = make_bank(3)
        retire(questions[0])
        html = self.publish(team, quiz_form([(category, 3)], [questions[0]])).content.decode()
        beside = [html[html.index(f'id="inline_child_{row}-0"') :] for row in ("draws", "fixed_questions")]
        assert "The category has 2 published questions left to draw." in beside[0]
        assert "It isn't published, or is retired, so it can't be asked." in unescape(beside[1])

    def test_more_of_the_chosen_than_are_chosen_is_refused(self, team: Client) -> None:
        data = quiz_form([], [make_question()], fixed_count="5")
        assert "The questions chosen by name are fewer: 1." in words(self.publish(team, data))
        assert not Quiz.objects.exists()
        assert self.publish(team, data | {"fixed_count": "1"}).status_code == 302

    @pytest.mark.indexed
    def test_categories_to_draw_from_are_told_by_their_titles_from_the_top(self, team: Client) -> None:
        below = make_category(make_category(title="Neglect"), title="Under ones")
        quiz = make_quiz(draws=[(below, 1)])
        for url in (address(Quiz, "edit", quiz.pk), address(Question, "add")):
            assert "Neglect / Under ones" in team.get(url).content.decode()

    def test_a_quiz_that_asks_nothing_is_refused(self, team: Client) -> None:
        assert "Draw questions from a category, or choose" in words(self.publish(team, quiz_form([], [])))

    def test_a_retired_question_cannot_be_always_asked(self, team: Client) -> None:
        question = make_question()
        retire(question)
        assert "or is retired, so it can't be asked" in words(self.publish(team, quiz_form([], [question])))

    def test_the_same_category_or_question_twice_is_refused(self, team: Client) -> None:
        category, questions = make_bank(4)
        assert "duplicate data for quiz and category" in words(self.publish(team, quiz_form([(category, 1)] * 2, [])))
        assert "duplicate data for quiz and question" in words(self.publish(team, quiz_form([], questions[:1] * 2)))

    @pytest.mark.parametrize("mark", ["-1", "101", "eighty"])
    def test_a_pass_mark_is_a_percentage(self, team: Client, mark: str) -> None:
        data = quiz_form([], [make_question()], pass_mark=mark)
        assert self.publish(team, data).status_code == 200
        assert not Quiz.objects.exists()

    def test_the_lists_open(self, team: Client, person: Person) -> None:
        attempt = begin(person)
        for model in (Quiz, Category):
            assert team.get(address(model, "list")).status_code == 200
        assert attempt.quiz.title in words(team.get(address(Quiz, "list")))


class TestCategories:
    @pytest.mark.indexed
    def test_a_category_cannot_stand_below_itself(self, team: Client) -> None:
        top = make_category()
        below = make_category(parent=top)
        data = {"code": top.code, "title": top.title, "parent": below.pk}
        response = team.post(address(Category, "edit", top.pk), data)
        assert "can't stand under itself" in words(response)
        top.refresh_from_db()
        assert top.parent is None


def test_somebody_who_may_not_edit_is_kept_out(signed_in: Client) -> None:
    for model in (Question, Quiz, Category):
        assert signed_in.get(address(model, "list")).status_code in (302, 403)
