"""Undoing a file by the pages: what would be put back is shown first, and is what is done."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from learning.catalogue.models import Course
from learning.records.models import Completion, Correction
from people.imports import tasks
from people.imports.taking_back import forget_undoings, rehearse
from people.models import AgencyLead, ImportBatch, Person, Post, Undoing
from tests import factories as make
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import row, table

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}
BOB = {"staff_number": "0043", "first_name": "Bob", "last_name": "Mill"}


@pytest.fixture
def batch(lead: Desk) -> ImportBatch:
    return lead.take_in(table(row(**ABENA), row(**BOB))).batch


def ask(desk: Desk, batch: ImportBatch):
    return desk.client.post(f"/imports/done/{batch.pk}/undo/", follow=True)


def agree(desk: Desk, batch: ImportBatch, page=None):
    """Press the button of the page that shows what would be put back: as it is now, unless an older one is given."""
    page = page or desk.client.get(f"/imports/done/{batch.pk}/undo/", follow=True)
    seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    said = {"seen": seen[1]} if seen else {}
    return desk.client.post(f"/imports/done/{batch.pk}/undo/confirm/", said, follow=True)


def test_what_would_be_put_back_is_shown_and_nothing_is_done_yet(lead: Desk, batch: ImportBatch) -> None:
    post = Post.objects.get(person__first_name="Bob")
    post.start -= timedelta(days=1)
    post.save()

    page = text_of(ask(lead, batch))
    assert "Nothing has been undone yet." in page
    assert "What would stay, and why" in page
    assert "The post was changed since." in page
    assert Undoing.objects.get().counts == {"undone": 1, "kept": 1}
    assert Person.objects.filter(first_name__in=["Abena", "Bob"]).count() == 2
    assert not ImportBatch.objects.exclude(undoes=None).exists()

    result = text_of(agree(lead, batch))
    assert "What undoing put back" in result
    assert list(Person.objects.filter(first_name__in=["Abena", "Bob"]).values_list("first_name", flat=True)) == ["Bob"]
    assert not Undoing.objects.exists()
    undoing = ImportBatch.objects.get(undoes=batch)
    assert (undoing.by, undoing.counts) == (lead.person, {"undone": 1, "kept": 1})


def test_the_batch_says_that_it_was_undone_and_is_not_undone_twice(lead: Desk, batch: ImportBatch) -> None:
    ask(lead, batch)
    agree(lead, batch)
    agree(lead, batch)
    assert ImportBatch.objects.filter(undoes=batch).count() == 1
    page = text_of(lead.get(f"/imports/done/{batch.pk}/"))
    assert f"{lead.person} undid this on 21 November 2026" in page
    assert "See what undoing would put back" not in page
    assert "This has been undone already." in text_of(ask(lead, batch))
    assert "1 undone" not in text_of(lead.get("/imports/"))
    assert "2 put back" in text_of(lead.get("/imports/"))


def test_what_was_looked_over_is_what_is_undone_or_nothing_is(lead: Desk, batch: ImportBatch) -> None:
    ask(lead, batch)
    Post.objects.filter(person__first_name="Bob").update(start="2020-01-01")
    page = text_of(agree(lead, batch))
    assert "Look it over again" in page
    assert not ImportBatch.objects.filter(undoes=batch).exists()
    assert "What undoing put back" in text_of(agree(lead, batch))


def change_post_of(name: str, **fields) -> None:
    assert Post.objects.filter(person__first_name=name).update(**fields) == 1


def test_other_rows_than_were_shown_are_not_undone_though_they_are_as_many(lead: Desk, batch: ImportBatch) -> None:
    was = Post.objects.get(person__first_name="Bob").start
    change_post_of("Bob", start="2020-01-01")
    ask(lead, batch)
    change_post_of("Bob", start=was)
    change_post_of("Abena", start="2020-01-01")
    assert Undoing.objects.get().counts == {"undone": 1, "kept": 1}

    page = text_of(agree(lead, batch))
    assert "Look it over again" in page
    assert Undoing.objects.get().counts == {"undone": 1, "kept": 1}
    assert Undoing.objects.get().kept[0]["who"] == "Abena Osei"
    assert set(Person.objects.filter(first_name__in=["Abena", "Bob"]).values_list("first_name", flat=True)) == {
        "Abena", "Bob",
    }  # fmt: skip


def test_a_page_drawn_before_it_was_worked_out_anew_agrees_to_nothing(lead: Desk, batch: ImportBatch) -> None:
    old_page = ask(lead, batch)
    change_post_of("Bob", start="2020-01-01")
    ask(lead, batch)
    page = text_of(agree(lead, batch, old_page))
    assert "Look it over again" in page
    assert not ImportBatch.objects.filter(undoes=batch).exists()
    assert "What undoing put back" in text_of(agree(lead, batch))


def test_nobody_agrees_to_what_was_not_worked_out(lead: Desk, batch: ImportBatch) -> None:
    agree(lead, batch)
    assert not ImportBatch.objects.filter(undoes=batch).exists()
    assert "What the file did" in text_of(lead.client.get(f"/imports/done/{batch.pk}/undo/", follow=True))


def test_a_rehearsal_changes_nothing(lead: Desk, batch: ImportBatch) -> None:
    before = list(Post.objects.values().order_by("pk"))
    assert rehearse(batch=batch, by=lead.person).counts == {"undone": 2, "kept": 0}
    assert list(Post.objects.values().order_by("pk")) == before


def test_a_large_undoing_waits_for_the_worker_and_the_page_says_so(
    lead: Desk, batch: ImportBatch, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr(tasks, "FEW", 1)
    with django_capture_on_commit_callbacks(execute=True):
        page = text_of(ask(lead, batch))
    assert "It is being worked out" in page
    assert "data-gt-look-again" in page
    tasks.do_what_is_left(timezone.now())
    assert Undoing.objects.get().state == "checking"  # the worker may still come
    tasks.do_what_is_left(timezone.now() + timedelta(minutes=3))
    assert "Undo what the file did?" in text_of(lead.get(f"/imports/done/{batch.pk}/undo/"))

    with django_capture_on_commit_callbacks(execute=True):
        assert "It is being undone" in text_of(agree(lead, batch))
    tasks.undo_in_background.call(Undoing.objects.get().pk)
    page = text_of(lead.client.get(f"/imports/done/{batch.pk}/undo/", follow=True))
    assert "What undoing put back" in page


@pytest.mark.parametrize("state", ["checking", "undoing"])
def test_an_undoing_that_stops_whoever_does_it_is_given_up_and_can_be_asked_for_anew(
    lead: Desk, batch: ImportBatch, monkeypatch, caplog, state: str
) -> None:
    ask(lead, batch)
    Undoing.objects.update(state=state)
    begun: list[str] = []
    with monkeypatch.context() as killed:  # which leaves all as it was
        killed.setattr(tasks, "work_out", lambda **_: begun.append("checking"))
        killed.setattr(tasks, "do_as_agreed", lambda **_: begun.append("undoing"))
        for minutes in range(3, 30, 3):
            tasks.do_what_is_left(timezone.now() + timedelta(minutes=minutes))
    assert begun == [state, state]
    assert f"Undoing {batch.pk} stopped whoever did it, and is given up." in caplog.text
    page = text_of(lead.get(f"/imports/done/{batch.pk}/undo/"))
    assert "It couldn’t be undone" in page
    assert "Nothing was changed" in page
    assert Post.objects.filter(person__email=ABENA["email"]).exists()

    assert "Undo what the file did?" in text_of(ask(lead, batch))
    assert Undoing.objects.get().restarts == 0
    assert "What undoing put back" in text_of(agree(lead, batch))


def test_what_was_never_agreed_to_is_forgotten(lead: Desk, batch: ImportBatch) -> None:
    ask(lead, batch)
    forget_undoings(timezone.now() + timedelta(hours=23))
    assert Undoing.objects.exists()
    forget_undoings(timezone.now() + timedelta(hours=25))
    assert not Undoing.objects.exists()


def test_undoing_training_history_withdraws_it_and_says_so(lead: Desk, mere) -> None:
    make.make_post(make.make_person(email="abena@mere.example"), agency=mere)
    Course.objects.create(code="SG-1", title="Safeguarding awareness", hours=2)
    file = b"email,course,completed_on\nabena@mere.example,SG-1,1/9/2019\n"
    batch = lead.take_in(file, "completions").batch
    assert "Completions are never deleted." in text_of(ask(lead, batch))
    assert not Correction.objects.exists()
    assert "What undoing put back" in text_of(agree(lead, batch))
    assert (Completion.objects.count(), Correction.objects.count()) == (1, 1)
    assert "withdrawn" in text_of(lead.get(f"/imports/done/{ImportBatch.objects.get(undoes=batch).pk}/"))


def changed_address(lead: Desk) -> tuple[Person, ImportBatch]:
    """Have a file change Abena's address, and return her and what the file did."""
    lead.take_in(table(row(**ABENA)))
    batch = lead.take_in(table(row(**ABENA | {"email": "abena@mere.example"}))).batch
    return Person.objects.get(first_name="Abena"), batch


def test_an_address_is_put_back(lead: Desk) -> None:
    abena, batch = changed_address(lead)
    EmailAddress.objects.create(user=abena, email="third@elsewhere.example")  # asked for, and never confirmed
    ask(lead, batch)
    agree(lead, batch)
    abena.refresh_from_db()
    assert abena.email == ABENA["email"]
    assert not EmailAddress.objects.filter(user=abena).exists()


@pytest.mark.parametrize("since", ["works for others too", "left for others", "has rights", "leads an agency"])
def test_nobody_gets_at_an_account_by_undoing_once_it_is_not_theirs_alone(lead: Desk, mere, since: str) -> None:
    abena, batch = changed_address(lead)
    if since == "left for others":
        abena.posts.update(end=timezone.localdate() - timedelta(days=30))
    if since in ("works for others too", "left for others"):
        make.make_post(abena, agency=make.make_agency(code="WARD"))
    elif since == "has rights":
        abena.groups.add(make.make_team_member().groups.get())
    else:
        AgencyLead.objects.create(person=abena, agency=mere, since=make.LONG_AGO)
    assert "Others know this person too by now" in text_of(ask(lead, batch))
    agree(lead, batch)
    abena.refresh_from_db()
    assert abena.email == "abena@mere.example"


def test_a_post_that_is_of_another_agency_by_now_stays(lead: Desk, batch: ImportBatch) -> None:
    bob = Post.objects.get(person__first_name="Bob")
    ended = lead.take_in(table(row(**BOB, end_date="2026-12-31"))).batch
    Post.objects.filter(pk=bob.pk).update(agency=make.make_agency(code="WARD"))
    assert "The post is of another agency by now." in text_of(ask(lead, ended))
