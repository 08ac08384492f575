"""Choosing a person or a post: by name, among however many, and only for those who may see everybody."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import chooser as generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views import chooser as snippets
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from people.models import Person, Post


class _SearchForm(BaseFilterForm):
    q = forms.CharField(label="Search", required=False)

    def words(self) -> list[str]:
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        return self.search_query.split()


class PersonSearchForm(_SearchForm):
    def filter(self, people: QuerySet[Person]) -> QuerySet[Person]:
        for word in self.words():
            found = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
            people = people.filter(found | Q(staff_numbers__number=word)).distinct()
        return people


class PostSearchForm(_SearchForm):
    def filter(self, posts: QuerySet[Post]) -> QuerySet[Post]:
        for word in self.words():
            person = Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word)
            posts = posts.filter(person | Q(agency__name__icontains=word) | Q(role__title__icontains=word))
        return posts


class _ForThoseWhoSeeEverybody:
    """Wagtail lets whoever may enter the admin use any chooser. These would show everybody's name."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("people.view_everyone"):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class _PersonList(_ForThoseWhoSeeEverybody):
    filter_form_class = PersonSearchForm
    per_page = 20

    def get_object_list(self) -> QuerySet[Person]:
        # A record that was merged into another is nobody's any more.
        return Person.objects.filter(merged_into=None)

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("email", label="Email")]  # type: ignore[misc]


class PersonChooseView(_PersonList, generic.ChooseView):
    pass


class PersonChooseResultsView(_PersonList, generic.ChooseResultsView):
    pass


class PersonChosenView(_ForThoseWhoSeeEverybody, generic.ChosenView):
    pass


class PersonChosenMultipleView(_ForThoseWhoSeeEverybody, generic.ChosenMultipleView):
    pass


class PersonChooserViewSet(ChooserViewSet):
    model = Person
    icon = "user"
    choose_one_text = "Choose a person"
    choose_another_text = "Choose somebody else"
    edit_item_text = "Open this person"
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView
    chosen_view_class = PersonChosenView
    chosen_multiple_view_class = PersonChosenMultipleView


def name_of_post(post: Post) -> str:
    """Return what tells a post apart in a list: whose it is, what and where."""
    return f"{post.person}: {post}"


class _PostList(_ForThoseWhoSeeEverybody):
    filter_form_class = PostSearchForm

    def get_object_list(self) -> QuerySet[Post]:
        return Post.objects.select_related("person", "role", "agency")

    @property
    def columns(self) -> list[Column]:
        title: TitleColumn = super().title_column  # type: ignore[misc]
        title.accessor = name_of_post
        return [title, Column("start", label="From"), Column("end", label="To")]


class PostChooseView(_PostList, snippets.ChooseView):
    pass


class PostChooseResultsView(_PostList, snippets.ChooseResultsView):
    pass


class PostChosenView(_ForThoseWhoSeeEverybody, snippets.SnippetChosenView):
    def get_display_title(self, instance: Post) -> str:
        return name_of_post(instance)


class PostChosenMultipleView(_ForThoseWhoSeeEverybody, snippets.SnippetChosenMultipleView):
    pass


class PostChooserViewSet(SnippetChooserViewSet):
    choose_view_class = PostChooseView
    choose_results_view_class = PostChooseResultsView
    chosen_view_class = PostChosenView
    chosen_multiple_view_class = PostChosenMultipleView

    @property
    def widget_class(self) -> type:
        inherited: type = super().widget_class

        class PostChooser(inherited):  # type: ignore[misc, valid-type]
            def get_display_title(self, instance: Post) -> str:
                return name_of_post(instance)

        return PostChooser


class _ClosedChooseView(_ForThoseWhoSeeEverybody, snippets.ChooseView):
    pass


class _ClosedChooseResultsView(_ForThoseWhoSeeEverybody, snippets.ChooseResultsView):
    pass


class _ClosedChosenView(_ForThoseWhoSeeEverybody, snippets.SnippetChosenView):
    pass


class ClosedChooserViewSet(SnippetChooserViewSet):
    """The chooser that Wagtail makes for every snippet, for what says something of somebody."""

    choose_view_class = _ClosedChooseView
    choose_results_view_class = _ClosedChooseResultsView
    chosen_view_class = _ClosedChosenView
    chosen_multiple_view_class = PostChosenMultipleView
