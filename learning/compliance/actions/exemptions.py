"""Exemptions from a requirement: granted and ended, never deleted."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from core import audit
from learning.compliance import rules
from learning.compliance.models import Exemption, Requirement
from people.models import Post


class ExemptionRefused(ValueError):
    """Raised, with a sentence for the reader, for an exemption that can't be granted."""


@transaction.atomic
def grant_exemption(
    *,
    post: Post,
    requirement: Requirement,
    exempt_from: date,
    exempt_to: date | None,
    reason: str,
    by: Any,
    then_due_by: date | None = None,
) -> Exemption:
    """Exempt a post from a requirement, from and to days that are both included (`exempt_to` None: while open).

    Afterwards it is due by `then_due_by`, or if that is None by the requirement's days of grace. `by` approves it.
    Raises ExemptionRefused without a reason, for days that don't follow each other, or that another exemption covers.
    """
    exemption = Exemption(
        post=post,
        requirement=requirement,
        exempt_from=exempt_from,
        exempt_to=exempt_to,
        then_due_by=then_due_by,
        reason=reason.strip(),
        approved_by=by,
    )
    hold_days(exemption)
    exemption.save()
    audit.record("exemption granted", exemption, by=by, after=facts_of_exemption(exemption), reason=exemption.reason)
    return exemption


def hold_days(exemption: Exemption) -> None:
    """Make others wait who would exempt the same post, until this transaction ends. Call it before saving.

    Raises ExemptionRefused for what is no exemption, also by what others have granted since a form was checked.
    """
    Post.objects.select_for_update().get(pk=exemption.post_id)
    problem = "" if exemption.reason.strip() else "Say why this post is exempt."
    problem = problem or check_exemption(
        post=exemption.post,
        requirement=exemption.requirement,
        exempt_from=exemption.exempt_from,
        exempt_to=exemption.exempt_to,
        then_due_by=exemption.then_due_by,
        besides=exemption.pk,
    )
    if problem:
        raise ExemptionRefused(problem)


def check_exemption(
    *,
    post: Post,
    requirement: Requirement,
    exempt_from: date,
    exempt_to: date | None,
    then_due_by: date | None,
    besides: int | None = None,
) -> str:
    """Return a sentence that says why such an exemption can't be, or nothing. `besides` is the one being changed."""
    if exempt_to is not None and exempt_to < exempt_from:
        return "The last exempt day can't be before the first."
    if then_due_by is not None and (exempt_to is None or then_due_by <= exempt_to):
        return "The day it is then due by must be after the last exempt day."
    others = Exemption.objects.filter(post=post, requirement=requirement)
    if besides is not None:
        others = others.exclude(pk=besides)
    others = others.filter(Q(exempt_to=None) | Q(exempt_to__gte=exempt_from))
    other = (others.filter(exempt_from__lte=exempt_to) if exempt_to else others).first()
    return f"This post is exempt from {rules.format_day(other.exempt_from)} already." if other else ""


@transaction.atomic
def end_exemption(*, exemption: Exemption, last_day: date, by: Any, reason: str = "") -> Exemption:
    """End an exemption on `last_day`, the last day that is still exempt. What it was is in the audit log.

    Raises ExemptionRefused for a day before it begins, and for days that another exemption covers.
    """
    Post.objects.select_for_update().get(pk=exemption.post_id)
    exemption = Exemption.objects.select_related("post", "requirement").get(pk=exemption.pk)
    if last_day < exemption.exempt_from:
        raise ExemptionRefused("An exemption can't end before it begins.")
    before = facts_of_exemption(exemption)
    exemption.exempt_to = last_day
    if exemption.then_due_by is not None and exemption.then_due_by <= last_day:
        exemption.then_due_by = None
    hold_days(exemption)
    exemption.save(update_fields=["exempt_to", "then_due_by"])
    audit.record("exemption ended", exemption, by=by, before=before, after=facts_of_exemption(exemption), reason=reason)
    return exemption


def facts_of_exemption(exemption: Exemption) -> dict[str, Any]:
    """Return what the audit log keeps of an exemption."""
    return {
        "post": exemption.post_id,
        "requirement": exemption.requirement.code,
        "exempt_from": exemption.exempt_from,
        "exempt_to": exemption.exempt_to,
        "then_due_by": exemption.then_due_by,
    }
