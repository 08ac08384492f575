"""Forms of the catalogue's part of the admin."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from core import slots
from learning.catalogue import rules
from learning.catalogue.models import Course, Mode
from learning.catalogue.queries import everything_asked_first


class CourseAdminForm(WagtailAdminModelForm):
    modes = forms.MultipleChoiceField(
        label="Taught", choices=Mode.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a course that would ask for itself first, by whatever way round, and name the way; and a page to read
        that nobody could confirm."""
        cleaned: dict[str, Any] = super().clean()
        page = cleaned.get("reading_page")
        if page and not any(asks(page.pk) for asks in slots.asks_to_confirm):
            words = f"“{page.title}” doesn’t ask its readers to confirm that they have read it."
            self.add_error("reading_page", f"{words} Add that on its Settings tab and publish it, then choose it here.")
        elif page and Mode.READING not in cleaned.get("modes", []):
            cleaned["modes"] = [*cleaned.get("modes", []), Mode.READING.value]
        formset = self.formsets.get("asked_first")
        if formset is not None and formset.is_valid():
            named = [form.cleaned_data for form in formset.forms if form.cleaned_data]
            kept = [row["first"] for row in named if not row.get("DELETE") and row.get("first")]
            problem = loop_in_words(self.instance, kept)
            if problem:
                self.add_error(None, problem)
        return cleaned


def loop_in_words(course: Course, first: list[Course]) -> str:
    """Return why `course` can't ask for the courses `first`, naming the loop; "" if it can."""
    if course.pk is None:
        return ""
    asks = everything_asked_first() | {course.pk: [one.pk for one in first]}
    loop = rules.loop_through(course.pk, asks)
    if not loop:
        return ""
    titles = Course.objects.in_bulk(loop)
    start, *others = (f"“{titles[key].title}”" for key in loop)
    way = ", which asks for ".join(others)
    return f"Nobody could ever start: {start} would ask for {way}. Take one of them out."
