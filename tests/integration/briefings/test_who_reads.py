"""Lists, related lists and pulled-in pages show only what the reader may read."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from tests import factories
from tests.integration.briefings.making import from_now, make_briefing, make_issue, make_procedure, make_review, text

HERON = "hidden-heron"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]


def leading(page: Any) -> list[str]:
    """Return the addresses of pages that name `page` in every way there is, and of its own list."""
    issue = make_issue({"heading": "An article", "page": page, "body": [text("Words")]})
    briefing = make_briefing(related=[page])
    return [issue.url, briefing.url, page.get_parent().url, "/search/?q=hidden", "/sitemap.xml", "/"]


def telling(client: Client, addresses: list[str], word: str) -> list[str]:
    return [address for address in addresses if word in client.get(address).content.decode()]


def test_an_unpublished_page_is_named_nowhere() -> None:
    review = make_review(title=HERON, slug=HERON)
    addresses = leading(review)
    assert len(telling(Client(), addresses, HERON)) == len(addresses)
    review.unpublish()
    assert telling(Client(), addresses, HERON) == []


def test_children_of_an_unpublished_parent_are_named_nowhere() -> None:
    briefing = make_briefing(title=HERON, slug=HERON)
    issue = make_issue({"heading": "An article", "page": briefing, "body": [text("Words")]})
    briefing.get_parent().specific.unpublish()
    assert Client().get(briefing.url).status_code == 404
    assert telling(Client(), [issue.url, "/search/?q=hidden", "/sitemap.xml", "/"], HERON) == []


def test_an_expired_page_is_gone_by_the_clock_alone() -> None:
    review = make_review(title=HERON, slug=HERON)
    addresses = leading(review)
    type(review).objects.filter(pk=review.pk).update(expire_at=from_now(seconds=-1))
    assert Client().get(review.url).status_code == 404
    assert telling(Client(), addresses, HERON) == []


def test_a_page_for_signed_in_staff_is_named_to_them_alone(person: Any) -> None:
    review = make_review(title=HERON, slug=HERON)
    addresses = leading(review)
    PageViewRestriction.objects.create(page=review, restriction_type=PageViewRestriction.LOGIN)
    assert telling(Client(), addresses, HERON) == []
    signed_in = Client()
    signed_in.force_login(person)
    shown = telling(signed_in, addresses, HERON)
    # A site map is for everybody, and so names what is public.
    assert shown == [address for address in addresses if address != "/sitemap.xml"]


def test_a_page_for_one_group_is_named_to_that_group_alone(person: Any) -> None:
    review = make_review(title=HERON, slug=HERON)
    addresses = leading(review)
    restriction = PageViewRestriction.objects.create(page=review, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="Panel"))
    outsider, member = Client(), Client()
    outsider.force_login(person)
    colleague = factories.make_person()
    colleague.groups.add(Group.objects.get(name="Panel"))
    member.force_login(colleague)
    assert telling(outsider, addresses, HERON) == []
    assert review.url in telling(member, [review.url], HERON)


def test_a_procedure_names_what_leads_to_it_only_to_those_who_may_read_that() -> None:
    procedure = make_procedure()
    review = make_review(title=HERON, slug=HERON, related=[procedure])
    assert HERON in Client().get(procedure.url).content.decode()
    review.unpublish()
    assert HERON not in Client().get(procedure.url).content.decode()


def test_a_feed_names_public_briefings_alone_even_to_those_who_may_read_more(person: Any) -> None:
    make_briefing(title="For everyone")
    staff = make_briefing(title=HERON, slug=HERON)
    PageViewRestriction.objects.create(page=staff, restriction_type=PageViewRestriction.LOGIN)
    client = Client()
    client.force_login(person)
    feed = client.get("/briefings/feed/").content.decode()
    assert "For everyone" in feed
    assert HERON not in feed
