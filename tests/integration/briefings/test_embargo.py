"""Before an embargo ends nothing of a page shows anywhere; after it everything does, with no command run."""

import io
from time import sleep
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from wagtail.models import Page

from briefings.reviews.models import Lesson, Recommendation, ReviewPage
from core.actions import grant_early_access
from core.models import AuditEntry, Embargo, SiteDocument, SiteImage
from tests import factories
from tests.integration.briefings.making import SECTIONS as INDEXES
from tests.integration.briefings.making import (
    from_now,
    make_briefing,
    make_document,
    make_issue,
    make_procedure,
    make_review,
    section,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

CANARIES = [f"canary-{place}" for place in ("title", "slug", "summary", "body", "lesson", "asks", "file", "document")]


class World:
    """A review under embargo, and everything that leads to it."""

    def __init__(self) -> None:
        for index in INDEXES:
            section(index)
        self.document = make_document("canary-file.pdf", title="canary-document")
        self.image = make_image()
        self.review = self.make_review()
        self.link = f'<a linktype="page" id="{self.review.pk}">the review</a>'
        self.briefing = make_briefing(related=[self.review], background=[text(f"Plain words, and {self.link}")])
        self.procedure = make_procedure(related=[self.review])
        self.issue = make_issue({"heading": "An article", "page": self.review, "body": [text("Plain words")]})

    def make_review(self) -> ReviewPage:
        return make_review(
            title="canary-title",
            slug="canary-slug",
            summary="canary-summary",
            body=[text("zebra canary-body"), ("image", {"image": self.image, "alt": "canary-body", "caption": ""})],
            lessons=[Lesson(number=1, title="canary-lesson")],
            recommendations=[Recommendation(number="1", text="canary-asks", owner_other="Everyone")],
            files=[self.document],
            until=from_now(hours=2),
        )

    @property
    def channels(self) -> list[str]:
        """Every address that might tell of the review, but for the review itself and its files."""
        pages = [self.briefing, self.procedure, self.issue]
        return [
            "/", "/reviews/", "/reviews/?kind=lcspr", "/briefings/", "/briefings/feed/", "/procedures/",
            "/procedures/amendments/", "/newsletters/", "/sitemap.xml", "/search/?q=zebra",
            *(page.url for page in pages),
        ]  # fmt: skip

    @property
    def own(self) -> list[str]:
        """The addresses of the review and its files."""
        rendition = self.image.get_rendition("width-20")
        return [self.review.url, self.document.url, rendition.url]

    def end_embargo(self) -> None:
        # As the clock does: no page is saved, no command is run.
        Embargo.objects.update(until=from_now(seconds=-1))


def make_image() -> SiteImage:
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(picture, "PNG")
    return SiteImage.objects.create(title="canary-image", file=ContentFile(picture.getvalue(), name="canary-image.png"))


@pytest.fixture
def world(site_tree: Any) -> World:
    return World()


def told(client: Client, addresses: list[str]) -> dict[str, list[str]]:
    """Return which canaries each address tells of, where it tells of any."""
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        body = response.content.decode().lower()
        heard = [canary for canary in [*CANARIES, "canary"] if canary in body]
        if heard:
            found[address] = heard
    return found


def reader(kind: str) -> Client:
    client = Client()
    if kind == "team":
        client.force_login(factories.make_team_member())
    elif kind == "signed in":
        client.force_login(factories.make_person())
    return client


@pytest.mark.parametrize("kind", ["anonymous", "signed in"])
def test_nothing_shows_before_the_moment(world: World, kind: str) -> None:
    client = reader(kind)
    assert told(client, world.channels) == {}
    assert [client.get(address).status_code for address in world.own] == [404, 404, 404]


@pytest.mark.parametrize("kind", ["anonymous", "signed in"])
def test_everything_shows_after_the_moment_with_no_command_run(world: World, kind: str) -> None:
    world.end_embargo()
    client = reader(kind)
    heard = told(client, world.channels)
    assert set(heard) >= {"/", "/reviews/", "/reviews/?kind=lcspr", "/sitemap.xml", "/search/?q=zebra"}
    assert set(heard) >= {world.briefing.url, world.procedure.url, world.issue.url}
    assert [client.get(address).status_code for address in world.own] == [200, 200, 200]


def test_a_kept_page_ends_at_the_moment_itself(world: World) -> None:
    client, addresses = Client(), ["/reviews/", world.briefing.url, world.issue.url]
    for seconds in (1.5, 6, 24):
        caches["pages"].clear()
        moment = from_now(seconds=seconds)
        Embargo.objects.update(until=moment)
        before = told(client, addresses)
        if (left := (moment - from_now()).total_seconds()) > 0:  # a busy machine may need longer to draw the pages
            break
    assert before == {}
    sleep(left + 0.1)
    assert set(told(client, addresses)) == set(addresses)


def test_the_team_reads_the_page_and_its_files_before_the_moment(world: World) -> None:
    client = reader("team")
    assert [client.get(address).status_code for address in world.own] == [200, 200, 200]


def test_the_teams_own_lists_show_no_more_than_everyones(world: World) -> None:
    assert told(reader("team"), world.channels) == {}


def test_early_access_reads_ahead_and_each_reading_is_logged(world: World) -> None:
    named, team = factories.make_person(), factories.make_team_member()
    grant_early_access(page=world.review, person=named, by=team)
    client = Client()
    client.force_login(named)
    assert [client.get(address).status_code for address in world.own] == [200, 200, 200]
    assert "canary-title" in client.get("/reviews/").content.decode()
    entry = AuditEntry.objects.get(act="read under embargo")
    assert entry.by == named
    assert entry.subject.endswith(f":{world.review.pk}")


def test_early_access_to_one_page_opens_no_other(world: World) -> None:
    other = make_review(title="Another", until=from_now(hours=1))
    named = factories.make_person()
    grant_early_access(page=other, person=named, by=factories.make_team_member())
    client = Client()
    client.force_login(named)
    assert [client.get(address).status_code for address in world.own] == [404, 404, 404]
    assert told(client, ["/reviews/"]) == {}


def test_a_link_in_running_text_has_no_address_before_the_moment(world: World) -> None:
    client = Client()
    assert "Plain words, and <a>the review</a>" in client.get(world.briefing.url).content.decode()
    world.end_embargo()
    caches["pages"].clear()
    assert f'<a href="{world.review.url}">the review</a>' in client.get(world.briefing.url).content.decode()


def test_an_embargo_on_a_section_covers_all_below_it(world: World) -> None:
    index = Page.objects.get(slug="briefings")
    Embargo.objects.create(page=index, until=from_now(hours=1))
    client = Client()
    assert client.get(world.briefing.url).status_code == 404
    assert world.briefing.title not in client.get("/").content.decode()


def test_a_document_of_a_draft_alone_is_nobodys_to_read(site_tree: Any) -> None:
    document: SiteDocument = make_document("draft.pdf")
    briefing = make_briefing(files=[document])
    briefing.unpublish()
    assert Client().get(document.url).status_code == 404
