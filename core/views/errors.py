"""Error pages that say what to do."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

SOON = 30  # seconds after which a browser or a monitor may look again


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: most often a page left open since before a sign-in or sign-out."""
    return render(request, "403.html", {"stale_form": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error that nothing caught: 503 if the database is away, which passes, and 500 for all else.

    Neither page is given the request: what failed may be what its context would ask for.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = str(SOON)
        return response
    return HttpResponse(render_to_string("500.html"), status=500)
