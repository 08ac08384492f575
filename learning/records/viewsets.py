"""Completions in Wagtail's admin: to look through, and to withdraw with a reason."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from core import clock
from core.admin_lists import InOneOrder
from learning.catalogue.models import Course
from learning.records.actions import AlreadyCorrected, correct_completion
from learning.records.forms import CorrectionForm
from learning.records.models import Completion
from learning.records.permissions import may_correct
from learning.records.queries import completions_to_check, effects_of_correction


class CompletionFilterSet(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(queryset=Course.objects.all())
    completed_on = django_filters.DateFromToRangeFilter(label="Completed", widget=DateRangePickerWidget)
    standing = django_filters.BooleanFilter("correction", lookup_expr="isnull", label="Stands")

    class Meta:
        model = Completion
        fields = ["course", "source", "completed_on", "standing"]


class CompletionIndexView(InOneOrder, IndexView):
    page_title = "Completions"
    default_ordering = "-completed_on"

    def get_base_queryset(self) -> QuerySet[Completion]:
        return completions_to_check(self.request.user, on=clock.today())


class CompletionInspectView(InspectView):
    page_title = "Completion"

    def get_object(self, queryset: Any = None) -> Completion:
        return get_object_or_404(completions_to_check(self.request.user, on=clock.today()), pk=self.pk)

    @property
    def header_buttons(self) -> list[Button]:
        if self.object.is_withdrawn or not may_correct(self.request.user):
            return []
        url = reverse("completions:correct", args=[self.object.pk])
        return [Button("Withdraw it", url=url, icon_name="warning", priority=10)]


class CorrectView(WagtailAdminTemplateMixin, FormView):
    """Withdraw one completion, saying why."""

    form_class = CorrectionForm
    template_name = "records/admin/correct.html"
    page_title = "Withdraw a completion"
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_correct(request.user):
            raise PermissionDenied
        self.completion = get_object_or_404(completions_to_check(request.user, on=clock.today()), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return f"{self.completion.person}: {self.completion}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("completions:index"), "label": "Completions"},
            {"url": self.inspect_url, "label": str(self.completion.person)},
            {"url": "", "label": "Withdraw"},
        ]

    @property
    def inspect_url(self) -> str:
        return reverse("completions:inspect", args=[self.completion.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            action_url=self.request.path,
            effects=effects_of_correction(self.completion, on=clock.today()),
            submit_button_label="Withdraw",
            submit_button_active_label="Withdrawing…",
            **kwargs,
        )

    def form_valid(self, form: CorrectionForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        try:
            correct_completion(completion=self.completion, reason=reason, by=self.request.user)
        except AlreadyCorrected as error:
            messages.warning(self.request, str(error))
        else:
            messages.success(self.request, f"The completion of {self.completion.person} is withdrawn.")
        return redirect(self.inspect_url)


class CompletionViewSet(ModelViewSet):
    model = Completion
    name = "completions"
    url_prefix = "completions"
    icon = "tick-inverse"
    menu_label = "Completions"
    menu_order = 260
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = CompletionIndexView
    inspect_view_class = CompletionInspectView
    filterset_class = CompletionFilterSet
    list_per_page = 50
    ordering = ["-completed_on", "-pk"]
    search_backend_name = None
    search_fields = ["person__first_name", "person__last_name", "person__email", "course__title", "course__code"]
    form_fields: list[str] = []
    list_display = [
        "person",
        "course",
        DateColumn("completed_on", label="Completed", sort_key="completed_on"),
        Column("get_source_display", label="Source"),
        "hours",
        Column("state", label="State"),
    ]
    inspect_view_fields = [
        "person", "course", "completed_on", "source", "hours", "mode", "state", "correction_reason", "evidence",
        "recorded_at", "recorded_by", "key",
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list, one completion, and its withdrawal: nothing that adds, changes or deletes."""
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name in LOOKING]
        return [*kept, path("correct/<int:pk>/", CorrectView.as_view(), name="correct")]


LOOKING = {"index", "index_results", "inspect"}
