"""Two editors of the catalogue at the same moment."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from learning.catalogue import forms
from learning.catalogue.models import AskedFirst, Course
from people.models import Person
from tests import factories
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.learning.making import make_course

pytestmark = AT_ONCE_MARKS


def saving(editor: Person, course: Course, first: Course) -> Any:
    """Return what saves, by the admin's form, that a course asks for another one first, and gives the page shown."""
    client = Client()
    client.force_login(editor)
    form = {
        "title": course.title, "code": course.code, "hours": "2", "summary": "", "retired_on": "",
        "levels": inline_formset([]), "asked_first": inline_formset([{"id": "", "first": first.pk}], initial=0),
        "first_how_many": "every", "if_missing": "block",
    }  # fmt: skip
    url = f"/admin/snippets/catalogue/course/edit/{course.pk}/"
    return lambda: client.post(url, nested_form_data(form)).content.decode()


def test_two_editors_who_would_close_a_loop_between_them_don_t(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.make_site()
    one, two = make_course(title="One"), make_course(title="Two")
    both_have_looked, look = Barrier(2), forms.everything_asked_first

    def look_together() -> dict[int, list[int]]:
        asks = look()
        with suppress(BrokenBarrierError):  # whoever waits for the other to save never comes here together with them
            both_have_looked.wait(timeout=3)
        return asks

    monkeypatch.setattr(forms, "everything_asked_first", look_together)
    editors = [factories.make_superuser() for _ in range(2)]
    pages = all_at_once([saving(editors[0], one, two), saving(editors[1], two, one)])
    assert AskedFirst.objects.count() == 1
    [told] = [page for page in pages if "Nobody could ever start" in page]
    asked = AskedFirst.objects.select_related("course", "first").get()
    first, second = asked.first.title, asked.course.title
    assert f"“{first}” would ask for “{second}”, which asks for “{first}”" in told
