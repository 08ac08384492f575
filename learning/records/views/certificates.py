"""Certificates: a public page that verifies one, and the one to print."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from learning.records.models import Certificate, Completion
from learning.records.queries import find_certificate, printable_certificate


def _not_indexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _shown(certificate: Certificate) -> dict[str, Any]:
    """Return what a certificate's page says of it. A correction's reason is nobody's but the team's."""
    completion = certificate.completion
    correction = getattr(completion, "correction", None)
    return {
        "certificate": certificate,
        "completion": completion,
        "withdrawn_on": timezone.localdate(correction.recorded_at) if correction else None,
    }


@never_cache  # a withdrawn certificate says so on the very next look
@require_safe
def certificate(request: HttpRequest, key: str) -> HttpResponse:
    """Say to anybody who has the address whether a certificate is valid, and what it proves."""
    found = find_certificate(key)
    if found is None:
        return _not_indexed(render(request, "records/certificate_unknown.html", {"key": key[:80]}, status=404))
    context = _shown(found)
    if request.user.is_authenticated:
        seen = Completion.objects.visible_to(request.user, on=clock.today())
        context["may_print"] = seen.filter(pk=found.completion_id).exists()
    return _not_indexed(render(request, "records/certificate.html", context))


@never_cache
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Take somebody who types a certificate's number to its page."""
    key = request.GET.get("number", "").strip()
    if key:
        return redirect("records:certificate", key=key.replace("/", "")[:80] or "-")
    return _not_indexed(render(request, "records/look_up.html"))


@never_cache
@login_required
@require_safe
def printed(request: HttpRequest, key: UUID) -> HttpResponse:
    """The certificate to print, with the full name: for the person, and for those who may see their record."""
    found = printable_certificate(key, request.user, on=clock.today())
    if found is None:
        raise Http404("No such certificate of anybody's whom the reader may see.")
    context = _shown(found)
    context["address"] = request.build_absolute_uri(found.get_absolute_url())
    return _not_indexed(render(request, "records/certificate_print.html", context))
