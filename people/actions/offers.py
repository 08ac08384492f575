"""Answering for a post that an agency's file gives to somebody whom others know. Source: docs/decisions/0016."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from core import audit
from people.models import Post, PostOffer, StaffNumber
from people.queries import RIGHTS_REST, resting_among


class OfferRefused(ValueError):
    """Raised, with a sentence for the reader, for an answer that can't be taken."""


@transaction.atomic
def accept_offer(*, offer: PostOffer, by: Any, today: date) -> Post:
    """Say that a post is one's own: it is from now on, and the agency sees how its holder stands.

    The post that is there already is returned if it is the same. Raises OfferRefused for somebody else's, for one that
    was answered, and if it would bring back rights that rest since its holder left.
    """
    offer = _waiting(offer, by)
    if resting_among([by.pk], on=today):
        raise OfferRefused(RIGHTS_REST)
    same = {"person": by, "agency": offer.agency, "role": offer.role, "start": offer.start}
    post = Post.objects.filter(**same).first()
    if post is None:
        manager = None if offer.line_manager_id == by.pk else offer.line_manager_id
        post = Post.objects.create(**same, kind=offer.kind, end=offer.end, line_manager_id=manager)
        audit.record("post added", post, by=by, after=facts_of(offer), reason="they said that it is theirs")
    _give_number(offer, by)
    audit.record("post offer accepted", offer, by=by, after={"post": post.pk})
    offer.delete()
    return post


@transaction.atomic
def decline_offer(*, offer: PostOffer, by: Any, at: datetime) -> PostOffer:
    """Say that a post isn't one's own: the agency goes on seeing nothing, and isn't asked about again.

    Raises OfferRefused for somebody else's, and for one that was answered.
    """
    offer = _waiting(offer, by)
    offer.declined_at = at
    offer.save(update_fields=["declined_at"])
    audit.record("post offer declined", offer, by=by, before=facts_of(offer))
    return offer


def _waiting(offer: PostOffer, by: Any) -> PostOffer:
    held = PostOffer.objects.select_for_update(of=("self",)).select_related("agency", "role").filter(pk=offer.pk)
    found = held.filter(person=by.pk, declined_at=None).first()
    if found is None:
        raise OfferRefused("You have answered this already.")
    return found


def _give_number(offer: PostOffer, by: Any) -> None:
    """Give the staff number that came with an offer, unless either has another in the agency by now."""
    if not offer.staff_number:
        return
    there = StaffNumber.objects.filter(agency=offer.agency)
    if not there.filter(person=by).exists() and not there.filter(number=offer.staff_number).exists():
        number = StaffNumber.objects.create(person=by, agency=offer.agency, number=offer.staff_number)
        audit.record("staff number added", number, by=by, after={"person": by.pk, "number": number.number})


def facts_of(offer: PostOffer) -> dict[str, Any]:
    return {
        "person": offer.person_id,
        "agency": offer.agency.code,
        "role": offer.role.code,
        "kind": offer.kind,
        "start": offer.start,
        "end": offer.end,
    }
