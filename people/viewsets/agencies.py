"""Agencies as the tree they are, and who leads them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column

from core.audited import AuditedViewSet, NamingIndexView
from people.models import Agency, AgencyLead
from people.viewsets.choosers import ClosedChooserViewSet


def indented(agency: Agency) -> str:
    return f"{'— ' * (agency.depth - 1)}{agency.name}"


class _IndentedChoice(forms.ModelChoiceField):
    def label_from_instance(self, agency: Any) -> str:
        return indented(agency)


class AgencyForm(WagtailAdminModelForm):
    """An agency's own fields, and the agency that it is part of."""

    parent = _IndentedChoice(
        Agency.objects.none(), label="Part of", required=False, empty_label="No other: it stands by itself",
        help_text="Those who lead an agency see all that are part of it, too.",
    )  # fmt: skip

    class Meta:
        model = Agency
        fields = ["name", "code", "sector", "join_domains"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.order_by("path")
        self.was_part_of = self.instance.get_parent() if self.instance.pk else None
        if self.instance.pk:
            agencies = agencies.exclude(path__startswith=self.instance.path)
        self.fields["parent"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["parent"].initial = self.was_part_of

    def save(self, commit: bool = True) -> Any:
        parent = self.cleaned_data["parent"]
        agency = super().save(commit=False)
        if not commit:
            return agency
        if agency.pk is None:
            return parent.add_child(instance=agency) if parent else Agency.add_root(instance=agency)
        agency.save()
        if parent != self.was_part_of:
            agency.move(parent or Agency.get_first_root_node(), "sorted-child" if parent else "sorted-sibling")
            agency.refresh_from_db()
        return agency


class AgencyIndexView(NamingIndexView):
    def name_of(self, agency: Agency) -> str:
        return indented(agency)


class AgencyViewSet(AuditedViewSet):
    model = Agency
    icon = "home"
    index_view_class = AgencyIndexView
    ordering = ["path"]
    list_per_page = 200
    list_display = [
        "name",
        "code",
        Column("get_sector_display", label="Sector"),
        Column("get_state_display", label="State"),
    ]
    list_export = ["code", "name", "sector"]
    search_fields = ["name", "code"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("sector")]),
            FieldPanel("parent"),
            FieldPanel("join_domains"),
        ],
        base_form_class=AgencyForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        return Agency.objects.order_by("path")


class AgencyLeadViewSet(AuditedViewSet):
    model = AgencyLead
    icon = "key"
    menu_label = "Agency leads"
    chooser_viewset_class = ClosedChooserViewSet
    list_display = ["person", "agency", "since", "until"]
    list_filter = ["agency"]
    panels = [
        FieldPanel("person"),
        FieldPanel(
            "agency", help_text="They see the training of everybody here and in the agencies that are part of it."
        ),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until", help_text="The last day. Empty while it lasts.")]),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyLead]:
        return AgencyLead.objects.select_related("person", "agency")
