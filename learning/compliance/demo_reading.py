"""The demonstration partnership asks its practitioners to read a procedure and confirm it: in the same matrix."""

from datetime import timedelta

from core.demo import DemoRun
from learning.catalogue.models import Course
from learning.compliance.actions import save_version
from learning.compliance.models import CourseListing, Requirement, RequirementVersion
from people.models import Pathway

CODE = "ESCALATE"


def build(run: DemoRun) -> None:
    """Make the requirement, once. It came in last month, so that past quarters stay as they were."""
    requirement, created = Requirement.objects.get_or_create(
        code=CODE,
        defaults={
            "title": "Resolving disagreement",
            "order": 35,
            "summary": "Practitioners have read how to disagree with another agency about a child, and do each year.",
        },
    )
    if not created:
        return
    version = RequirementVersion(
        requirement=requirement,
        in_force_from=run.today - timedelta(days=25),
        first_months=2,
        renewal="months",
        renewal_months=12,
        warning_days=30,
        paragraph="Local policy",
    )
    version.pathways = list(Pathway.objects.filter(code="direct"))
    version.listings = [CourseListing(course=Course.objects.get(code=CODE), first=True, renewing=True)]
    save_version(version=version, by=run.team)
