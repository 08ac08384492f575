"""A real browser at the demonstration partnership, which stands in a database of its own for all the journeys.

It is built once and never flushed: a journey writes under people whom it makes for itself. With `--reuse-db` it is
kept for the next run.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from people.models import Person
from tests.journeys.browsing import PATIENCE, Watch, let_in
from tests.template_database import begin_again, begin_with_a_copy, fingerprint, keep_copy, template

STAFF = 60
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WHY_NOT = "Chromium isn't installed (Debian, Ubuntu: sudo apt install chromium; or set CHROMIUM)"
WORDS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser that the machine has; without one the journeys are skipped."""
    path = os.environ.get("CHROMIUM") or next((found for found in map(shutil.which, NAMES) if found), None)
    if path is None:
        pytest.skip(WHY_NOT)
    expect.set_options(timeout=PATIENCE)
    browser = playwright.chromium.launch(executable_path=path, args=WORDS)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def partnership(
    request: pytest.FixtureRequest, chromium: Browser, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demonstration partnership with a small staff, in a database of its own."""
    keep = request.config.getvalue("reuse_db")
    name = "goldthread_journeys" + os.environ.get("PYTEST_XDIST_WORKER", "")
    folder = Path(tempfile.gettempdir()) / f"{name}-{fingerprint()}" if keep else tmp_path_factory.mktemp(name)
    folder.mkdir(exist_ok=True)
    before = connections["default"]
    name_before = before.settings_dict["NAME"]  # the settings' own, which making another database changes
    own = before.copy()
    if own.vendor == "sqlite":
        # Not in memory: there one connection serves every thread, and one request's transaction would hold another's.
        name = str(folder / "site.sqlite3")
        if keep and not Path(name).exists():
            shutil.copy(template(), name)
    own.settings_dict["TEST"]["NAME"] = name
    begin_with_a_copy(own)
    patch = pytest.MonkeyPatch()
    # Playwright's loop runs in this thread, where Django would take every query for a slip.
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"):
        connections["default"] = own
        own.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
        try:
            build(own, folder / "media", None if keep else shared_by_workers(tmp_path_factory))
            yield
        finally:
            own.creation.destroy_test_db(name_before, verbosity=0, keepdb=keep)
            connections["default"] = before
            patch.undo()


def shared_by_workers(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Return a folder of this run that all its workers have, None if there is one process alone."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None
    folder = tmp_path_factory.getbasetemp().parent / "journeys"
    folder.mkdir(exist_ok=True)
    return folder


def build(own: Any, media: Path, shared: Path | None) -> None:
    """Build the partnership in the database of a connection. Of several workers the first does, the others copy it."""
    if shared is None:
        call_command("demo", staff=STAFF, verbosity=0)
        return
    whole, files = shared / "partnership", shared / "media"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            call_command("demo", staff=STAFF, verbosity=0)
            media.mkdir(exist_ok=True)
            shutil.copytree(media, files, dirs_exist_ok=True)
            keep_copy(own, whole)
            return
    begin_again(own, whole)
    shutil.copytree(files, media, dirs_exist_ok=True)


@pytest.fixture(scope="package")
def address(partnership: None) -> Iterator[str]:
    """Where the site is served."""
    server = LiveServer("localhost")
    with server._live_server_modified_settings:
        yield server.url
        server.stop()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """`visit(who=person, script=False, width=320)` opens a browser of its own for somebody and returns its page.

    At the end the test fails if any page asked another origin for anything, or the browser complained.
    """
    watches: list[Watch] = []

    def open_one(*, who: Person | None = None, script: bool = True, width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=address, java_script_enabled=script, viewport={"width": width, "height": 900},
            locale="en-GB", timezone_id="Europe/London",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        watches.append(Watch(context, address))
        if who is not None:
            let_in(context, address, who)
        return context.new_page()

    yield open_one
    for watch in watches:
        watch.context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def script(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts: what asks for this is done both ways."""
    return bool(request.param)
