"""Whatever day an address asks for, the page is told as at a day that can be, or says what is wrong with it."""

from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from tests.factories import make_agency, make_board_member, make_lead, make_manager, make_post, make_role
from tests.integration.learning.compliance.making import make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY, MONTH_END = date(2026, 11, 20), date(2026, 10, 31)
WRONG = [
    "on_year=2026", "on_day=1", "on_day=1&on_month=2", "on_year=&on_month=&on_day=5",
    "on_day=31&on_month=2&on_year=2026", "on_day=0&on_month=0&on_year=0", "on_day=-1&on_month=1&on_year=2020",
    "on_day=1&on_month=1&on_year=-2020", "on_day=1&on_month=1&on_year=9999",
    "on_day=1&on_month=1&on_year=99999999999",
    f"on_day=1&on_month=1&on_year={'9' * 5000}", "on_day=1&on_month=1&on_year=1899",
    "on_day=1.5&on_month=1&on_year=2020",
    "on_day=1&on_month=1&on_year=20e2", "on_day=x&on_month=y&on_year=z", "on_day=1&on_month=1&on_year=%00",
    "on_day=1&on_month=1&on_year=nan", "on_day=1&on_month=1&on_year=2027", "on=2027-01-01", "on=soon", "on=2026",
    "on=2026-", "on=2026-13-01", "on=2026-02-30", "on=-2026-01-01", "on=0000-00-00", "on=99999-01-01", "on=%00",
    "on=2026-01-01T00:00:00", "on=" + quote("2026-01-0½"), "on=20260101", f"on={'1' * 5000}-1-1",
]  # fmt: skip
GOOD = [
    ("", None), ("on=", None), ("on_day=&on_month=&on_year=", None), ("on_day=20&on_month=11&on_year=2026", None),
    ("on=2026-09-30", date(2026, 9, 30)), ("on=2026-9-30", date(2026, 9, 30)), ("on=1900-01-31", date(1900, 1, 31)),
    ("on=2026-09-30&on=2026-08-31", date(2026, 8, 31)), ("on=2026-08-31&on_day=30&on_month=9&on_year=2026",
                                                         date(2026, 9, 30)),
    ("on_day=%2030&on_month=09&on_year=2026", date(2026, 9, 30)),
]  # fmt: skip


@pytest.fixture
def paths() -> dict[str, Client]:
    """Return a reader for each address that is told as at a day."""
    role = make_role()
    make_requirement(role, first=make_course())
    post = make_post(agency=make_agency(), role=role, start=date(2024, 1, 8))
    manager, lead, board = Client(), Client(), Client()
    manager.force_login(make_manager(post))
    lead.force_login(make_lead(post.agency))
    board.force_login(make_board_member())
    url = f"/agencies/{post.agency.code}"
    of_manager = dict.fromkeys(("/team/", "/team.csv", f"/team/{post.pk}/"), manager)
    return of_manager | dict.fromkeys(("/agencies/", f"{url}/", f"{url}.csv"), lead) | {"/board/": board}


def test_a_day_that_cannot_be_is_said_beside_the_field_and_today_is_shown(paths: dict[str, Client]) -> None:
    for path, client in paths.items():
        for given in WRONG:
            page = client.get(f"{path}?{given}")
            assert page.status_code == 200, (path, given[:60])
            if path in ("/team/", "/agencies/", "/board/"):
                assert page.context["on"] == (MONTH_END if path == "/board/" else TODAY), (path, given[:60])
                assert "There is a problem" in page.content.decode(), (path, given[:60])


def test_a_day_that_can_be_is_the_day_that_is_told(paths: dict[str, Client]) -> None:
    for path, client in paths.items():
        for given, day in GOOD:
            page = client.get(f"{path}?{given}")
            assert page.status_code in ({200, 404} if path.startswith("/team/") else {200}), (path, given)
            if page.status_code == 200 and page.context and "as_at" in page.context:
                assert page.context["on"] == (day or (MONTH_END if path == "/board/" else TODAY)), (path, given)
