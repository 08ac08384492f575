"""The blocks that pages are made of: one small file each family, and the lists that editors choose from."""

from core.blocks.stream_blocks import BodyBlock, SectionBlock

__all__ = ["BodyBlock", "SectionBlock"]
