"""Job roles, and the pathways that group them."""

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.admin.ui.tables import Column

from core.audited import AuditedViewSet
from people.models import JobRole, Pathway


def pathways_of(role: JobRole) -> str:
    return ", ".join(dict.fromkeys(membership.pathway.title for membership in role.memberships.all())) or "–"


def roles_in(pathway: Pathway) -> int:
    return sum(membership.until is None for membership in pathway.memberships.all())


class JobRoleViewSet(AuditedViewSet):
    model = JobRole
    icon = "user"
    menu_label = "Job roles"
    search_fields = ["title", "code"]
    list_display = ["title", "code", Column("pathways", label="Pathways", accessor=pathways_of)]
    panels = [
        FieldPanel("title"),
        FieldPanel("code", help_text="Files and commands name the role by this. Don’t change it once it is in use."),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobRole]:
        return JobRole.objects.prefetch_related("memberships__pathway")


class PathwayViewSet(AuditedViewSet):
    model = Pathway
    icon = "group"
    search_fields = ["title", "code"]
    list_display = ["title", "code", Column("roles", label="Roles in it now", accessor=roles_in)]
    panels = [
        HelpPanel(
            "<p>A pathway is a group of job roles of which the same training is asked. Its roles are dated, so that "
            "what was asked of whom last year can still be told. To take a role out, give it a last day; don’t delete "
            "it.</p>"
        ),
        FieldPanel("title"),
        FieldPanel("code"),
        FieldPanel("summary"),
        InlinePanel(
            "memberships", heading="Roles", label="Role",
            panels=[
                FieldPanel("role"),
                FieldRowPanel(
                    [
                        FieldPanel("since", help_text="The first day."),
                        FieldPanel("until", help_text="The first day on which it is out again. Empty while it lasts."),
                    ]
                ),
            ],
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pathway]:
        return Pathway.objects.prefetch_related("memberships")
