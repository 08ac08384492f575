"""What needs the team: the questions behind the admin's dashboard. Each answers only of pages that `editor` may edit.

Each is a constant number of queries, however much there is.
"""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.permissions import policy_registry

from core.models import Embargo, GuidanceEdition


def editable_by(editor: Any) -> QuerySet[Page]:
    """Return the pages that `editor` may change."""
    policy = policy_registry.get_by_type(Page)
    found: QuerySet[Page] = policy.instances_user_has_permission_for(editor, "change")
    return found.filter(depth__gt=1)


def scheduled(editor: Any) -> list[tuple[datetime, Page]]:
    """Return the pages that wait for their moment to go live, soonest first, each with the moment."""
    waiting = Revision.objects.filter(
        approved_go_live_at__isnull=False, base_content_type=ContentType.objects.get_for_model(Page)
    ).order_by("approved_go_live_at")
    moments = {int(key): moment for key, moment in waiting.values_list("object_id", "approved_go_live_at")}
    pages = editable_by(editor).in_bulk(moments)
    return [(moment, pages[key]) for key, moment in moments.items() if key in pages]


def embargoed(editor: Any, *, at: datetime) -> list[Embargo]:
    """Return the embargoes that hold at moment `at`, the first to end first, with their pages."""
    holding = Embargo.objects.filter(until__gt=at, page__in=editable_by(editor).order_by().values("pk"))
    return list(holding.select_related("page").prefetch_related("page__early_access").order_by("until"))


def drafts_of(editor: Any) -> QuerySet[Page]:
    """Return the pages of which `editor` wrote the newest version, and it isn't published or waiting, newest first."""
    return (
        editable_by(editor)
        .filter(has_unpublished_changes=True, latest_revision__user=editor)
        .filter(latest_revision__approved_go_live_at=None)
        .order_by("-latest_revision_created_at")
    )


def recently_published(editor: Any) -> QuerySet[Page]:
    """Return the pages that are live, the last published first."""
    return editable_by(editor).filter(live=True, last_published_at__isnull=False).order_by("-last_published_at")


def on_superseded_guidance(editor: Any) -> list[tuple[GuidanceEdition, Page]]:
    """Return the live pages that rest on an edition that another has superseded, with the edition they rest on.

    Source: Wagtail's reference index, so that every kind of page counts, whatever room it is of.
    """
    editions = {
        str(edition.pk): edition
        for edition in GuidanceEdition.objects.exclude(superseded_by=None).select_related("superseded_by")
    }
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(GuidanceEdition),
        to_object_id__in=list(editions),
        base_content_type=ContentType.objects.get_for_model(Page),
    ).values_list("object_id", "to_object_id")
    resting = [(int(page), edition) for page, edition in references.distinct()]
    pages = editable_by(editor).filter(live=True).in_bulk({page for page, _ in resting})
    found = [(editions[edition], pages[page]) for page, edition in resting if page in pages]
    return sorted(found, key=lambda line: (line[1].title, line[0].edition))
