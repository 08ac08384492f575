"""The team's job in Wagtail's admin: write, preview, moderate, schedule, publish."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Revision, TaskState
from wagtail.signals import page_published

from briefings.library.models import BriefingIndexPage, BriefingPage
from briefings.newsletters.models import NewsletterIndexPage
from briefings.procedures.models import ProcedureIndexPage
from briefings.reviews.models import ReviewIndexPage, ReviewKind, ReviewPage
from core import clock
from core.models import Audience, Theme
from tests import factories
from tests.integration.briefings.forms import (
    briefing_form,
    empty_sections,
    newsletter_form,
    procedure_form,
    review_form,
)
from tests.integration.briefings.making import (
    from_now,
    make_briefing,
    make_issue,
    make_part,
    make_review,
    section,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def team(team_member: Any) -> Client:
    return client_of(team_member)


def writer() -> Any:
    """Return somebody who may write and submit, but not publish: Wagtail's own Editors."""
    person = factories.make_person()
    person.groups.add(Group.objects.get(name="Editors"))
    return person


def add(client: Client, index: type[Any], model: str, form: dict[str, Any], **action: str) -> Any:
    label, name = model.split(".")
    address = reverse("wagtailadmin_pages:add", args=[label, name, section(index).pk])
    return client.post(address, form | action)


def errors_of(response: Any) -> str:
    """Return the words of a form that came back."""
    assert response.status_code == 200, "the form was taken"
    return response.content.decode()


@pytest.mark.indexed
def test_a_briefing_goes_from_draft_through_moderation_to_its_readers(team: Client) -> None:
    theme = Theme.objects.create(slug="neglect", title="Neglect")
    audience = Audience.objects.create(slug="schools", title="Schools")
    person = writer()
    form = briefing_form(
        title="Seen from the school gate", slug="school-gate", themes=[theme.pk], audiences=[audience.pk]
    )
    editor = client_of(person)

    add(editor, BriefingIndexPage, "library.briefingpage", form)
    draft = BriefingPage.objects.get()
    assert not draft.live
    assert (
        "Words of findings." in editor.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk])).content.decode()
    )
    assert Client().get("/briefings/school-gate/").status_code == 404

    editor.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), form | {"action-submit": "submit"})
    assert Client().get("/briefings/school-gate/").status_code == 404
    task = TaskState.objects.get()
    dashboard = team.get(reverse("wagtailadmin_home")).content.decode()
    assert "Seen from the school gate" in dashboard
    team.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk]), {"comment": ""})

    reader = Client()
    page = reader.get("/briefings/school-gate/").content.decode()
    for words in ("Words of background.", "Words of questions_for_team.", "Neglect", "Schools"):
        assert words in page
    for address in ("/briefings/?theme=neglect&audience=schools", "/", "/search/?q=gate", "/briefings/feed/"):
        assert "Seen from the school gate" in reader.get(address).content.decode(), address


def test_someone_who_may_only_write_cannot_publish() -> None:
    editor = client_of(writer())
    add(editor, BriefingIndexPage, "library.briefingpage", briefing_form(), **{"action-publish": "publish"})
    assert not BriefingPage.objects.filter(live=True).exists()


def test_a_briefing_goes_live_at_its_moment(team: Client) -> None:
    form = briefing_form(go_live_at=from_now(hours=3).strftime("%Y-%m-%d %H:%M"))
    add(team, BriefingIndexPage, "library.briefingpage", form, **{"action-publish": "publish"})
    briefing = BriefingPage.objects.get()
    assert not briefing.live
    assert "Going live by itself" in team.get(reverse("wagtailadmin_home")).content.decode()

    Revision.objects.update(approved_go_live_at=from_now(minutes=-1))
    BriefingPage.objects.update(go_live_at=from_now(minutes=-1))
    assert "is the clock process running?" in team.get(reverse("wagtailadmin_home")).content.decode()
    revision = briefing.latest_revision
    revision.content["go_live_at"] = None
    revision.save()
    call_command("publish_scheduled")
    assert Client().get("/briefings/a-new-page/").status_code == 200


def test_a_review_is_published_with_its_embargo_or_not_at_all(team: Client) -> None:
    kind, year = ReviewKind.objects.get(code="rapid"), clock.today().year + 2
    form = review_form(kind=str(kind.pk), until=f"{year}-05-01 09:30")
    add(team, ReviewIndexPage, "reviews.reviewpage", form, **{"action-publish": "publish"})
    review = ReviewPage.objects.get()
    assert review.live
    assert review.embargoes.count() == 1
    assert Client().get(review.url).status_code == 404
    dashboard = team.get(reverse("wagtailadmin_home")).content.decode()
    assert f"until 1 May {year}, 09:30; nobody reads ahead" in dashboard


def test_publishing_is_one_step_whoever_listens() -> None:
    """What goes wrong while a page is published leaves it as it was: never live without its embargo and its log."""
    review = make_review()
    review.unpublish()
    review.title = "Half way"
    revision = review.save_revision()

    def fail(**kwargs: Any) -> None:
        raise RuntimeError("the power went")

    page_published.connect(fail, dispatch_uid="fail")
    try:
        with transaction.atomic(), pytest.raises(RuntimeError):
            revision.publish()
    finally:
        page_published.disconnect(dispatch_uid="fail")
    review.refresh_from_db()
    assert not review.live
    assert Client().get("/reviews/").content.decode().count("Half way") == 0


# -- What the forms refuse, and in which words ----------------------------------------------------------------


def test_an_empty_briefing_may_be_a_draft_but_is_not_published(team: Client) -> None:
    form = briefing_form(**empty_sections())
    refused = add(team, BriefingIndexPage, "library.briefingpage", form, **{"action-publish": "publish"})
    assert "Write at least one section, from Background to Questions for your team." in errors_of(refused)
    add(team, BriefingIndexPage, "library.briefingpage", form)
    assert BriefingPage.objects.count() == 1


def test_two_reviews_cannot_share_a_reference(team: Client) -> None:
    make_review(reference="HSCP-2026-01")
    form = review_form(kind=str(ReviewKind.objects.first().pk), reference="HSCP-2026-01")
    refused = add(team, ReviewIndexPage, "reviews.reviewpage", form, **{"action-publish": "publish"})
    assert "Another review has this reference" in errors_of(refused)


def test_a_review_is_copied_without_its_reference(team: Client) -> None:
    review = make_review(reference="HSCP-2026-01")
    copy = review.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert copy.reference == ""


def test_a_recommendation_has_one_owner(team: Client) -> None:
    agency = factories.make_agency()
    line = {"number": "1", "text": "Do it", "owner": str(agency.pk), "owner_other": "Everyone", "outcome": ""}
    line |= {"timescale": "Immediate", "due_on": ""}
    form = review_form(kind=str(ReviewKind.objects.first().pk))
    form |= {f"recommendations-0-{name}": value for name, value in line.items()}
    form |= {"recommendations-TOTAL_FORMS": "1", "recommendations-0-ORDER": "1", "recommendations-0-DELETE": ""}
    refused = add(team, ReviewIndexPage, "reviews.reviewpage", form, **{"action-publish": "publish"})
    assert "Choose the agency, or write who must act: not both." in errors_of(refused)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("chapter", "one", "Number the chapter as in 1.4 or 2.10a."),
        ("next_review_on", "2025-12-31", "The next review must be after the day it came into force."),
        ("hosted_elsewhere", "not an address", "Enter a valid URL."),
    ],
)
def test_a_procedure_says_what_is_wrong(team: Client, field: str, value: str, words: str) -> None:
    form = procedure_form(part=str(make_part().pk), **{field: value})
    refused = add(team, ProcedureIndexPage, "procedures.procedurepage", form, **{"action-publish": "publish"})
    assert words in errors_of(refused)


def test_two_newsletters_cannot_share_a_number(team: Client) -> None:
    make_issue(number=7)
    form = newsletter_form({"heading": "News"}, number="7")
    refused = add(team, NewsletterIndexPage, "newsletters.newsletterpage", form, **{"action-publish": "publish"})
    assert "Another issue has this number" in errors_of(refused)


def test_a_copied_issue_gets_the_next_number() -> None:
    issue = make_issue(number=7)
    assert issue.copy(update_attrs={"slug": "copy", "title": "Copy"}).number == 8


def test_an_article_without_words_or_page_is_refused(team: Client) -> None:
    from wagtail.test.utils.form_data import streamfield

    form = newsletter_form({"heading": "News", "body": streamfield([])})
    refused = add(team, NewsletterIndexPage, "newsletters.newsletterpage", form, **{"action-publish": "publish"})
    assert "Write the article, or choose the page that it leads to." in errors_of(refused)


# -- The team's rights and lists ------------------------------------------------------------------------------


def test_the_team_may_edit_publish_and_lock_every_page_and_approve_what_awaits_it(team_member: Any) -> None:
    page = Page.objects.get(pk=section(BriefingIndexPage).pk)
    may = page.permissions_for_user(team_member)
    assert (may.can_add_subpage(), may.can_edit(), may.can_publish(), may.can_lock(), may.can_unlock()) == (True,) * 5
    held = set(
        GroupPagePermission.objects.filter(group__user=team_member).values_list("permission__codename", flat=True)
    )
    assert held >= {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}
    for permission in ("reviews.add_reviewkind", "procedures.change_procedurepart", "core.change_partnershipsettings"):
        assert team_member.has_perm(permission)


@pytest.mark.parametrize("room", ["briefings", "reviews", "procedures", "newsletters"])
def test_each_room_has_its_list_in_the_admin(team: Client, room: str) -> None:
    make_briefing(), make_review(), make_issue({"heading": "News", "body": [text("Words")]})
    assert team.get(f"/admin/{room}/").status_code == 200


def test_the_admin_wears_the_partnerships_name_and_colours(team: Client) -> None:
    page = team.get(reverse("wagtailadmin_home")).content.decode()
    assert "core/admin.css" in page
    assert "/brand.css?v=" in page
    assert "Safeguarding Children Partnership" in page


def test_someone_outside_the_team_has_no_admin(person: Any) -> None:
    assert client_of(person).get(reverse("wagtailadmin_home")).status_code == 302
