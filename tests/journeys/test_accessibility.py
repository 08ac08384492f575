"""axe-core, headings and width on every page template, in the states that differ, on a phone and on a desk."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from people.models import Person
from tests.factories import make_person
from tests.journeys import (
    looks_imports,
    looks_looking_after,
    looks_public,
    looks_reading,
    looks_record,
    looks_signed_in,
)
from tests.journeys.conftest import Visit
from tests.journeys.looks import SOMEONE, Drawn, Look, faults_of
from tests.journeys.staff import colleague_of, demo_person

pytestmark = pytest.mark.browser
PARTS = (looks_public, looks_signed_in, looks_looking_after, looks_imports, looks_record, looks_reading)
LOOKS = [look for part in PARTS for look in part.LOOKS]
# Drawn when something breaks, or not by any address that this site lets anybody have.
ELSEWHERE = {
    "500.html": "test_a_page_that_breaks",
    "503.html": "test_a_page_that_breaks",
    "account/verified_email_required.html": "allauth asks for it where an address must be verified; here none must",
    "lessons/knowledge_check_preview.html": "a part of the admin's own page",
}


def whoever(who: str) -> Person | None:
    if who == SOMEONE:
        return colleague_of("learner")
    if who == "nobody":
        return make_person(password=None)
    return demo_person(who) if who else None


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_nothing_stands_in_anybodys_way(look: Look, visit: Visit) -> None:
    person = whoever(look.who)
    page = visit(who=person)
    path = look.path if isinstance(look.path, str) else look.path(person)  # type: ignore[arg-type]
    with Drawn() as drawn:
        page.goto(path)
        if look.then:
            look.then(page)
            page.wait_for_load_state()
    assert look.template in drawn.names
    assert faults_of(page) == []


@pytest.mark.parametrize(("template", "status"), [("500.html", 500), ("503.html", 503)])
def test_a_page_that_breaks(template: str, status: int, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if status == 500:
            raise RuntimeError("made to break by a test")
        return render(request, template, status=status)

    monkeypatch.setattr("home.views.render", broken)
    page = visit()
    answer = page.goto("/search/?q=broken")
    assert answer is not None
    assert answer.status == status
    assert faults_of(page) == []


def test_every_page_template_is_looked_at() -> None:
    root = Path(settings.BASE_DIR) / "templates"
    pages = {
        path.relative_to(root).as_posix() for path in root.rglob("*.html") if path.read_text().startswith("{% extends")
    }
    # Wagtail's admin is Wagtail's to test.
    layouts = {name for name in pages if "/layouts/" in name or "/base_" in name or "admin/" in name}
    assert pages - layouts - {look.template for look in LOOKS} - set(ELSEWHERE) == set()
