"""Forms of the training record."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from core.forms import DateField
from learning.catalogue.models import Course, Mode
from learning.records import rules
from learning.records.models import EvidenceFile

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
KINDS_TAKEN = "A PDF, a photograph (JPG or PNG), a Word document or an Excel workbook, 10 MB at most."


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label="What is wrong, and how do you know?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="It is kept for good, with your name. The team sees it; the person and the public see only that the "
        "completion was withdrawn, and when. What is true, if anything, is then recorded as a completion of its own.",
    )


class CourseChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: models.Model) -> str:
        assert isinstance(obj, Course)
        return f"{obj.title} ({obj.code})"


class EvidenceForm(forms.Form):
    """A form with a file, which is kept from the first time that it is sent: `kept` is the one sent before, if any."""

    file = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=KINDS_TAKEN)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["file"].error_messages["empty"] = "The file is empty"

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload:
            problem = rules.TOO_LARGE if upload.size > rules.LARGEST_FILE else rules.why_not_evidence(upload.read())
            if problem:
                raise ValidationError(problem)
            upload.seek(0)
        return upload

    def clean_kept(self) -> EvidenceFile | None:
        """Return the reader's own file that nothing rests on yet, or None."""
        try:
            key = UUID(self.cleaned_data["kept"])
        except ValueError:
            return None
        unused = EvidenceFile.objects.unused().light().filter(uploaded_by=self.by, removed_at=None)
        return unused.filter(pk=key).first()


class ReportForm(EvidenceForm):
    """What somebody says that they completed elsewhere."""

    course = CourseChoice(
        label="Which course does it stand for?",
        queryset=Course.objects.none(),
        empty_label="Pick a course",
        help_text="The course in this partnership’s catalogue that it is the same as. If there is none, ask the "
        "workforce development team first.",
        error_messages={"required": "Pick the course that it stands for"},
    )
    completed_on = DateField(label="When did you complete it?", help_text="The last day of it. For example 27 3 2026")
    provider = forms.CharField(
        label="Who taught it?", max_length=160, help_text="The organisation, and where if it helps",
        error_messages={"required": "Say who taught it"},
    )  # fmt: skip
    hours = forms.DecimalField(
        label="How many hours did it take?", required=False, min_value=Decimal("0.25"), max_value=Decimal(200),
        max_digits=5, decimal_places=2, help_text="Leave it empty for as many as the course has here.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    reference = forms.CharField(
        label="Certificate number, or where the certificate can be found", required=False, max_length=300,
        help_text="Only needed if you attach no file.",
    )  # fmt: skip

    field_order = ("course", "completed_on", "provider", "hours", "file", "reference", "kept")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["course"].queryset = Course.objects.order_by("title")  # type: ignore[attr-defined]
        self.fields["file"].label = "Your certificate"

    def clean_completed_on(self) -> date:
        day: date = self.cleaned_data["completed_on"]
        if day > self.today:
            raise ValidationError("The day must be today or in the past")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        nothing = not given.get("kept") and not given.get("reference", "").strip()
        if nothing and "file" in given and not given["file"]:
            self.add_error("file", "Attach the certificate, or say below where it can be found")
        return given


class AnswerForm(forms.Form):
    """Whether a report is accepted, and why not."""

    verdict = forms.ChoiceField(
        label="Is it so?",
        widget=forms.RadioSelect,
        choices=[
            ("verified", "Yes, it counts"),
            ("rejected", "No, I can’t accept it"),
        ],
        error_messages={"required": "Say whether you accept it"},
    )
    reason = forms.CharField(
        label="Why not, and what they can do about it",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They read it under My learning. If you accept it, you may leave a note here, or nothing.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("verdict") == "rejected" and not given.get("reason", "").strip():
            self.add_error("reason", "Say why, so that they know what to put right")
        return given


class GroupForm(EvidenceForm):
    """What is said of a session at which a team was trained together."""

    course = CourseChoice(
        label="Which course was it?",
        queryset=Course.objects.none(),
        empty_label="Pick a course",
        error_messages={"required": "Pick a course"},
    )
    held_on = DateField(label="When was it?", help_text="For example 27 3 2026")
    hours = forms.DecimalField(
        label="How many hours did it take?", required=False, min_value=Decimal("0.25"), max_value=Decimal(200),
        max_digits=5, decimal_places=2, help_text="Leave it empty for as many as the course has here.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    mode = forms.ChoiceField(
        label="How was it taught?", widget=forms.RadioSelect, initial=Mode.ROOM,
        choices=[(Mode.ROOM, Mode.ROOM.label), (Mode.LIVE, Mode.LIVE.label)],
    )  # fmt: skip
    led_by = forms.CharField(label="Who taught it? (optional)", required=False, max_length=160)
    reference = forms.CharField(
        label="Where the register can be found", required=False, max_length=300,
        help_text="Only needed if you attach no file.",
    )  # fmt: skip

    field_order = ("course", "held_on", "hours", "mode", "led_by", "file", "reference", "kept")

    def __init__(self, *args: Any, today: date, has_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.has_file = today, has_file
        self.fields["course"].queryset = Course.objects.order_by("title")  # type: ignore[attr-defined]
        self.fields["file"].label = "The register"

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > self.today:
            raise ValidationError("The day must be today or in the past")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        nothing = not self.has_file and not given.get("kept") and not given.get("reference", "").strip()
        if nothing and "file" in given and not given["file"]:
            self.add_error("file", "Attach the register, or say below where it can be found")
        return given


class GroupFilterForm(forms.Form):
    """Whom a page of people to tick shows. What makes no sense is left out, not refused."""

    STILL_NEED, TICKED, NOT_TICKED = "need", "ticked", "unticked"

    q = forms.CharField(label="Name or staff number", required=False, max_length=80)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "Everybody"),
            (STILL_NEED, "Who still needed it that day"),
            (TICKED, "Who is ticked"),
            (NOT_TICKED, "Who isn’t ticked"),
        ],
    )
    role = forms.ChoiceField(label="Role", required=False)
    part = forms.ChoiceField(label="Part", required=False)

    def __init__(self, data: Any, *, roles: list[tuple[int, str]], parts: list[tuple[int, str]]) -> None:
        super().__init__(data)
        for name, choices in (("role", roles), ("part", parts)):
            if len(choices) < 2:
                del self.fields[name]
            else:
                listed = [("", "All"), *((str(key), title) for key, title in choices)]
                self.fields[name].choices = listed  # type: ignore[attr-defined]
        self.is_valid()

    def key(self, name: str) -> int | None:
        return int(self.cleaned_data[name]) if self.cleaned_data.get(name) else None

    @property
    def set_filters(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class PlaceForm(forms.Form):
    """Why somebody's place at a session is withdrawn."""

    reason = forms.CharField(
        label="What is wrong?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example: they left before it began. It is kept for good, with your name; the person and the "
        "public see only that it was withdrawn, and when.",
        error_messages={"required": "Say what is wrong"},
    )
