"""The one seam to what is published: confirming that one has read a page that teaches a course completes the course, so
that read-and-confirm stands in the same matrix as all else. Source: docs/decisions/0025.
"""

from typing import Any

from briefings.responses.models import Acknowledgement
from briefings.responses.signals import acknowledged
from learning.catalogue.models import Course, Mode
from learning.records.actions import record_completion
from learning.records.models import Source


def listen() -> None:
    acknowledged.connect(hear_acknowledgement, dispatch_uid="reading a page may complete a course")


def hear_acknowledgement(*, acknowledgement: Acknowledgement, **kwargs: Any) -> None:
    """Receiver of `acknowledged`, in the transaction of the confirmation: record the completion of each course that is
    offered that day and that the page teaches. One row a person, course and day, however often they confirm."""
    person, on = acknowledgement.person, acknowledgement.confirmed_on
    for course in Course.objects.offered_on(on).filter(reading_page=acknowledgement.page_id):
        record_completion(
            person=person, course=course, on=on, today=on, source=Source.READING, mode=Mode.READING, by=person,
            evidence={
                "acknowledgement": acknowledgement.pk,
                "page": acknowledgement.page_id,
                "revision": acknowledgement.revision,
                "version": acknowledgement.version,
            },
        )  # fmt: skip
