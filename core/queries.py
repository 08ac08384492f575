"""What a reader may read: the one query behind every listing, search, feed, menu and file.

Stock Wagtail's `.live().public()` serves children of unpublished parents, keeps expired pages up until a command
has run, and knows no embargo. Source: docs/decisions/0004; bench/ measures it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.query import PageQuerySet

from core import slots
from core.models import EarlyAccess, Embargo

STEP = 4  # characters of path a level, as treebeard lays a page tree out
DEEPEST = 8  # levels; core.checks refuses a deeper tree


def _self_and_ancestors(**extra: Any) -> Q:
    """Match rows whose page is the outer page or any page above it."""
    paths = [Substr(OuterRef("path"), 1, STEP * depth) for depth in range(1, DEEPEST + 1)]
    return Q(page__path__in=paths, **extra)


def _restrictions_unmet(reader: Any) -> QuerySet[PageViewRestriction]:
    restrictions = PageViewRestriction.objects.filter(_self_and_ancestors())
    if reader.is_authenticated:
        restrictions = restrictions.exclude(restriction_type=PageViewRestriction.LOGIN)
        if reader.is_superuser:
            return restrictions.none()
        met = PageViewRestriction.objects.filter(groups__user=reader).values("pk")
        restrictions = restrictions.exclude(restriction_type=PageViewRestriction.GROUPS, pk__in=met)
    return restrictions


def _embargoes_unmet(reader: Any, at: datetime) -> QuerySet[Embargo]:
    embargoes = Embargo.objects.filter(_self_and_ancestors(until__gt=at))
    if reader.is_authenticated:
        embargoes = embargoes.exclude(page__in=EarlyAccess.objects.filter(person=reader).values("page"))
    return embargoes


def published_for(reader: Any = None, *, at: datetime | None = None) -> PageQuerySet:
    """Return the pages published to `reader` at moment `at`, before view restrictions are looked at.

    For serving only, where Wagtail then asks a reader who doesn't meet a restriction to sign in.
    """
    at = at or timezone.now()
    paths = [Substr(OuterRef("path"), 1, STEP * depth) for depth in range(2, DEEPEST + 1)]
    shut = Page.objects.filter(path__in=paths, depth__gt=1).filter(Q(live=False) | Q(expire_at__lte=at))
    return Page.objects.filter(
        ~Exists(shut.order_by()),
        ~Exists(_embargoes_unmet(reader or AnonymousUser(), at).order_by()),
        live=True,
        depth__gt=1,
        depth__lte=DEEPEST,  # below that nothing is looked for, so nothing is shown
    )


def readable_by(reader: Any = None, *, at: datetime | None = None) -> PageQuerySet:
    """Return the pages that `reader` (a Person, or nobody) may read at moment `at` (now unless told).

    Live, every ancestor live, none of them expired by the clock or under embargo, and no view restriction that
    the reader doesn't meet. Editors have no more here than anyone: they read drafts in the admin.
    """
    restrictions = _restrictions_unmet(reader or AnonymousUser())
    return published_for(reader, at=at).filter(~Exists(restrictions.order_by()))


def is_kept_from(reader: Any, page: Page) -> bool:
    """Return whether a page or one above it is only for others than `reader`, who has signed in. A password isn't
    a matter of who: whoever knows it reads the page."""
    unmet = _restrictions_unmet(reader).exclude(restriction_type=PageViewRestriction.PASSWORD)
    return Page.objects.filter(Exists(unmet.order_by()), pk=page.pk).exists()


def same_for_all(pages: Iterable[Page], *, at: datetime, and_below: bool = False) -> set[int]:
    """Return the keys of those of some pages that nobody who has signed in is kept from more than another at `at`.

    Neither they nor a page above them is restricted, but to a sign-in, or under embargo; with `and_below`, nor is any
    page below them. Two queries.
    """
    closed = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)
    embargoed = Embargo.objects.filter(until__gt=at)
    paths = tuple(rows for model in (closed, embargoed) for rows in model.values_list("page__path", flat=True))

    def shut(page: Page, path: str) -> bool:
        return bool(page.path.startswith(path) or (and_below and path.startswith(page.path)))

    return {page.pk for page in pages if not any(shut(page, path) for path in paths)}


def readable_pages(model: type[Page], reader: Any = None, *, at: datetime | None = None) -> Any:
    """Return the readable pages of one page type, as that type's own queryset."""
    return model.objects.filter(pk__in=readable_by(reader, at=at).order_by().values("pk"))


def next_moment(at: datetime) -> datetime | None:
    """Return the next moment after `at` at which what the public may read changes by the clock alone."""
    moments = [
        Embargo.objects.filter(until__gt=at).aggregate(moment=Min("until"))["moment"],
        Page.objects.filter(live=True, expire_at__gt=at).aggregate(moment=Min("expire_at"))["moment"],
        *(next_of(at) for next_of in slots.moments),
    ]
    return min((moment for moment in moments if moment), default=None)


def file_readable_by(reader: Any, file: Any) -> bool:
    """Return whether `reader` may be served an image or document: some page they may read shows it.

    A file that no published thing uses (a draft's attachment, a fresh upload) is nobody's to read, except that
    the partnership's logo is public. Rooms say who may see files of theirs that stand on no page by
    `core.slots.file_readers`. Source: Wagtail's reference index.
    """
    users: dict[str, list[str]] = {}
    references = ReferenceIndex.get_references_to(file).values_list(
        "base_content_type__app_label", "base_content_type__model", "object_id"
    )
    for label, model, key in references:
        users.setdefault(f"{label}.{model}", []).append(key)
    if "core.partnershipsettings" in users:
        return True
    pages = [int(key) for key in users.pop("wagtailcore.page", [])]
    if pages and readable_by(reader).filter(pk__in=pages).exists():
        return True
    return any(may_read(reader, users) for may_read in slots.file_readers)
