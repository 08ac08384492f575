"""What was decided when a question was found wrong, or what somebody wrote was marked wrongly, and what that changed.
Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.append_only import AppendOnlyModel
from learning.quizzes.models.attempts import Answer, Attempt, AttemptState
from learning.quizzes.models.versions import QuestionVersion


class RegradeChoice(models.TextChoices):
    KEEP = "keep", "Keep the marks as they are"
    AWARD = "award", "Give everybody who was asked it full marks"
    REMARK = "remark", "Mark the answers again, by a corrected version"
    AGAIN = "again", "Mark again what was written in one attempt"


# Those that are made about a version, and so about everybody who was asked it.
OF_A_VERSION = (RegradeChoice.KEEP, RegradeChoice.AWARD, RegradeChoice.REMARK)


class Regrade(AppendOnlyModel):
    """A decision about one version of a question that was found wrong, and the reason for it.

    `corrected` is the version that marks instead, for "remark" alone. The newest decision on a version holds, for
    attempts that are still to be submitted too. "Again" alone is about no version but about one `attempt`, in which a
    person marked what was written, and has marked it again.
    """

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="regrades"
    )
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, blank=True, related_name="marked_again")
    choice = models.CharField(max_length=10, choices=RegradeChoice.choices)
    corrected = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="corrects"
    )
    reason = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [("regrade", "Can regrade attempts after a question is found wrong")]
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="remark", corrected__isnull=False) | (~Q(choice="remark") & Q(corrected=None)),
                name="regrade_by_a_corrected_version",
            ),
            models.CheckConstraint(
                condition=Q(choice="again", version=None, attempt__isnull=False)
                | (~Q(choice="again") & Q(version__isnull=False, attempt=None)),
                name="regrade_of_a_version_or_of_an_attempt",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="regrade_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"regrade {self.pk} of {self.version_id or self.attempt_id}"

    @property
    def what_happened(self) -> str:
        """What it was made for, to the workforce team: the start of a sentence, before its reason."""
        if self.attempt:
            return f"Attempt {self.attempt.number} was marked again"
        return f"Question {self.version.question.code} was found wrong" if self.version else ""


class RegradedAnswer(AppendOnlyModel):
    """One answer's marks before and after a regrade. The answer's own row keeps the marks that it was given first.

    `comment` is what the marker says to it from then on, where a person marked it again; None by any other regrade.
    """

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="answers")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="regraded")
    marks_before = models.DecimalField(max_digits=9, decimal_places=4)
    marks_after = models.DecimalField(max_digits=9, decimal_places=4)
    comment = models.TextField(null=True, blank=True)  # none: it stays as it was

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regrade", "answer"], name="answer_regraded_once_a_regrade")]

    def __str__(self) -> str:
        return f"answer {self.answer_id} in regrade {self.regrade_id}"


class RegradedAttempt(AppendOnlyModel):
    """One attempt's outcome before and after a regrade, for attempts that had one."""

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="attempts")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="regraded")
    state_before = models.CharField(max_length=20, choices=AttemptState.choices)
    state_after = models.CharField(max_length=20, choices=AttemptState.choices)
    marks_before = models.DecimalField(max_digits=9, decimal_places=4)
    marks_after = models.DecimalField(max_digits=9, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regrade", "attempt"], name="attempt_regraded_once_a_regrade")]

    def __str__(self) -> str:
        return f"attempt {self.attempt_id} in regrade {self.regrade_id}"

    @property
    def changed_outcome(self) -> bool:
        return self.state_before != self.state_after
