"""The kinds of review that a new site begins with. The partnership changes them as it likes."""

from typing import Any

# code, title, plural, for the archive only
KINDS = [
    ("lcspr", "Local child safeguarding practice review", "Local child safeguarding practice reviews", False),
    ("rapid", "Rapid review", "Rapid reviews", False),
    ("thematic", "Thematic review", "Thematic reviews", False),
    ("national", "National review", "National reviews", False),
    ("audit", "Multi-agency audit", "Multi-agency audits", False),
    ("scr", "Serious case review", "Serious case reviews", True),
]


def first_kinds(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: make the kinds where there are none at all."""
    from briefings.reviews.models import ReviewKind

    kinds = ReviewKind.objects.using(using)
    if kinds.exists():
        return
    kinds.bulk_create(
        ReviewKind(code=code, title=title, plural=plural, archive=archive, sort_order=order)
        for order, (code, title, plural, archive) in enumerate(KINDS, start=1)
    )
