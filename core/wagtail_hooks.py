"""The shared floor's part in Wagtail's admin and in serving pages and files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from core import clock
from core.access import may_read_early
from core.actions import log_early_reading
from core.queries import file_readable_by, published_for
from core.viewsets import SharedViewSetGroup

register_snippet(SharedViewSetGroup)


@hooks.register("before_serve_page", order=-100)
def only_what_is_published(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Answer 404 for a page that isn't published yet, unless the reader edits it or was given early access.

    Wagtail's own view restrictions run after this and may ask for a sign-in.
    """
    if published_for(request.user).filter(pk=page.pk).exists():
        if request.user.is_authenticated:
            log_early_reading(page=page, by=request.user, at=clock.now())
        return None
    if may_read_early(request.user, page):
        return None
    raise Http404("No such page is published.")


@hooks.register("before_serve_document", order=-100)
def only_files_of_readable_pages(document: Any, request: HttpRequest) -> HttpResponse | None:
    if file_readable_by(request.user, document) or request.user.has_perm("core.change_sitedocument"):
        return None
    raise Http404("No such file is published.")
