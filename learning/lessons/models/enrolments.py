"""One person's one cycle of a course page. The next cycle is another row, so that the last stays whole."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from learning.lessons.models.pages import CoursePage, LessonPage
from learning.records.models import Completion


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, reader: Any) -> "EnrolmentQuerySet":
        """Return the enrolments that `reader` may see: their own. How far somebody has got is nobody else's."""
        if not getattr(reader, "is_authenticated", False):
            return self.none()
        return self.filter(person=reader)

    def open(self) -> "EnrolmentQuerySet":
        """Return the enrolments that are under way."""
        return self.filter(closed_at=None)

    def newest_first(self) -> "EnrolmentQuerySet":
        return self.order_by("-started_at", "-pk")


class Enrolment(models.Model):
    """One cycle, from `started_at` to `closed_at`: when it was completed, or begun again without being completed.

    `required_lessons` are the lessons that were required when it began: [{"id": page key, "title": str}].
    Its id is the `cycle` of its quiz attempts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    course_page = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrolments")
    started_at = models.DateTimeField()
    required_lessons = models.JSONField(default=list)
    completed_at = models.DateTimeField(null=True, blank=True)
    completion = models.OneToOneField(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolment"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "course_page", "-started_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_page"], condition=Q(closed_at=None), name="one_open_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, completion=None)
                | Q(completed_at__isnull=False, completion__isnull=False, closed_at__isnull=False),
                name="enrolment_completed_by_a_completion",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def pinned(self) -> list[int]:
        """The keys of the lessons that were required when it began."""
        return [lesson["id"] for lesson in self.required_lessons]


class LessonProgress(models.Model):
    """That a lesson was marked as done in an enrolment, and when.

    The row outlives its lesson: an editor may delete a page, and what somebody did stays done.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress", db_index=False)
    lesson = models.ForeignKey(LessonPage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "lesson progress"
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_done_once")]

    def __str__(self) -> str:
        return f"lesson {self.lesson_id} done"
