"""The gallery: every component in every state, for the team that looks after the site."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.gallery import gallery_context


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component. For those who may enter the admin."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return render(request, "core/gallery.html", gallery_context())
