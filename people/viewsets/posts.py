"""Posts, and spells away from them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column

from core import clock
from core.audited import AuditedViewSet, NamingIndexView
from people.models import Absence, Post
from people.queries import RIGHTS_REST, resting_among
from people.viewsets.choosers import ClosedChooserViewSet, PostChooserViewSet, name_of_post


class _ByName(NamingIndexView):
    """A list searched by the words of a name, in whichever order they are typed."""

    name_fields: tuple[str, str] = ("person__first_name", "person__last_name")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for word in (self.search_query or "").split():
            first, last = self.name_fields
            queryset = queryset.filter(Q(**{f"{first}__icontains": word}) | Q(**{f"{last}__icontains": word}))
        return queryset


class PostIndexView(_ByName):
    def name_of(self, post: Post) -> str:
        return str(post.person)


class AbsenceIndexView(_ByName):
    name_fields = ("post__person__first_name", "post__person__last_name")

    def name_of(self, absence: Absence) -> str:
        return name_of_post(absence.post)


class PostForm(WagtailAdminModelForm):
    """A post. Only an administrator gives one to a leaver with rights, or changes when they held one."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        people = {self.instance.person_id, getattr((cleaned or {}).get("person"), "pk", None)} - {None}
        if not self.for_user.is_superuser and resting_among(people, on=clock.today()):
            raise ValidationError(RIGHTS_REST)
        return cleaned


class PostViewSet(AuditedViewSet):
    model = Post
    icon = "group"
    index_view_class = PostIndexView
    chooser_viewset_class = PostChooserViewSet
    search_fields = ["person__last_name", "person__first_name"]
    list_display = [
        "person",
        Column("role", label="Role"),
        Column("agency", label="Agency"),
        Column("get_kind_display", label="Kind"),
        "start",
        "end",
        Column("line_manager", label="Line manager"),
    ]
    list_filter = ["agency", "role", "kind"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("person"),
            FieldRowPanel([FieldPanel("role"), FieldPanel("agency"), FieldPanel("kind")]),
            FieldRowPanel(
                [
                    FieldPanel("start", help_text="The first day in the post."),
                    FieldPanel("end", help_text="The last day in the post. Empty while it lasts."),
                ]
            ),
            FieldPanel("line_manager", help_text="They see how this post stands with its training."),
        ],
        base_form_class=PostForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return Post.objects.select_related("person", "role", "agency", "line_manager")


class AbsenceViewSet(AuditedViewSet):
    model = Absence
    icon = "time"
    menu_label = "Absences"
    index_view_class = AbsenceIndexView
    chooser_viewset_class = ClosedChooserViewSet
    search_fields = ["post__person__last_name"]
    list_display = [
        "post",
        "away_from",
        "back_on",
        Column("get_kind_display", label="Kind"),
    ]
    list_filter = ["kind"]
    panels = [
        HelpPanel(
            "<p>While somebody is away, their training isn’t counted against them, and they get time when they come "
            "back. The kind may say something about their health: only the workforce team sees it. Managers see "
            "“away”.</p>"
        ),
        FieldPanel("post"),
        FieldRowPanel(
            [
                FieldPanel("away_from", help_text="The first day away."),
                FieldPanel("back_on", help_text="The first day back. Empty while they are away."),
            ]
        ),
        FieldPanel("kind"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Absence]:
        return Absence.objects.select_related("post__person", "post__role", "post__agency")
