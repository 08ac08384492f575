"""Blocks to look at rather than read."""

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from core.blocks.text_blocks import TEXT


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        required=False,
        label="Alternative text",
        help_text="What the picture says, for somebody who can't see it.",
    )
    caption = blocks.CharBlock(required=False)

    class Meta:
        icon = "image"
        template = "blocks/image.html"


class VideoBlock(blocks.StructBlock):
    """A film served by this site itself: readers' browsers call nobody else."""

    title = blocks.CharBlock()
    video = DocumentChooserBlock(help_text="A .webm or .mp4 file.")
    captions = DocumentChooserBlock(required=False, help_text="A .vtt file.")
    transcript = blocks.RichTextBlock(features=TEXT, help_text="Everything that is said and shown.")

    class Meta:
        icon = "media"
        template = "blocks/video.html"


class FigureBlock(blocks.StructBlock):
    number = blocks.CharBlock(max_length=20)
    label = blocks.CharBlock()


class FiguresBlock(blocks.StructBlock):
    entries = blocks.ListBlock(FigureBlock(), min_num=1, max_num=4, label="Figures")

    class Meta:
        icon = "order"
        template = "blocks/figures.html"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(help_text="What the table shows: read out before it.")
    table = TypedTableBlock([("text", blocks.RichTextBlock(features=["bold", "italic", "link"]))])

    class Meta:
        icon = "table"
        template = "blocks/table.html"
