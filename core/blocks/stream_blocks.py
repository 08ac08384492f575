"""The lists that editors choose from, and nothing else."""

from wagtail import blocks

from core.blocks.figure_blocks import FiguresBlock, ImageBlock, TableBlock, VideoBlock
from core.blocks.text_blocks import (
    CaseExampleBlock,
    ChecklistBlock,
    HeadingBlock,
    KeyPointBlock,
    QuoteBlock,
    TextBlock,
)


class SectionBlock(blocks.StreamBlock):
    """What may stand within a titled section of a page."""

    text = TextBlock()
    key_point = KeyPointBlock()
    quote = QuoteBlock()
    case_example = CaseExampleBlock()
    checklist = ChecklistBlock()
    figures = FiguresBlock()
    table = TableBlock()
    image = ImageBlock()
    video = VideoBlock()


class BodyBlock(SectionBlock):
    """What may stand in a page's own body: as in a section, with headings."""

    heading = HeadingBlock()

    class Meta:
        template = "blocks/body.html"
