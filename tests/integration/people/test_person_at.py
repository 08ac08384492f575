"""A person is found by the address they sign in with, quickly however many there are."""

import pytest
from django.db import connection

from people.models import Person
from people.queries import AT, person_at
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_an_address_is_found_whatever_its_case_and_nobody_by_part_of_it() -> None:
    person = make_person(email="ada.lovelace@example.org")
    make_person(email="ada@example.org")
    assert person_at(" ADA.Lovelace@Example.org ") == person
    assert person_at("ada%") is None
    assert person_at("ada_lovelace@example.org") is None
    assert person_at("") is None
    assert person_at(None) is None


def test_it_is_looked_up_in_the_index_and_not_among_everybody() -> None:
    Person.objects.bulk_create(Person(email=f"p{n}@example.org", password="!") for n in range(3000))
    assert person_at("p7@example.org")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE people_person")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {AT._ready[connection.vendor].sql}", ["p7@example.org"])
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "email_whatever_case" in plan
