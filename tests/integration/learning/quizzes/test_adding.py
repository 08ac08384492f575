"""New questions by the hundred are what they would be one by one."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from core.models import SiteImage
from learning.quizzes import rules
from learning.quizzes.actions import publish_question
from learning.quizzes.actions.adding import add_questions
from learning.quizzes.actions.question_files import FileChanged, fingerprint, keep_file, take_file, weigh_file
from learning.quizzes.models import Option, Question, QuestionFile, QuestionVersion, Scenario
from people.models import Person
from tests.factories import make_team_member
from tests.integration.briefings.test_embargo import make_image
from tests.integration.learning.quizzes.bank import NOW, make_bank, make_category, make_question
from tests.integration.learning.quizzes.test_at_once import at_once

TWO = b"$CATEGORY: Care\n\n::AW-1::Whom do you tell?{=The lead ~Nobody}\n\n::AW-2::So?{T}\n"
OWN = {"id", "pk", "code", "object_id", "object_str", "label", "timestamp", "created_at", "made_at", "latest_revision"}
OWN |= {"live_revision", "first_published_at", "last_published_at", "question", "revision", "options", "content_path"}
OWN |= {"content_path_hash"}


@pytest.mark.django_db
class TestAdding:
    @pytest.fixture
    def image(self, settings: Any, tmp_path: Any) -> SiteImage:
        settings.MEDIA_ROOT = tmp_path
        return make_image()

    def new(self, code: str, **fields: Any) -> Question:
        question = Question(
            code=code,
            stem="<p>A scenario.</p><p>Whom do you tell?</p>",
            explanation="<p>Why.</p>",
            live=False,
            **fields,
        )
        rows = [("The lead", True, "Yes"), ("Nobody", False, "")]
        question.options = [
            Option(text=text, correct=right, feedback=said, sort_order=place)
            for place, (text, right, said) in enumerate(rows)
        ]
        return question

    def rows_of(self, question: Question) -> dict[str, Any]:
        """Everything that is kept of a question, but for what every question has of its own."""
        key, versions = str(question.pk), QuestionVersion.objects.filter(question=question)
        held = {
            "question": Question.objects.filter(pk=key),
            "options": Option.objects.filter(question=question).order_by("sort_order"),
            "versions": versions,
            "history": ModelLogEntry.objects.for_instance(question),
            "revisions": Revision.objects.for_instance(question),
            "uses": ReferenceIndex.objects.filter(
                base_content_type__model="question", object_id=key
            ).order_by("model_path"),
            "version uses": ReferenceIndex.objects.filter(
                base_content_type__model="questionversion", object_id__in=[str(one.pk) for one in versions]
            ).order_by("model_path"),
        }  # fmt: skip
        rows: dict[str, Any] = {
            name: [self.without_own(values, question) for values in found.values()] for name, found in held.items()
        }
        entry = IndexEntry.objects.get(content_type__model="question", object_id=key)
        begun = str(entry.autocomplete).replace(question.code, "CODE").replace(question.code.lower(), "CODE")
        rows["search"] = [entry.title, entry.body, sorted(begun.split())]
        if connection.vendor == "postgresql":
            rows["search"] += [entry.title_text, entry.body_text]
        return rows

    def without_own(self, values: dict[str, Any], question: Question) -> dict[str, Any]:
        kept = {name: value for name, value in values.items() if not {name, name.removesuffix("_id")} & OWN}
        if values.get("model_path") == "question":
            assert values["to_object_id"] == str(question.pk)
            kept["to_object_id"] = "the question"
        if content := values.get("content"):
            kept["content"] = {name: value for name, value in content.items() if name not in OWN}
            kept["content options"] = [{**option, "pk": 0, "question": 0} for option in content["options"]]
        if isinstance(values.get("options"), list):
            kept["options"] = values["options"]
        return kept

    @pytest.mark.indexed
    @pytest.mark.parametrize("publish", [True, False])
    def test_all_that_is_kept_of_a_question_is_what_is_kept_of_one_made_by_itself(
        self, team_member: Person, image: SiteImage, publish: bool
    ) -> None:
        scenario = Scenario.objects.create(code="S", title="S", text="<p>Kai is six.</p>")
        fields = {"category": make_category(), "image": image, "image_alt": "A door", "scenario": scenario}
        alone, first, second = (self.new(code, **fields) for code in ("ALONE", "FIRST", "SECOND"))
        if publish:
            publish_question(question=alone, by=team_member)
        else:
            alone.full_clean()
            alone.save()
            alone.save_revision(user=team_member)
        add_questions(questions=[first, second], publish=publish, by=team_member)
        expected = self.rows_of(Question.objects.get(code="ALONE"))
        assert len(expected["versions"]) == len(expected["history"]) == publish
        assert self.rows_of(first) == self.rows_of(second) == expected
        first.refresh_from_db()
        assert first.latest_revision.object_id == str(first.pk)
        assert first.live_revision == (first.latest_revision if publish else None)
        assert (first.last_published_at is not None) == publish

    @pytest.mark.indexed
    def test_each_has_a_revision_of_its_own_that_can_be_published_again(self, team_member: Person) -> None:
        first, second = (self.new(code, category=make_category()) for code in ("A", "B"))
        add_questions(questions=[first, second], publish=True, by=team_member)
        again = Question.objects.get(code="B")
        again.latest_revision.publish(user=team_member)
        assert (again.versions.count(), [one.text for one in again.options.all()]) == (1, ["The lead", "Nobody"])

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "B"},
            {"code": "THERE"},
            {"marks": 0},
            {"must_pass": True, "type": rules.ESSAY},
            {"type": rules.ORDERING},
        ],
    )
    def test_one_that_cannot_be_asked_leaves_all_of_them_out(self, team_member: Person, wrong: dict[str, Any]) -> None:
        make_question(code="THERE")
        fields = {"code": "A", "category": make_category()} | wrong
        if wrong.get("type") == rules.ORDERING:
            fields["type"] = rules.SHORT_TEXT
        bad = self.new(**fields)
        if wrong.get("type") == rules.ORDERING:
            bad.options = []
        with pytest.raises(ValidationError):
            add_questions(questions=[self.new("B", category=make_category()), bad], publish=True, by=team_member)
        assert Question.objects.count() == 1

    def test_adding_none_is_nothing(self, team_member: Person) -> None:
        add_questions(questions=[], publish=True, by=team_member)
        assert not Question.objects.exists()

    @pytest.mark.indexed
    def test_they_are_found_by_their_words(self, team_member: Person) -> None:
        make_bank(2)
        add_questions(questions=[self.new("A", category=make_category())], publish=True, by=team_member)
        assert [one.code for one in get_search_backend().search("tell", Question)] == ["A"]

    @pytest.mark.indexed
    def test_more_than_the_search_takes_at_once_are_all_found(
        self, team_member: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("core.indexing.AT_ONCE", 2)
        new = [self.new(code, category=make_category()) for code in "ABCDE"]
        add_questions(questions=new, publish=True, by=team_member)
        found = get_search_backend().search("tell", Question)
        assert sorted(one.code for one in found) == ["A", "B", "C", "D", "E"]

    @pytest.mark.indexed
    def test_twenty_take_no_more_queries_than_two(self, team_member: Person) -> None:
        category = make_category()
        counts = []
        for number in (2, 2, 20):  # the first time, kinds of rows are looked up
            new = [self.new(f"{len(counts)}-{place}", category=category) for place in range(number)]
            with CaptureQueriesContext(connection) as queries:
                add_questions(questions=new, publish=True, by=team_member)
            counts.append(len(queries))
        assert counts[1] == counts[2]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _separate_connections(self) -> None:
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            pytest.skip("threads share one connection to an in-memory database: run it on PostgreSQL")

    def kept(self, by: Person) -> tuple[QuestionFile, str]:
        file = keep_file(name="q.gift", format="gift", content=TWO, category=None, by=by, at=NOW)
        return file, fingerprint(weigh_file(file))

    def test_ten_presses_at_once_take_a_file_once(self) -> None:
        by = make_team_member()
        file, shown = self.kept(by)
        given = at_once(10, lambda _: take_file(file=file, shown=shown, leave_out=False, publish=True, by=by))
        assert given == [2] * 10
        assert Question.objects.in_use().count() == 2

    def test_of_two_files_with_the_same_codes_one_is_taken_and_the_other_shown_again(self) -> None:
        by = make_team_member()
        files = [self.kept(by) for _ in range(2)]

        def take(place: int) -> int:
            file, shown = files[place]
            return take_file(file=file, shown=shown, leave_out=False, publish=True, by=by)

        given = at_once(2, take)
        assert sorted(str(type(one)) for one in given) == sorted([str(int), str(FileChanged)])
        assert Question.objects.in_use().count() == 2
