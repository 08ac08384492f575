"""The links to this room's screens in the header."""

from django.core.cache import cache
from django.http import HttpRequest

from core import clock
from learning.compliance.queries.viewing import Ways, ways_of

# Each page asks who may see it itself, so a link that lingers for a minute opens nothing.
KEPT_FOR = 60  # seconds


def links(request: HttpRequest) -> list[tuple[int, str, str]]:
    """Fill core.slots.navigation: my team, agencies, board, for those who have them to look at."""
    key = f"compliance-ways:{request.user.pk}"
    ways: Ways | None = cache.get(key)
    if ways is None:
        ways = ways_of(request.user, on=clock.today())
        cache.set(key, ways, KEPT_FOR)
    shown = [
        (ways.team, (20, "My team", "/team/")),
        (ways.agencies, (30, "Agencies", "/agencies/")),
        (ways.board, (40, "Board", "/board/")),
    ]
    return [link for shows, link in shown if shows]
