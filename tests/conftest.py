"""What every test may ask for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from hypothesis import settings
from wagtail.models import Site

from home.models import HomePage
from people.models import Person
from tests import factories
from tests.template_database import copy_into

# A busy machine is no reason for a property to fail.
settings.register_profile("goldthread", deadline=None)
settings.load_profile("goldthread")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Begin from a copy of a migrated database where that can be had: see tests/template_database.py."""
    from django.conf import settings

    connection = connections["default"]
    if connection.vendor != "sqlite" or settings.DATABASES["default"]["NAME"] != ":memory:":
        return
    make_empty = connection.creation._create_test_db

    def make_copy(*args: Any, **kwargs: Any) -> Any:
        name = make_empty(*args, **kwargs)
        connection.close()
        connection.settings_dict["NAME"] = name
        copy_into(connection)
        return name

    connection.creation._create_test_db = make_copy  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let a test that empties its tables empty the append-only ones too: unlock, flush, lock."""
    from core.triggers import lock, unlock

    for connection in connections.all():
        flush = connection.ops.execute_sql_flush

        def flush_all(statements: list[str], connection: Any = connection, flush: Any = flush) -> None:
            unlock(connection)
            flush(statements)
            lock(connection)

        connection.ops.execute_sql_flush = flush_all  # type: ignore[method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a fixture that is named as one of the browser's: its tests would be moved from their place in the order.

    Tests that empty their tables come last, and one that is moved to the front takes away what migrations wrote.
    """
    moved = [
        item.nodeid
        for item in items
        if "browser_name" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("browser")
    ]
    if moved:
        raise pytest.UsageError(f"Rename the fixture `page` that these ask for: {', '.join(moved)}")


@pytest.fixture(autouse=True)
def _nothing_kept_between_tests() -> Iterator[None]:
    """A process's own copies carry a stamp, and a rolled back test lets a stamp come round again."""
    from core.kept import forget_everything

    yield
    forget_everything()
    for alias in ("default", "pages"):
        caches[alias].clear()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def site_tree(db: None) -> Site:
    """The default site, its root page the home page."""
    return factories.make_site()


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
