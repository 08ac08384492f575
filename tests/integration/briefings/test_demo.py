"""The demonstration's publishing rooms: built whole, built once, and nothing of the embargoed review showing."""

from random import Random
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Revision

from briefings.library import demo as library
from briefings.newsletters import demo as newsletters
from briefings.procedures import demo as procedures
from briefings.reviews import demo as reviews
from core import demo_taxonomy
from core.demo import DemoRun
from core.models import Embargo
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]
ROOMS = [demo_taxonomy, reviews, procedures, library, newsletters]


def run_demo(team: Any) -> DemoRun:
    from core import clock

    run = DemoRun(today=clock.today(), staff=40, rng=Random(1), say=lambda words: None, team=team)
    for room in ROOMS:
        room.build(run)
    return run


def test_the_rooms_are_built_once_and_read_by_anyone() -> None:
    team = factories.make_team_member()
    run = run_demo(team)
    counts = {kind: len(run.made[kind]) for kind in ("briefing", "review", "procedure", "newsletter")}
    assert counts == {"briefing": 8, "review": 3, "procedure": 13, "newsletter": 3}
    pages, revisions = Page.objects.count(), Revision.objects.count()
    run_demo(team)
    assert (Page.objects.count(), Revision.objects.count()) == (pages, revisions)

    client = Client()
    hidden = Embargo.objects.get().page.specific
    for kind in counts:
        for page in run.made[kind].values():
            response = client.get(page.url)
            assert response.status_code == (404 if page.pk == hidden.pk else 200), page.url
            assert hidden.slug not in response.content.decode(), page.url
