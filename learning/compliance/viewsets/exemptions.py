"""Exemptions: granted by whoever presses the button, ended with a day, never deleted."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column

from core import clock
from core.audited import AuditedCreateView, AuditedEditView, AuditedViewSet, NamingIndexView
from learning.compliance.actions import (
    ExemptionRefused,
    check_exemption,
    facts_of_exemption,
    grant_exemption,
    hold_days,
)
from learning.compliance.models import Exemption
from learning.compliance.queries.changes import DayOfChange, changes_of_exemption, grouped
from learning.compliance.viewsets.previewed import PreviewedSave
from people.viewsets.choosers import ClosedChooserViewSet, name_of_post


class ExemptionForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            problem = check_exemption(
                post=cleaned["post"],
                requirement=cleaned["requirement"],
                exempt_from=cleaned["exempt_from"],
                exempt_to=cleaned.get("exempt_to"),
                then_due_by=cleaned.get("then_due_by"),
                besides=self.instance.pk,
            )
            if problem:
                self.add_error(None, problem)
        return cleaned


class PreviewedExemption(PreviewedSave):
    def changes_of(self, unsaved: Exemption) -> list[DayOfChange]:
        """Show the day on which it begins, or today if it has begun: an exemption is about one post."""
        day = max(clock.today(), unsaved.exempt_from)
        moved = changes_of_exemption(unsaved, on=day)
        return [DayOfChange(day, grouped(moved))] if moved else []

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ExemptionRefused as refused:
            # Somebody else has granted one for the same days since the form was checked.
            form.add_error(None, str(refused))
            self.is_valid(form)  # type: ignore[attr-defined]  # Wagtail words its own message here
            shown: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
            return shown


class ExemptionCreateView(PreviewedExemption, AuditedCreateView):
    """Grants by the action, in the name of whoever is signed in."""

    def save_instance(self) -> Exemption:
        given = self.form.cleaned_data
        return grant_exemption(
            post=given["post"],
            requirement=given["requirement"],
            exempt_from=given["exempt_from"],
            exempt_to=given["exempt_to"],
            then_due_by=given["then_due_by"],
            reason=given["reason"],
            by=self.request.user,
        )


class ExemptionEditView(PreviewedExemption, AuditedEditView):
    def save_instance(self) -> Exemption:
        hold_days(self.form.instance)
        changed: Exemption = super().save_instance()
        return changed

    def facts(self, instance: Exemption) -> dict[str, Any]:
        return facts_of_exemption(Exemption.objects.get(pk=instance.pk))


class ExemptionIndexView(NamingIndexView):
    def name_of(self, exemption: Exemption) -> str:
        return name_of_post(exemption.post)


class ExemptionViewSet(AuditedViewSet):
    model = Exemption
    icon = "circle-check"
    index_view_class = ExemptionIndexView
    add_view_class = ExemptionCreateView
    edit_view_class = ExemptionEditView
    chooser_viewset_class = ClosedChooserViewSet
    list_filter = ["requirement"]
    list_display = [
        "post",
        Column("requirement", label="Requirement"),
        "exempt_from",
        "exempt_to",
        "then_due_by",
        Column("approved_by", label="Approved by"),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>An exemption says that a requirement doesn’t apply to one post for a time. It is shown in its own "
                "count, and you are named as the one who approved it. Nothing about anybody’s health belongs in the "
                "reason.</p>"
            ),
            FieldPanel("post"),
            FieldPanel("requirement"),
            FieldRowPanel(
                [
                    FieldPanel("exempt_from", help_text="The first exempt day."),
                    FieldPanel("exempt_to", help_text="The last exempt day. Empty while it lasts."),
                    FieldPanel("then_due_by", help_text="Empty: the requirement’s own days of grace from its end."),
                ]
            ),
            FieldPanel("reason"),
        ],
        base_form_class=ExemptionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exemption]:
        return Exemption.objects.select_related(
            "post__person", "post__role", "post__agency", "requirement", "approved_by"
        )
