"""Editions of the guidance that pages and requirements rest on."""

from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class GuidanceEdition(index.Indexed, models.Model):
    """One edition of one piece of guidance. When `superseded_by` is set, what rests on it wants looking at."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    edition = models.CharField(max_length=80, help_text="As it calls itself, such as 2023.")
    publisher = models.CharField(max_length=120, blank=True)
    published_on = models.DateField(null=True, blank=True)
    url = models.URLField("link", blank=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="supersedes"
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("edition"),
        FieldPanel("slug"),
        FieldPanel("publisher"),
        FieldPanel("published_on"),
        FieldPanel("url"),
        FieldPanel("superseded_by"),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["title", "-published_on"]
        constraints = [
            models.UniqueConstraint(fields=["title", "edition"], name="one_row_an_edition"),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("pk")),
                name="edition_not_its_own_heir",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"
