"""Exemptions and versions: what is refused, and what the audit log keeps."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from learning.compliance.actions import ExemptionRefused, end_exemption, grant_exemption
from learning.compliance.models import Exemption, RequirementVersion
from people.models import Post
from tests.factories import make_person, make_post
from tests.integration.learning.compliance.making import add_version, make_requirement

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return make_post()


def grant(post: Post, begins: date, ends: date | None, **fields: object) -> Exemption:
    given = {"reason": "Agreed", "by": make_person(), "requirement": make_requirement(post.role)} | fields
    return grant_exemption(post=post, exempt_from=begins, exempt_to=ends, **given)  # type: ignore[arg-type]


def test_a_grant_names_who_approved_it_and_is_logged(post: Post) -> None:
    by = make_person()

    exemption = grant(post, date(2026, 1, 1), date(2026, 3, 1), by=by, reason="  On loan to the region  ")

    entry = AuditEntry.objects.get(act="exemption granted")
    assert (exemption.approved_by, exemption.reason) == (by, "On loan to the region")
    assert (entry.by, entry.subject, entry.reason) == (by, f"compliance.Exemption:{exemption.pk}", exemption.reason)
    assert (entry.after["post"], entry.after["exempt_to"]) == (post.pk, "2026-03-01")


@pytest.mark.parametrize(
    ("begins", "ends", "fields", "words"),
    [
        (date(2026, 1, 1), None, {"reason": "  "}, "Say why"),
        (date(2026, 2, 1), date(2026, 1, 1), {}, "before the first"),
        (date(2026, 1, 1), date(2026, 2, 1), {"then_due_by": date(2026, 2, 1)}, "after the last"),
        (date(2026, 1, 1), None, {"then_due_by": date(2026, 2, 1)}, "after the last"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    post: Post, begins: date, ends: date | None, fields: dict[str, object], words: str
) -> None:
    with pytest.raises(ExemptionRefused, match=words):
        grant(post, begins, ends, **fields)
    assert not Exemption.objects.exists()
    assert not AuditEntry.objects.filter(act="exemption granted").exists()


@pytest.mark.parametrize(
    ("begins", "ends", "allowed"),
    [
        (date(2026, 1, 1), date(2026, 2, 28), True),
        (date(2026, 1, 1), date(2026, 3, 1), False),
        (date(2026, 3, 31), None, False),
        (date(2026, 4, 1), None, True),
        (date(2025, 1, 1), None, False),
    ],
)
def test_exemptions_of_one_post_do_not_overlap(post: Post, begins: date, ends: date | None, allowed: bool) -> None:
    requirement = grant(post, date(2026, 3, 1), date(2026, 3, 31)).requirement

    if allowed:
        grant(post, begins, ends, requirement=requirement)
    else:
        with pytest.raises(ExemptionRefused, match="exempt from 1 March 2026 already"):
            grant(post, begins, ends, requirement=requirement)
    grant(post, begins, ends)  # from another requirement it may


def test_an_exemption_ends_on_a_day_and_the_log_keeps_what_it_was(post: Post) -> None:
    exemption = grant(post, date(2026, 1, 1), date(2026, 6, 30), then_due_by=date(2026, 7, 15))

    end_exemption(exemption=exemption, last_day=date(2026, 3, 1), by=make_person(), reason="Back early")

    exemption.refresh_from_db()
    entry = AuditEntry.objects.get(act="exemption ended")
    assert (exemption.exempt_to, exemption.then_due_by) == (date(2026, 3, 1), date(2026, 7, 15))
    assert (entry.before["exempt_to"], entry.after["exempt_to"]) == ("2026-06-30", "2026-03-01")
    with pytest.raises(ExemptionRefused):
        end_exemption(exemption=exemption, last_day=date(2025, 12, 31), by=make_person())


def test_a_version_is_logged_with_all_that_a_status_follows_from(post: Post) -> None:
    requirement = make_requirement(post.role)

    entry = AuditEntry.objects.get(act="requirement version added")

    assert entry.after["requirement"] == requirement.code
    assert (entry.after["first_months"], entry.after["renewal_months"]) == (6, 36)
    assert [listing["first"] for listing in entry.after["courses"]] == [True]
    assert len(entry.after["pathways"]) == 1


def test_two_versions_in_force_at_once_are_refused_and_nothing_is_kept(post: Post) -> None:
    requirement = make_requirement(post.role)

    with pytest.raises(ValidationError, match="Another version of this requirement is in force then"):
        add_version(requirement, post.role, in_force_from=date(2026, 1, 1))
    assert RequirementVersion.objects.count() == 1
