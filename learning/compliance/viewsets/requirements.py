"""Requirements, and what they ask from when: in versions, each of them logged."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from core import clock
from core.audited import AuditedCreateView, AuditedDeleteView, AuditedEditView, AuditedViewSet, NamingIndexView
from learning.compliance.actions import facts_of_version, log_version
from learning.compliance.models import Requirement, RequirementVersion
from learning.compliance.queries.asking import requirement_in_words, version_in_words
from learning.compliance.queries.changes import DayOfChange, changes_of_version
from learning.compliance.viewsets.previewed import PreviewedSave


class RequirementViewSet(AuditedViewSet):
    model = Requirement
    icon = "tasks"
    list_display = [
        "title",
        "code",
        Column("asks", label="Asks today", accessor=lambda one: requirement_in_words(one, on=clock.today())),
    ]
    panels = [
        HelpPanel(
            "<p>A requirement is a name for something that is asked of people. What exactly is asked, of whom and from "
            "when is in its <b>versions</b>: add one after saving this.</p>"
        ),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel(
            [
                FieldPanel("code", help_text="Files and commands name it by this. Don’t change it once it is in use."),
                FieldPanel("order"),
            ]
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Requirement]:
        return Requirement.objects.prefetch_related(
            "versions__listings__course", "versions__pathways", "versions__agencies"
        )


class VersionForm(WagtailAdminModelForm):
    """Says at once, and in words, what is missing for a version to ask anything of anybody."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        listings = self.formsets.get("listings")
        if listings is not None and listings.is_valid():
            kept = [form.cleaned_data for form in listings.forms if form.cleaned_data and not _removed(form)]
            if not any(listing.get("first") for listing in kept):
                self.add_error(None, "List at least one course that can come first, or nobody could ever meet this.")
            elif cleaned.get("renewal") != "never" and not any(listing.get("renewing") for listing in kept):
                self.add_error("renewal", "List at least one course that renews, or choose “Never”.")
        return cleaned


def _removed(form: forms.ModelForm) -> bool:
    return bool(form.cleaned_data.get("DELETE"))


class PreviewedVersion(PreviewedSave):
    def changes_of(self, unsaved: RequirementVersion) -> list[DayOfChange]:
        return changes_of_version(unsaved, today=clock.today())


class VersionCreateView(PreviewedVersion, AuditedCreateView):
    def log(self, made: RequirementVersion) -> None:
        log_version(version=_stored(made), by=self.request.user, before=None)

    def get_success_message(self, instance: RequirementVersion) -> str:
        return f"Saved. {version_in_words(instance)}"

    def get_initial_form_instance(self) -> RequirementVersion:
        """Begin with the requirement that a link names."""
        made: RequirementVersion = super().get_initial_form_instance() or RequirementVersion()
        wanted = self.request.GET.get("requirement", "")
        made.requirement = Requirement.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
        return made


class VersionEditView(PreviewedVersion, AuditedEditView):
    def facts(self, instance: RequirementVersion) -> dict[str, Any]:
        return facts_of_version(_stored(instance))

    def log(self, changed: RequirementVersion, before: dict[str, Any]) -> None:
        log_version(version=_stored(changed), by=self.request.user, before=before)

    def get_success_message(self) -> str:
        return f"Saved. {version_in_words(self.object)}"


def _stored(version: RequirementVersion) -> RequirementVersion:
    return RequirementVersion.objects.get(pk=version.pk)


class VersionDeleteView(AuditedDeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse once the version has been in force: what was asked then must still be told."""
        if self.object.in_force_from <= clock.today():
            messages.error(request, "This version has been in force, so it stays. Give it a last day instead.")
            edit: HttpResponse = redirect(reverse(self.edit_url_name, args=[self.object.pk]))
            return edit
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


WHOM = MultiFieldPanel(
    [
        FieldPanel("pathways", widget=forms.CheckboxSelectMultiple),
        FieldPanel("agencies", widget=forms.CheckboxSelectMultiple, classname="collapsed"),
    ],
    "Of whom",
)
WHAT = InlinePanel(
    "listings", heading="Which courses count", label="Course", min_num=1,
    panels=[
        FieldPanel("course"),
        FieldRowPanel([FieldPanel("first"), FieldPanel("renewing"), FieldPanel("if_completed_by")]),
    ],
    help_text="Any one of them will do. A course that only renews counts once a first one has been done.",
)  # fmt: skip
BY_WHEN = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("first_months"), FieldPanel("first_days")]),
        FieldRowPanel([FieldPanel("renewal"), FieldPanel("renewal_months")]),
        FieldRowPanel([FieldPanel("fixed_day"), FieldPanel("fixed_month"), FieldPanel("window_months")]),
        FieldRowPanel([FieldPanel("warning_days"), FieldPanel("grace_days")]),
    ],
    "By when, and how often again",
    help_text="The first time within so many months or days of starting in the post: fill in one of the two. "
    "A fixed day and month are only for “By a fixed day of the year”.",
)
SOURCE = MultiFieldPanel([FieldRowPanel([FieldPanel("guidance"), FieldPanel("paragraph")])], "What it rests on")
BEFORE = MultiFieldPanel(
    [FieldPanel("history_before"), FieldPanel("posts_held_until")], "When it came in", classname="collapsed"
)


class RequirementVersionViewSet(AuditedViewSet):
    model = RequirementVersion
    icon = "history"
    menu_label = "Versions"
    index_view_class = NamingIndexView
    add_view_class = VersionCreateView
    edit_view_class = VersionEditView
    delete_view_class = VersionDeleteView
    inspect_view_enabled = False
    list_filter = ["requirement"]
    list_display = [
        "requirement",
        "in_force_to",
        Column("asks", label="Asks", accessor=version_in_words),
        Column("guidance", label="Rests on"),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(template="compliance/admin/version_in_words.html"),
            FieldPanel("requirement"),
            FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
            WHOM,
            WHAT,
            BY_WHEN,
            SOURCE,
            BEFORE,
        ],
        base_form_class=VersionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RequirementVersion]:
        versions = RequirementVersion.objects.select_related("requirement", "guidance")
        return versions.prefetch_related("listings__course", "pathways", "agencies").order_by(
            "requirement__order", "requirement__title", "-in_force_from"
        )
