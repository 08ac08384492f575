"""Whether an address on this site leads a reader to a page that they may read."""

from datetime import datetime
from typing import Any

from wagtail.models import Page, Site

from core.kept import Kept
from core.public_pages import read_stamp
from core.queries import readable_by, same_for_all

DIFFERS = "differs"  # from one reader to another
_kept: Kept[bool | str] = Kept()


def address_readable_by(reader: Any, path: str, *, at: datetime) -> bool:
    """Return whether a path on this site, such as "/courses/first-steps/", is that of a page that `reader` may read.

    Where that is the same for everybody who has signed in, each process keeps it under the public stamp.
    """
    if not reader.is_authenticated:
        return _is_readable(reader, path, at)
    kept = _kept.get(path, lambda: _for_everybody(reader, path, at), stamp=read_stamp(), at=at)
    return kept if isinstance(kept, bool) else _is_readable(reader, path, at)


def _for_everybody(reader: Any, path: str, at: datetime) -> bool | str:
    """Return whether everybody who has signed in may read what is there, or that they differ."""
    page = Page.objects.filter(url_path=_url_path(path)).first()
    if page is None:
        return False
    return _is_readable(reader, path, at) if same_for_all([page], at=at) else DIFFERS


def _is_readable(reader: Any, path: str, at: datetime) -> bool:
    return bool(readable_by(reader, at=at).filter(url_path=_url_path(path)).exists())


def _url_path(path: str) -> str:
    root = Site.objects.filter(is_default_site=True).values_list("root_page__url_path", flat=True).first() or "/"
    return f"{root.rstrip('/')}{path}"
