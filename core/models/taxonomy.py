"""The words that pages are filed under. The team edits them."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class Word(index.Indexed, models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=80, unique=True)
    summary = models.TextField(blank=True, help_text="One sentence, shown where the word heads a list.")

    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("summary")]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        abstract = True
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Theme(Word):
    """What a page is about, such as neglect."""


class Audience(Word):
    """Whom a page is for, such as designated safeguarding leads."""
