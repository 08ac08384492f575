"""Whatever is sent to the forms and addresses of quizzes, the answer is never an error of the site's own."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.quizzes.actions import claim_attempt, save_answer, submit_attempt
from learning.quizzes.models import Attempt, QuestionVersion
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import NOW, begin, make_quiz
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

# One database for all examples of a test: what one leaves behind is the next one's start, as on a real site.
many = settings(max_examples=60, suppress_health_check=list(HealthCheck))
fewer = settings(max_examples=25, suppress_health_check=list(HealthCheck))

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
numbers = st.one_of(
    st.integers(-(10**25), 10**25).map(str), st.sampled_from(["", "0", "1", "-1", "٣", "1e9", "NaN", "Infinity"])
)
anything = st.one_of(words, numbers)


@pytest.fixture
def sitter(client: Client) -> tuple[Client, Attempt]:
    person = make_person()
    client.force_login(person)
    quiz = make_quiz(fixed=[make_question_of(kind) for kind in ROWS], shuffle_questions=False)
    return client, begin(person, quiz)


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(make_team_member())
    return client


def ids_shown(attempt: Attempt) -> list[str]:
    return [key for order in attempt.answers.values_list("option_order", flat=True) for key in order]


@many
@given(data=st.data())
def test_any_answer_to_any_type_of_question(sitter: tuple[Client, Attempt], data: Any) -> None:
    client, attempt = sitter
    keys = ids_shown(attempt)
    pairs = st.builds("{}:{}".format, st.sampled_from(keys), st.one_of(st.sampled_from(keys), numbers))
    sent = data.draw(st.lists(st.one_of(st.sampled_from(keys), pairs, anything), max_size=9))
    position = data.draw(st.integers(0, len(ROWS) + 2))
    response = client.post(
        f"/attempts/{attempt.pk}/{position}/",
        {"answer": sent, "revision": data.draw(anything), "go": data.draw(st.sampled_from(["", "check", "x"]))},
    )
    assert response.status_code < 500
    assert client.get(f"/attempts/{attempt.pk}/check/").status_code == 200


@fewer
@given(sent=st.lists(anything, max_size=300), path=st.sampled_from(["1", "7", "99999999999999999999"]))
def test_any_answer_signed_out(sitter: tuple[Client, Attempt], sent: list[str], path: str) -> None:
    _, attempt = sitter
    nobody = Client()
    for key in (attempt.pk, uuid4()):
        assert nobody.post(f"/attempts/{key}/{path}/", {"answer": sent}).status_code < 500


@fewer
@given(path=words)
def test_any_address_below_an_attempt(sitter: tuple[Client, Attempt], path: str) -> None:
    client, attempt = sitter
    for method in (client.get, client.post, client.put, client.delete):
        assert method(f"/attempts/{attempt.pk}/{path}").status_code < 500


@fewer
@given(fields=st.dictionaries(st.sampled_from(["quiz", "category", "look", "older", "sort", "format", "p"]), anything))
def test_any_way_to_ask_for_the_analysis(team: Client, fields: dict[str, str]) -> None:
    assert team.get("/admin/question-analysis/", fields).status_code < 500


@fewer
@given(fields=st.dictionaries(st.sampled_from(["quiz", "format"]), anything), key=st.integers(0, 10**30))
def test_any_way_to_ask_for_one_questions_analysis(
    sitter: tuple[Client, Attempt], fields: dict[str, str], key: int
) -> None:
    admin = Client()
    admin.force_login(team_member())
    version = QuestionVersion.objects.order_by("pk").first()
    assert version
    assert admin.get(f"/admin/question-versions/{version.pk}/analysis/", fields).status_code == 200
    assert admin.get(f"/admin/question-versions/{key}/analysis/", fields).status_code < 500
    assert admin.get(f"/admin/question-versions/{key}/regrade/", fields).status_code < 500


def team_member() -> Person:
    return Person.objects.filter(groups__isnull=False).first() or make_team_member()


@fewer
@given(data=st.data())
def test_any_decision_about_a_version(sitter: tuple[Client, Attempt], data: Any) -> None:
    _, attempt = sitter
    admin = Client()
    admin.force_login(team_member())
    if attempt.is_open:
        submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
        attempt.refresh_from_db()
    version = attempt.answers.all()[0].version
    choices = st.one_of(st.sampled_from(["keep", "award", "remark"]), anything)
    fields = {name: data.draw(anything) for name in ("corrected", "reason", "shown")} | {"choice": data.draw(choices)}
    assert admin.post(f"/admin/question-versions/{version.pk}/regrade/", fields).status_code < 500


@fewer
@given(data=st.data())
def test_any_marks_and_comment(sitter: tuple[Client, Attempt], data: Any) -> None:
    _, attempt = sitter
    marker = team_member()
    admin = Client()
    admin.force_login(marker)
    if attempt.is_open:
        essay = attempt.answers.get(version__type="essay")
        save_answer(attempt=attempt, position=essay.position, response=["Words"], revision=0, by=attempt.person, at=NOW)
        attempt = submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
        claim_attempt(attempt=attempt, by=marker, at=NOW)
    name = f"answer-{len(ROWS)}"
    fields = {
        f"{name}-marks": data.draw(anything), f"{name}-comment": data.draw(words),
        "action": data.draw(st.sampled_from(["claim", "save", "", "x"])),
    }  # fmt: skip
    assert admin.post(f"/admin/marking/{attempt.pk}/", fields).status_code < 500


@fewer
@given(data=st.data())
def test_any_way_to_mark_again_and_to_look_for_what_is_marked(sitter: tuple[Client, Attempt], data: Any) -> None:
    _, attempt = sitter
    marker = team_member()
    admin = Client()
    admin.force_login(marker)
    name = f"answer-{len(ROWS)}"
    attempt.refresh_from_db()
    if attempt.is_open:
        essay = attempt.answers.get(version__type="essay")
        save_answer(attempt=attempt, position=essay.position, response=["Words"], revision=0, by=attempt.person, at=NOW)
        attempt = submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
        claim_attempt(attempt=attempt, by=marker, at=NOW)
        admin.post(f"/admin/marking/{attempt.pk}/", {f"{name}-marks": "1", "action": "finish"})
    fields = {
        f"{name}-marks": data.draw(anything), f"{name}-comment": data.draw(words), "reason": data.draw(words),
        f"{name}-seen": data.draw(anything), "shown": data.draw(anything),
    }  # fmt: skip
    assert admin.post(f"/admin/marking/{attempt.pk}/again/", fields).status_code < 500
    assert admin.get("/admin/marking/marked/", {"q": data.draw(anything), "p": data.draw(numbers)}).status_code == 200


@fewer
@given(content=st.binary(max_size=400), name=st.sampled_from(["q.gift", "q.xml", "q.csv", "q.xlsx", "q.txt", "q"]),
       format=st.sampled_from(["", "gift", "moodle_xml", "csv", "xlsx", "?"]), category=anything)  # fmt: skip
def test_any_file_of_questions(team: Client, content: bytes, name: str, format: str, category: str) -> None:
    sent = {"file": SimpleUploadedFile(name, content), "format": format, "category": category}
    response = team.post("/admin/question-files/", sent, follow=True)
    assert response.status_code < 500


@fewer
@given(fields=st.dictionaries(st.sampled_from(["format", "category", "anyway"]), anything))
def test_any_way_to_ask_for_the_bank(team: Client, fields: dict[str, str]) -> None:
    assert team.get("/admin/question-files/export/", fields).status_code < 500
