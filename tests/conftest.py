"""What every test may ask for."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.cache import caches
from django.core.management.commands import flush
from django.db import connections
from django.middleware import csrf
from django.test import Client
from hypothesis import HealthCheck, settings
from modelsearch import signal_handlers as search_signals
from wagtail.models import Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from home.models import HomePage
from people.models import Person
from tests import factories
from tests.template_database import begin_again, begin_with_a_copy

# A busy machine is no reason for a property to fail; nor is it by lot whether a change may land, so every run tries
# the same examples. To look for new ones: `pytest --hypothesis-profile=default`.
settings.register_profile("goldthread", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("goldthread")

# A form's token is drawn by lot, and in 64 letters of every kind may stand the very name that a page must not show.
csrf.CSRF_ALLOWED_CHARS = "bcdfghjklmnpqrstvwxz"


INDEXES = ("wagtailcore_referenceindex", "wagtailsearch_indexentry")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    begin_with_a_copy(connections["default"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Give every test a site; and give a test that writes for good the database as it was, when it is done.

    Django would empty every table, which takes away what migrations wrote and is ten times as slow as a new copy.
    """
    connection = connections["default"]

    def begin_anew(statements: list[str]) -> None:
        begin_again(connection)
        factories.make_site()

    with django_db_blocker.unblock():
        factories.make_site()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "execute_sql_flush", begin_anew)
        # The copy has what is written after migrating.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args: None)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what says the same on either database: what is in tests/unit and is let at none."""
    for item in items:
        asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if item.nodeid.startswith("tests/unit/") and not asks and not item.get_closest_marker("django_db"):
            item.add_marker("once")


@pytest.fixture(autouse=True)
def _nothing_kept_between_tests() -> Iterator[None]:
    """A process's own copies carry a stamp, and a rolled back test lets a stamp come round again."""
    from core.kept import forget_everything

    yield
    forget_everything()
    for alias in ("default", "pages"):
        caches[alias].clear()
    Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def _indexed_where_it_is_read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out what Wagtail writes of each row, for searching and for where it is used: a third of the suite's time.

    A test that reads it is marked `indexed`. One that isn't may not: what is never written is never found, so it would
    pass whatever may be found. Journeys in a browser have it as it is.
    """
    if any(request.node.get_closest_marker(name) for name in ("indexed", "browser")):
        yield
        return

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and any(table in sql for table in INDEXES):
            pytest.fail(
                "What Wagtail writes for searching, or of where a row is used, is read here: mark it `indexed`."
            )
        return execute(sql, params, many, context)

    monkeypatch.setattr(search_signals, "insert_or_update_object_task", Mock())
    with disable_reference_index_auto_update(), connections["default"].execute_wrapper(refuse):
        yield


@pytest.fixture
def site_tree(db: None) -> Site:
    """The default site, its root page the home page. It stands before any test: see django_db_setup."""
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def home_page(site_tree: Site) -> HomePage:
    home: HomePage = site_tree.root_page.specific
    return home


@pytest.fixture
def person(db: None) -> Person:
    return factories.make_person()


@pytest.fixture
def team_member(db: None) -> Person:
    return factories.make_team_member()


@pytest.fixture
def superuser(db: None) -> Person:
    return factories.make_superuser()


@pytest.fixture
def signed_in(client: Client, person: Person) -> Client:
    """A client signed in as `person`."""
    client.force_login(person)
    return client
