"""A reader confirms that they have read a page: once, of the version that they read, and only if they may read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from briefings.responses.actions import NotAsked, PageChanged
from briefings.responses.models import Acknowledgement, ReadingRequest
from briefings.responses.queries import mark_of, reading_of, to_read
from core.models import AuditEntry, EarlyAccess, Embargo
from core.models.append_only import HistoryStands
from people.models import Person
from tests.factories import make_person, make_superuser
from tests.integration.briefings.making import from_now, make_briefing, make_procedure, make_review
from tests.integration.briefings.responses.making import TODAY, ask_again, asking, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def body(client: Client, page: Any) -> str:
    return client.get(page.get_url()).content.decode()


def post(client: Client, page: Any, **fields: str) -> Any:
    return client.post(f"/reading/{page.pk}/confirm/", {"seen": mark_of(page)} | fields, follow=True)


class TestOnThePage:
    @pytest.mark.indexed
    @pytest.mark.parametrize("make", [make_briefing, make_procedure, make_review])
    def test_somebody_who_signed_in_is_asked_and_then_told_when_they_confirmed(
        self, signed_in: Client, person: Person, make: Any
    ) -> None:
        page = asking(make(title="What to read"))
        assert "I have read this" in body(signed_in, page)
        response = post(signed_in, page)
        assert response.redirect_chain == [(f"{page.get_url()}#confirm", 302)]
        row = Acknowledgement.objects.get()
        assert (row.person, row.page, row.edition, row.title) == (person, page, 1, "What to read")
        content = response.content.decode()
        assert "You confirmed on" in content
        assert row.which_version in content
        assert "I have read this" not in content

    def test_a_page_that_does_not_ask_shows_nothing(self, signed_in: Client) -> None:
        page = make_briefing()
        assert 'id="confirm"' not in body(signed_in, page)
        assert 'id="confirm"' not in body(Client(), page)
        assert post(signed_in, page).status_code == 404

    def test_nobody_in_particular_is_offered_a_sign_in_without_cookie_or_form(self, client: Client) -> None:
        page = asking()
        response = client.get(page.get_url())
        content = response.content.decode()
        assert "Sign in to confirm" in content
        assert "csrf" not in content
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_no_kept_copy_holds_what_is_somebodys_own(self, signed_in: Client, person: Person) -> None:
        page = asking()
        kept = body(Client(), page)
        post(signed_in, page)
        mine = signed_in.get(page.get_url())
        assert "You confirmed on" in mine.content.decode()
        assert "private" in mine["Cache-Control"]
        assert body(Client(), page) == kept
        assert "You confirmed on" not in kept

    def test_a_kept_copy_is_made_anew_when_the_page_begins_to_ask(self, client: Client) -> None:
        page = make_briefing()
        assert "Sign in to confirm" not in body(client, page)
        asking(page)
        assert "Sign in to confirm" in body(client, page)

    def test_signing_in_comes_back_to_the_page_and_confirms_nothing(self, client: Client, signed_in: Client) -> None:
        page = asking()
        response = Client().post(f"/reading/{page.pk}/confirm/", {"seen": mark_of(page)})
        assert "/account/login/" in response["Location"]
        back = signed_in.get(f"/reading/{page.pk}/confirm/")
        assert back["Location"] == f"{page.get_url()}#confirm"
        assert not Acknowledgement.objects.exists()

    def test_a_preview_asks_nobody(self, client: Client, team_member: Person) -> None:
        page = asking()
        client.force_login(team_member)
        assert 'id="confirm"' not in client.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()


class TestOnce:
    def test_two_clicks_make_one_row(self, signed_in: Client) -> None:
        page = asking()
        for _ in range(3):
            post(signed_in, page)
        assert Acknowledgement.objects.count() == 1
        assert AuditEntry.objects.filter(act="reading confirmed").count() == 1

    def test_another_day_without_being_asked_again_makes_none(self, person: Person) -> None:
        page = asking()
        first = confirm(person, page, on=TODAY - timedelta(days=9))
        assert confirm(person, page) == first

    def test_whoever_confirms_again_does_so_once_a_day(self, person: Person) -> None:
        page = asking()
        confirm(person, page, on=TODAY - timedelta(days=9))
        assert confirm(person, page, again=True) == confirm(person, page, again=True)
        assert Acknowledgement.objects.count() == 2

    def test_it_stands_whatever_anybody_does(self, person: Person) -> None:
        row = confirm(person, asking())
        with pytest.raises(HistoryStands):
            row.save()
        with pytest.raises(HistoryStands):
            row.delete()
        for sql in ("UPDATE responses_acknowledgement SET title = 'x'", "DELETE FROM responses_acknowledgement"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)


class TestVersions:
    def publish(self, page: Any, **fields: Any) -> None:
        specific = page.specific
        for name, value in fields.items():
            setattr(specific, name, value)
        specific.save_revision().publish()
        page.refresh_from_db()

    def test_what_was_published_anew_since_it_was_opened_is_refused_and_said(self, signed_in: Client) -> None:
        page = asking()
        seen = mark_of(page)
        self.publish(page, summary="Another summary")
        response = post(signed_in, page, seen=seen)
        assert "This page has changed since you opened it. Read it again" in response.content.decode()
        assert not Acknowledgement.objects.exists()
        post(signed_in, page)
        assert Acknowledgement.objects.count() == 1

    @pytest.mark.parametrize("seen", ["", "nonsense", "0:"])
    def test_a_form_that_says_nothing_of_the_version_is_refused(self, person: Person, seen: str) -> None:
        with pytest.raises(PageChanged):
            confirm(person, asking(), seen=seen)

    def test_the_row_says_which_version_was_read(self, person: Person) -> None:
        page = asking(make_procedure(version="2.0"))
        self.publish(page)
        first = confirm(person, page)
        self.publish(page, version="2.1")
        second = confirm(make_person(), page)
        assert first.revision != second.revision
        assert second.revision == page.live_revision_id
        assert (first.which_version, second.which_version) == ("version 2.0", "version 2.1")
        assert len(first.digest) == 64
        assert first.digest != second.digest

    def test_a_new_version_asks_again_only_if_it_is_marked_so(self, person: Person) -> None:
        page = asking()
        confirm(person, page)
        self.publish(page, summary="A comma")
        reading = reading_of(page, person, on=TODAY)
        assert reading is not None
        assert not reading.asks
        ask_again(page)
        reading = reading_of(page, person, on=TODAY)
        assert reading is not None
        assert reading.asks
        assert confirm(person, page).edition == 2

    def test_what_changed_is_said_to_whoever_is_asked_again(self, signed_in: Client, person: Person) -> None:
        page = asking()
        confirm(person, page)
        ask_again(page)
        content = body(signed_in, page)
        assert "This page has changed" in content
        assert "You confirmed on" in content
        assert "I have read this" in content

    def test_going_back_to_an_earlier_version_asks_nobody(self, person: Person) -> None:
        page = asking()
        ask_again(page)
        confirm(person, page)
        ReadingRequest.objects.update(edition=1)
        assert not to_read(person, at=timezone.now())


class TestWhoMayNotRead:
    def test_a_page_under_embargo_is_not_there(self, signed_in: Client, person: Person) -> None:
        page = asking(title="The Winter case")
        Embargo.objects.create(page=page, until=from_now(hours=1))
        assert post(signed_in, page).status_code == 404
        assert signed_in.get(f"/reading/{page.pk}/confirm/").status_code == 404
        assert "Winter" not in signed_in.get("/my-learning/reading/").content.decode()
        assert not Acknowledgement.objects.exists()

    def test_somebody_with_early_access_confirms_before_it_ends(self, signed_in: Client, person: Person) -> None:
        page = asking()
        Embargo.objects.create(page=page, until=from_now(hours=1))
        EarlyAccess.objects.create(page=page, person=person, granted_by=make_superuser())
        assert "I have read this" in body(signed_in, page)
        post(signed_in, page)
        assert Acknowledgement.objects.count() == 1

    def test_a_page_taken_down_or_for_others_is_not_there(self, signed_in: Client) -> None:
        down, others = asking(), asking()
        down.specific.unpublish()
        PageViewRestriction.objects.create(page=others, restriction_type=PageViewRestriction.GROUPS)
        for page in (down, others):
            assert post(signed_in, page).status_code == 404
        assert not Acknowledgement.objects.exists()

    @pytest.mark.parametrize("key", [0, 999_999, 10**30])
    def test_a_page_that_is_not_there_is_not_found(self, signed_in: Client, key: int) -> None:
        for path in (f"/reading/{key}/confirm/", f"/reading/{key}/", f"/reading/{key}.csv"):
            assert signed_in.get(path).status_code == 404

    def test_a_page_that_does_not_ask_takes_no_confirmation(self, person: Person) -> None:
        with pytest.raises(NotAsked):
            confirm(person, make_briefing())


class TestOwnList:
    def test_it_says_what_is_to_be_read_and_what_was_confirmed(self, signed_in: Client, person: Person) -> None:
        asking(title="Still to read")
        confirm(person, asking(title="Read before"))
        confirm(make_person(), asking(title="Read by another"))
        content = signed_in.get("/my-learning/reading/").content.decode()
        todo, done = content.split('id="confirmed"')
        assert "Still to read" in todo
        assert "Read by another" in todo
        assert "Read before" in done
        assert "Read before" not in todo

    def test_a_page_that_is_gone_is_named_and_not_linked(self, signed_in: Client, person: Person) -> None:
        page = asking(title="Read before")
        confirm(person, page)
        page.specific.unpublish()
        content = signed_in.get("/my-learning/reading/").content.decode()
        assert "Read before" in content
        assert page.get_url() not in content

    def test_my_learning_says_what_is_to_be_read(self, signed_in: Client, person: Person) -> None:
        for number in range(7):
            asking(title=f"Page to read {number}")
        content = signed_in.get("/my-learning/").content.decode()
        assert content.count("Page to read") == 5
        assert "2 more, and what you have confirmed" in content


class TestDeleting:
    @pytest.mark.indexed
    def test_a_page_that_somebody_confirmed_is_not_deleted(self, client: Client, person: Person) -> None:
        page = asking()
        confirm(person, page)
        client.force_login(make_superuser())
        for key in (page.pk, page.get_parent().pk):
            client.post(f"/admin/pages/{key}/delete/")
        client.post(f"/admin/bulk/wagtailcore/page/delete/?next=/admin/&id={page.pk}")
        page.refresh_from_db()
        assert page.live

    @pytest.mark.indexed
    def test_a_page_that_nobody_confirmed_is(self, client: Client) -> None:
        page = asking()
        client.force_login(make_superuser())
        client.post(f"/admin/pages/{page.pk}/delete/")
        assert not ReadingRequest.objects.filter(page=page.pk).exists()
