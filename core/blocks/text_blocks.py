"""Blocks of words."""

from wagtail import blocks

TEXT = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT = ["bold", "italic", "link", "ul"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, sub-headings, lists and links."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", TEXT)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        template = "blocks/text.html"


class HeadingBlock(blocks.CharBlock):
    """A heading within the body, one level below the page's title."""

    class Meta:
        icon = "title"
        template = "blocks/heading.html"


class KeyPointBlock(blocks.StructBlock):
    html = blocks.RichTextBlock(features=SHORT, label="Point", help_text="One thing to remember.")

    class Meta:
        icon = "thumbtack"
        template = "blocks/key_point.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Words")
    attribution = blocks.CharBlock(required=False, help_text="Never a real child's or family's name.")

    class Meta:
        icon = "openquote"
        template = "blocks/quote.html"


class CaseExampleBlock(blocks.StructBlock):
    title = blocks.CharBlock()
    html = blocks.RichTextBlock(features=TEXT, label="What happens", help_text="Made up, or changed past recognition.")
    questions = blocks.ListBlock(blocks.TextBlock(rows=2), label="Questions to think about", required=False)

    class Meta:
        icon = "user"
        template = "blocks/case_example.html"


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False)
    entries = blocks.ListBlock(blocks.TextBlock(rows=2), label="Things to do or check")

    class Meta:
        icon = "list-ul"
        template = "blocks/checklist.html"
