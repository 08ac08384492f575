"""What somebody confirmed goes along when two records of them are merged, and back when they are parted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from briefings.responses.models import Acknowledgement
from briefings.responses.queries import to_read
from people.actions.merging import merge_people, undo_merge, what_merging_does
from people.models import Merge, Person
from tests.factories import make_person, make_superuser
from tests.integration.briefings.responses.making import TODAY, asking, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def kept() -> Person:
    return make_person(email=None)


@pytest.fixture
def gone() -> Person:
    return make_person()


def merge(kept: Person, gone: Person) -> Merge:
    return merge_people(kept=kept, gone=gone, reason="Married", by=make_superuser(), today=TODAY)


def standing(person: Person) -> int:
    return Acknowledgement.objects.standing().filter(person=person).count()


def test_they_are_added_to_the_record_that_is_kept_and_ask_no_more(kept: Person, gone: Person) -> None:
    page, both = asking(), asking()
    confirm(gone, page, on=TODAY - timedelta(days=30))
    for person in (kept, gone):
        confirm(person, both)
    assert "Confirmed as read: 1 page is added" in " ".join(what_merging_does(kept, gone))
    merge(kept, gone)
    assert standing(kept) == 2
    carried = Acknowledgement.objects.get(person=kept, page=page)
    assert carried.confirmed_on == TODAY - timedelta(days=30)
    assert not to_read(kept, at=timezone.now())


def test_parting_them_takes_away_what_was_added_and_merging_again_brings_it_back(kept: Person, gone: Person) -> None:
    confirm(gone, asking())
    done = merge(kept, gone)
    undo_merge(merge=done, by=make_superuser(), at=timezone.now())
    assert (standing(kept), standing(gone)) == (0, 1)
    kept.refresh_from_db()
    gone.refresh_from_db()
    merge(kept, gone)
    assert standing(kept) == 1
