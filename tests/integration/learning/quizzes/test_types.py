"""Questions of every type, from the bank to the page that shows how it went."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client

from learning.quizzes import queries, rules
from learning.quizzes.actions import publish_question, submit_attempt
from learning.quizzes.models import QuestionVersion, Scenario
from people.models import Person
from tests.integration.learning.quizzes.bank import NOW, begin, make_quiz
from tests.integration.learning.quizzes.browser import post, row, text_of, url
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

KINDS = list(ROWS)
SECRETS = ("EXPLANATION", "GUIDANCE", "SOURCE", "FEEDBACK", "ACCEPTED", "MISTAKE")


def right_answer(version: QuestionVersion) -> list[str]:
    return rules.right_response(version.type, version.options) or ["Words of my own."]


def version_of(kind: str, **fields: Any) -> QuestionVersion:
    version = queries.latest_version(make_question_of(kind, **fields))
    assert version
    return version


class TestNothingIsLetOut:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_page_of_a_question_holds_nothing_of_what_is_right(
        self, kind: str, signed_in: Client, person: Person
    ) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question_of(kind)]))
        for response in (signed_in.get(url(attempt, 1)), post(signed_in, attempt, 1, [])):
            assert response.status_code == 200
            html = response.content.decode()
            assert "What then?" in html
            assert not [secret for secret in SECRETS if secret in html]

    def test_the_page_is_the_same_whatever_goes_with_what_and_whatever_comes_first(self) -> None:
        for kind in (rules.ORDERING, rules.MATCHING):
            version = version_of(kind)
            before = render_to_string("quizzes/question_fieldset.html", {"asked": queries.asked(version)})
            if kind == rules.ORDERING:
                version.options = version.options[::-1]
            else:
                first, second, last = version.options
                for side in ("match", "match_id"):
                    first[side], second[side] = second[side], first[side]
                version.options = [first, second, last]
            assert render_to_string("quizzes/question_fieldset.html", {"asked": queries.asked(version)}) == before

    def test_the_text_of_true_false_and_ids_say_nothing_of_truth(self) -> None:
        version = version_of(rules.MULTIPLE)
        before = render_to_string("quizzes/question_fieldset.html", {"asked": queries.asked(version)})
        for option in version.options:
            option["correct"] = not option["correct"]
        assert render_to_string("quizzes/question_fieldset.html", {"asked": queries.asked(version)}) == before


class TestAnswering:
    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != rules.ESSAY])
    def test_a_right_answer_is_saved_shown_again_and_earns_its_marks(
        self, kind: str, signed_in: Client, person: Person
    ) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question_of(kind)]))
        right = right_answer(row(attempt).version)
        assert post(signed_in, attempt, 1, right).status_code == 302
        again = signed_in.get(url(attempt, 1)).content.decode()
        for one in right:
            assert re.search(rf'value="{one}"( checked| selected|[^>]*aria-describedby)', again), one
        submit_attempt(attempt=attempt, by=person, at=NOW)
        answer = row(attempt)
        assert (answer.marks, answer.marks_possible) == (2, 2)
        page = text_of(signed_in.get(url(attempt)))
        assert "You passed" in page
        assert "EXPLANATION" in page
        assert "Source: SOURCE" in page

    @pytest.mark.parametrize("kind", [rules.ORDERING, rules.MATCHING])
    def test_what_is_unfinished_is_refused_in_words_with_what_was_chosen_kept(
        self, kind: str, signed_in: Client, person: Person
    ) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question_of(kind)]))
        sent = right_answer(row(attempt).version)[:1]
        response = post(signed_in, attempt, 1, sent)
        html = response.content.decode()
        assert "There is a problem" in html
        assert re.search(r"left</a>", html)
        assert 'href="#id_answer_0"' in html
        assert 'id="id_answer_0"' in html
        assert f'value="{sent[0]}" selected' in html
        assert row(attempt).response is None

    @pytest.mark.parametrize("kind", [rules.SHORT_TEXT, rules.ESSAY])
    def test_an_error_leads_to_where_words_are_written(self, kind: str, signed_in: Client, person: Person) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question_of(kind)]))
        html = post(signed_in, attempt, 1, [" "]).content.decode()
        assert 'href="#id_answer"' in html
        assert 'id="id_answer"' in html

    def test_an_essay_is_kept_word_for_word_and_awaits_its_marker(self, signed_in: Client, person: Person) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question_of(rules.ESSAY)]))
        words = "I would listen.\n\n<b>Then</b> I'd write it down." + " More." * 200
        assert post(signed_in, attempt, 1, [words]).status_code == 302
        assert row(attempt).response == [words]
        assert "&lt;b&gt;Then" in signed_in.get(url(attempt, 1)).content.decode()
        submit_attempt(attempt=attempt, by=person, at=NOW)
        attempt.refresh_from_db()
        assert attempt.state == rules.AWAITING_MARKING

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_page_to_check_answers_says_what_was_answered(
        self, kind: str, signed_in: Client, person: Person
    ) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question_of(kind)]))
        version = row(attempt).version
        post(signed_in, attempt, 1, right_answer(version))
        page = text_of(signed_in.get(url(attempt, "check")))
        assert all(" ".join(words.split()) in page for words in queries.words_of(version, row(attempt).response))

    def test_the_page_to_check_answers_shows_how_a_long_essay_begins_and_that_all_of_it_is_saved(
        self, signed_in: Client, person: Person
    ) -> None:
        attempt = begin(person, make_quiz(fixed=[make_question_of(rules.ESSAY)]))
        post(signed_in, attempt, 1, ["I would listen. " * 300 + "THE-END"])
        page = text_of(signed_in.get(url(attempt, "check")))
        assert "I would listen. I would listen." in page
        assert "901 words in all, saved whole." in page
        assert "THE-END" not in page


class TestExplaining:
    def test_what_is_partly_right_says_how_much(self) -> None:
        version = version_of(rules.MATCHING, credit=rules.PARTIAL)
        first, second = (one.partition(":")[0] for one in right_answer(version))
        wrong = [f"{key}:{version.options[2]['match_id']}" for key in (first, second)]
        shown = queries.explained(version, [right_answer(version)[0], wrong[1]])
        assert (shown.right, shown.partly, shown.count_right) == (False, True, 1)
        assert shown.chosen == ["Lead: Advises", "Trainer: Judges"]
        html = render_to_string("quizzes/question_feedback.html", {"explained": shown})
        assert "Partly right" in html
        assert "1 of 2 matched rightly" in html
        assert "FEEDBACK-1" in html
        assert "FEEDBACK-0" not in html  # that pair is right

    def test_an_order_is_shown_beside_the_right_one(self) -> None:
        version = version_of(rules.ORDERING)
        places = [f"{option['id']}:{place}" for option, place in zip(version.options, (2, 1, 3), strict=True)]
        shown = queries.explained(version, places)
        assert shown.chosen == ["1. Write it down", "2. Listen", "3. Tell the lead"]
        assert shown.right_ones == ["1. Listen", "2. Write it down", "3. Tell the lead"]
        assert not shown.partly

    def test_a_known_mistake_has_feedback_of_its_own(self) -> None:
        version = version_of(rules.SHORT_TEXT)
        html = render_to_string(
            "quizzes/question_feedback.html", {"explained": queries.explained(version, ["known-mistake"])}
        )
        assert "FEEDBACK-1" in html
        assert "ACCEPTED-ANSWER" in html

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_question_without_an_answer_is_explained(self, kind: str) -> None:
        html = render_to_string(
            "quizzes/question_feedback.html", {"explained": queries.explained(version_of(kind), None)}
        )
        assert "Not answered" in html


class TestVersions:
    @pytest.mark.parametrize("kind", KINDS)
    def test_an_edit_makes_a_version_and_what_was_asked_stays(self, kind: str, person: Person) -> None:
        question = make_question_of(kind)
        attempt = begin(person, make_quiz(fixed=[question]))
        question.stem, question.credit, question.marks = "<p>Other?</p>", rules.PARTIAL, 5
        assert publish_question(question=question, by=None).number == 2
        pinned = row(attempt).version
        assert (pinned.number, pinned.marks, pinned.credit) == (1, 2, rules.ALL_OR_NOTHING)
        assert row(attempt).marks_possible == 2

    @pytest.mark.parametrize(
        "change", [{"credit": rules.PARTIAL}, {"marks": 3}, {"marking_guidance": ""}, {"source": "Other"}]
    )
    def test_whatever_is_marked_or_shown_makes_a_version(self, change: dict) -> None:
        question = make_question_of(rules.ORDERING)
        for name, value in change.items():
            setattr(question, name, value)
        assert publish_question(question=question, by=None).number == 2

    def test_an_essay_cannot_be_a_must_pass_question(self) -> None:
        with pytest.raises(ValidationError, match="can't be must-pass"), transaction.atomic():
            make_question_of(rules.ESSAY, must_pass=True)


class TestScenarios:
    @pytest.mark.indexed
    def test_each_version_keeps_the_scenario_it_was_asked_with(self, person: Person, team_member: Person) -> None:
        scenario = Scenario.objects.create(code="KAI", title="Kai", text="<p>Kai is nine.</p>")
        questions = [make_question_of(kind, scenario=scenario) for kind in (rules.SINGLE, rules.ORDERING)]
        attempt = begin(person, make_quiz(fixed=questions[:1]))
        scenario.text = "<p>Kai is ten.</p>"
        scenario.save()
        assert [question.versions.count() for question in questions] == [2, 2]
        assert "Kai is nine." in queries.asked(row(attempt).version).scenario
        now = queries.latest_version(questions[0])
        assert now
        assert queries.asked(now).scenario == "<p>Kai is ten.</p><p>Before it.</p>"

    @pytest.mark.indexed
    def test_saving_a_scenario_unchanged_makes_no_version(self) -> None:
        scenario = Scenario.objects.create(code="KAI", title="Kai", text="<p>Kai is nine.</p>")
        question = make_question_of(rules.SINGLE, scenario=scenario)
        scenario.title = "Kai and his sister"
        scenario.save()
        assert question.versions.count() == 1
