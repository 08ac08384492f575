"""What every journey does in a browser: signing in, and watching what the browser says and asks for."""

from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from people.demo import PASSWORD
from people.models import Person, Session

PATIENCE = 20_000  # milliseconds: a busy machine is no reason for a journey to fail
LOCAL = ("data:", "blob:", "about:")


class Watch:
    """Keeps what went wrong in a browser: requests to elsewhere, missing files, what the console calls an error.

    That a page itself answers 404 or 409 is for the test to say.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.faults: list[str] = []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, *LOCAL)):
            self.faults.append(f"{request.frame.url} asks {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.status} for {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # "Failed to load resource" only repeats what the response said.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console on {message.location['url']}: {message.text}")


def let_in(context: BrowserContext, address: str, person: Person) -> None:
    """Sign `person` in without the sign-in page, for a test of something else."""
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": address}])


def sign_in(page: Page, person: Person | str, password: str = PASSWORD) -> None:
    """Sign in at the sign-in page, where `page` must be already or is taken now."""
    if "/account/login/" not in page.url:
        page.goto("/account/login/")
    page.get_by_label("Email").fill(person if isinstance(person, str) else str(person.email))
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def end_the_session(context: BrowserContext) -> None:
    """End the sign-in of whoever is signed in, as time would."""
    keys = [cookie["value"] for cookie in context.cookies() if cookie["name"] == "sessionid"]  # type: ignore[typeddict-item]
    assert Session.objects.filter(session_key__in=keys).delete()[0] == 1


def heading(page: Page) -> Any:
    """The page's own heading: there is exactly one."""
    return page.get_by_role("heading", level=1)
