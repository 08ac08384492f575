"""Files that people bring: what is to be done with one, and what was done, row by row. Source: docs/decisions/0016."""

from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import AppendOnlyModel
from people.models.agencies import Agency
from people.models.people import Person
from people.models.posts import PostKind
from people.models.roles import JobRole


class UploadState(models.TextChoices):
    MAPPING = "mapping", "Columns to be named"
    CHECKING = "checking", "Being checked"
    PREVIEWED = "previewed", "Waiting for you to look it over"
    APPLYING = "applying", "Being taken in"
    APPLIED = "applied", "Taken in"
    UNREADABLE = "unreadable", "Couldn’t be read"
    DROPPED = "dropped", "Not taken in"


def place_of(upload: "Upload", name: str) -> str:
    # Never the name that it came with: that says whose staff they are, and may hold anything.
    return f"imports/{upload.pk}.table"


class Upload(models.Model):
    """A file on its way in. `agency` is whom it may speak of, with all below; empty: the whole partnership.

    `everybody` lists the kinds of post of which the file has everyone, so that those who aren't in it have left.
    `fingerprint` stands for all that the preview said would be done.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to=place_of, max_length=120, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    columns = models.JSONField(default=dict, blank=True)
    values = models.JSONField(default=dict, blank=True)
    everybody = models.JSONField(default=list, blank=True)
    leavers_agreed = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=UploadState.choices, default=UploadState.MAPPING)
    turn = models.PositiveIntegerField(default=0)  # how often it was moved to another state: see imports/turns.py
    step = models.CharField(max_length=120, blank=True)  # what is being done now, in words
    # How often it was started again in the state that it is in, since whoever worked on it gave no sign of life.
    restarts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    counts = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    batch = models.OneToOneField(
        "ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="upload"
    )  # what came of it
    changed_since = models.BooleanField(default=False)  # the preview was made anew because the world had changed
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="uploads"
    )
    uploaded_at = models.DateTimeField(default=timezone.now, db_index=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return f"/imports/{self.pk}/"


class UploadLine(models.Model):
    """What the preview says of one row, or of somebody who isn't in the file. Rows that change nothing have none."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="lines", db_index=False)
    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField(null=True, blank=True)
    act = models.CharField(max_length=10)
    who = models.CharField(max_length=200)
    what = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["upload", "place"], name="upload_line_once")]
        indexes = [models.Index(fields=["upload", "act", "place"])]

    def __str__(self) -> str:
        return f"{self.act} {self.who}"


class ImportMapping(models.Model):
    """How an agency's files name columns, roles, kinds, sites and courses: said once, and kept."""

    kind = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    columns = models.JSONField(default=dict, blank=True)
    values = models.JSONField(default=dict, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "agency"], name="one_mapping_an_agency"),
            models.UniqueConstraint(fields=["kind"], condition=Q(agency=None), name="one_mapping_for_all"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.agency or 'everybody'}"


class ImportBatch(AppendOnlyModel):
    """A file that was taken in, or the undoing of one. Its rows say what changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict, blank=True)
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        related_query_name="undone_by",
    )
    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "import batches"
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(AppendOnlyModel):
    """What one row of a file changed. `changes` lists {"model", "pk", "before", "after"}; none before: made by it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(null=True, blank=True)
    act = models.CharField(max_length=10)
    who = models.CharField(max_length=200)
    what = models.TextField(blank=True)  # in the words of the preview
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.who}"


class UndoingState(models.TextChoices):
    CHECKING = "checking", "Being worked out"
    SHOWN = "shown", "Waiting for you to look it over"
    UNDOING = "undoing", "Being undone"
    FAILED = "failed", "Went wrong"


class Undoing(models.Model):
    """What undoing a batch would come to, for somebody to look over; gone once it is done.

    `counts` are rows wholly put back, and rows of which something stays; `kept` the first of those, with why. `digest`
    stands for what exactly would be put back, and all that would stay.
    """

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="undoing")
    state = models.CharField(max_length=8, choices=UndoingState.choices, default=UndoingState.CHECKING)
    turn = models.PositiveIntegerField(default=0)  # as an upload's
    restarts = models.PositiveSmallIntegerField(default=0)  # how often it was taken up since somebody last asked
    counts = models.JSONField(default=dict, blank=True)
    kept = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    changed_since = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    touched_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.batch}"


class PostOffer(models.Model):
    """A post that an agency's file gives to somebody whom others here know already. It becomes a post when they say
    that it is theirs; until then the agency sees nothing of them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="post_offers")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PostKind.choices, default=PostKind.PAID)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    line_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    staff_number = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "agency", "role", "start"], name="offer_once")]

    def __str__(self) -> str:
        return f"{self.role}, {self.agency}"
