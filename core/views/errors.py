"""Error pages that say what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: most often a page left open since before a sign-in or sign-out."""
    return render(request, "403.html", {"stale_form": True}, status=403)
