"""A statement that is put together once gives what its queryset would, for whichever values it is given."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import DateField, DateTimeField, Exists, OuterRef, UUIDField
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from core.statements import Given, Statement
from learning.quizzes.models import Attempt
from people.models import Person, Post
from tests.factories import make_person, make_post
from tests.integration.learning.quizzes.bank import NOW, begin

pytestmark = pytest.mark.django_db


def test_models_come_with_what_is_read_beside_them_and_added_to_them() -> None:
    posts: Statement[Post] = Statement(
        lambda: (
            Post.objects.filter(person=Given("person"), start__lte=Given("on", DateField()))
            .select_related("agency", "line_manager")
            .annotate(managed=Exists(Person.objects.filter(pk=OuterRef("line_manager")).order_by()))
            .order_by("start")
        )
    )
    first = make_post(start=date(2020, 1, 1), line_manager=make_person())
    second = make_post(first.person, start=date(2024, 1, 1))
    other = make_post(start=date(2020, 1, 1))
    assert posts.run(person=first.person_id, on=date(2021, 1, 1)) == [first]
    assert posts.run(person=other.person_id, on=date(2030, 1, 1)) == [other]
    with CaptureQueriesContext(connection) as queries:
        found = posts.run(person=first.person_id, on=date(2030, 1, 1))
        assert [(one, one.agency, one.line_manager, one.managed) for one in found] == [  # type: ignore[attr-defined]
            (first, first.agency, first.line_manager, True),
            (second, second.agency, None, False),
        ]
    assert len(queries) == 1


def test_what_is_not_read_is_read_when_it_is_asked_for() -> None:
    people: Statement[Person] = Statement(lambda: Person.objects.filter(pk=Given("key")).only("email"))
    person = make_person(first_name="Ada")
    found = people.first(key=person.pk)
    assert found is not None
    assert found.get_deferred_fields()
    assert found.first_name == "Ada"
    assert people.first(key=0) is None


def test_moments_ids_and_json_are_what_they_are_on_either_database() -> None:
    rows: Statement[tuple[UUID, datetime, dict[str, object]]] = Statement(
        lambda: Attempt.objects.filter(
            pk=Given("key", UUIDField()), started_at__lte=Given("at", DateTimeField())
        ).values_list("pk", "started_at", "terms")
    )
    attempt = begin(make_person())
    assert rows.run(key=attempt.pk, at=NOW) == [(attempt.pk, attempt.started_at, attempt.terms)]
    assert rows.run(key=attempt.pk, at=attempt.started_at - timedelta(seconds=1)) == []
    assert rows.run(key=uuid4(), at=NOW) == []


def test_a_flat_list_is_one_of_values() -> None:
    emails: Statement[str] = Statement(lambda: Person.objects.filter(pk=Given("key")).values_list("email", flat=True))
    person = make_person()
    assert emails.run(key=person.pk) == [person.email]


def test_other_kinds_of_rows_are_refused() -> None:
    with pytest.raises(TypeError):
        Statement[object](lambda: Person.objects.values("email")).run()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite locks the whole database")
@pytest.mark.django_db(transaction=True)
def test_a_row_is_held_for_writing_only_inside_a_transaction() -> None:
    held: Statement[Person] = Statement(lambda: Person.objects.filter(pk=Given("key")).select_for_update())
    person = make_person()
    with transaction.atomic():
        assert held.run(key=person.pk) == [person]
    with pytest.raises(TransactionManagementError):
        held.run(key=person.pk)
