"""The shared floor's part in Wagtail's admin and in serving pages and files."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet

from core import audit, clock
from core.access import may_read_early
from core.actions import log_early_reading
from core.admin_panels import DeskPanel
from core.audited import AuditedViewSet, facts_of
from core.bulk import DeleteListed
from core.deleting import why_kept
from core.models import SiteDocument
from core.public_pages import read_stamp
from core.queries import file_readable_by, is_kept_from, published_for
from core.rich_text import PublishedPageLinkHandler
from core.viewsets import EarlyAccessViewSet, SharedViewSetGroup

register_snippet(SharedViewSetGroup)


@hooks.register("register_admin_viewset")
def register_early_access() -> EarlyAccessViewSet:
    return EarlyAccessViewSet("early_access", url_prefix="early-access")


@hooks.register("before_serve_page", order=-100)
def only_what_is_published(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Answer 404 for a page that isn't published yet, unless the reader edits it or was given early access.

    Wagtail's own view restrictions run after this and ask for a sign-in or a password. Somebody who has signed in and
    isn't meant is told the same as of a page that isn't there, rather than to sign in again and again.
    """
    published = published_for(request.user).filter(pk=page.pk).exists()
    if published and not (request.user.is_authenticated and is_kept_from(request.user, page)):
        if request.user.is_authenticated:
            log_early_reading(page=page, by=request.user, at=clock.now())
        return None
    if may_read_early(request.user, page):
        return None
    raise Http404("No such page is published.")


@hooks.register("before_serve_document", order=-100)
def only_files_of_readable_pages(document: Any, request: HttpRequest) -> HttpResponse | None:
    if file_readable_by(request.user, document) or may_edit_file(request.user, document):
        return None
    raise Http404("No such file is published.")


def may_edit_file(reader: Any, document: Any) -> bool:
    policy = policy_registry.get_by_type(SiteDocument)
    return bool(reader.is_authenticated and policy.user_has_permission_for_instance(reader, "change", document))


def say_why_kept(request: HttpRequest, instances: list[Any], back: str) -> HttpResponse | None:
    """Say why something can't be deleted, and lead back, rather than fail on the row that keeps it."""
    problem = why_kept(instances)
    if not problem:
        return None
    messages.error(request, problem)
    return redirect(back)


@hooks.register("before_delete_snippet")
def keep_a_snippet_that_others_rest_on(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    viewset = instances[0].snippet_viewset
    return say_why_kept(request, instances, reverse(viewset.get_url_name("edit"), args=[quote(instances[0].pk)]))


@hooks.register("before_delete_user")
def keep_a_person_with_records(request: HttpRequest, person: Any) -> HttpResponse | None:
    return say_why_kept(request, [person], reverse("wagtailusers_users:edit", args=[person.pk]))


# In place of Wagtail's own, which is registered before.
hooks.register("register_bulk_action", DeleteListed, order=10)


@hooks.register("before_bulk_action", order=-10)
def keep_together_what_others_rest_on(
    request: HttpRequest, action: str, objects: list[Any], view: Any
) -> HttpResponse | None:
    if action != "delete" or any(isinstance(one, Page) for one in objects):
        return None
    return say_why_kept(request, objects, view.next_url)


@hooks.register("before_bulk_action")
def log_what_is_deleted_together(request: HttpRequest, action: str, objects: list[Any], view: Any) -> None:
    """Write in the audit log what is deleted from a list, several at a time, as what is deleted alone is."""
    if action != "delete":
        return
    for one in objects:
        if isinstance(getattr(type(one), "snippet_viewset", None), AuditedViewSet):
            audit.record(f"{one._meta.verbose_name} deleted", one, by=request.user, before=facts_of(one))


@hooks.register("register_rich_text_features", order=10)
def link_to_published_pages(features: Any) -> None:
    """Put our link to a page in place of Wagtail's, which is registered before."""
    features.register_link_type(PublishedPageLinkHandler)


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    """Dress the admin in the partnership's colours."""
    return format_html(
        '<link rel="stylesheet" href="/brand.css?v={}"><link rel="stylesheet" href="{}">',
        read_stamp(),
        static("core/admin.css"),
    )


@hooks.register("insert_global_admin_js")
def keep_the_focus() -> SafeString:
    """Keep those who go by keyboard from falling back to the top of the page."""
    return format_html('<script src="{}"></script>', static("core/admin.js"))


@hooks.register("construct_homepage_panels")
def what_needs_you(request: HttpRequest, panels: list[Any]) -> None:
    """Keep Wagtail's panels of what awaits moderation; put ours in place of the rest."""
    panels[:] = [panel for panel in panels if not isinstance(panel, RecentEditsPanel | LockedPagesPanel)]
    panels.append(DeskPanel(request))
