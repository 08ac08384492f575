"""A completion is withdrawn while two records of its person become one: nothing of it counts afterwards."""

import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from learning.records.actions import correct_completion
from learning.records.importing import MODEL, CompletionImport
from learning.records.models import Completion
from people.actions import merging
from people.actions.merging import merge_people
from people.imports.kinds import Change, Scope
from people.models import Person
from tests import factories
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.learning.making import TODAY, make_completion

pytestmark = AT_ONCE_MARKS


def withdraw(completion: Completion, by: Person) -> None:
    correct_completion(completion=completion, reason="Another person's", by=by)


def undo_its_file(completion: Completion, by: Person) -> None:
    change = Change(MODEL, completion.pk, None, {})
    with transaction.atomic():
        CompletionImport().reverse([change], scope=Scope.of(None), by=by, reason="Import undone: staff.csv")


@pytest.mark.parametrize("withdrawn_by", [withdraw, undo_its_file])
def test_what_is_withdrawn_while_it_is_carried_over_is_withdrawn_there_too(
    monkeypatch: pytest.MonkeyPatch, withdrawn_by: Callable[[Completion, Person], None]
) -> None:
    kept, gone, team = factories.make_person(), factories.make_person(), factories.make_superuser()
    completion = make_completion(gone)
    carried, write_down = Event(), merging.write_down

    def write_down_slowly(*args: Any, **kwargs: Any) -> None:
        carried.set()
        time.sleep(1)
        write_down(*args, **kwargs)

    monkeypatch.setattr(merging, "write_down", write_down_slowly)

    def withdraw_meanwhile() -> None:
        assert carried.wait(timeout=30)
        withdrawn_by(completion, team)

    def merge() -> None:
        merge_people(kept=kept, gone=gone, reason="The same email.", by=team, today=TODAY)

    all_at_once([merge, withdraw_meanwhile])
    assert Completion.objects.filter(person=kept).count() == 1
    assert not Completion.objects.standing().exists()
