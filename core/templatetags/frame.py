"""The frame that every page stands in: what is everybody's of it is kept as drawn, and what is a page's own put in."""

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString

from core.kept import Kept

register = template.Library()

_frames: Kept[list[SafeString]] = Kept()  # some 6 kB each: one for each way that the main links can read


class OwnNode(Node):
    """A place in the frame for what is this page's or this reader's own."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


class FrameNode(Node):
    """The frame: runs of nodes that say the same to everybody, and between them the blocks and the own places."""

    def __init__(self, nodelist: NodeList, names: list[str]) -> None:
        self.nodelist = nodelist
        self.names = ("partnership", "stamp", *names)
        self.blocks = nodelist.get_nodes_by_type(BlockNode)
        self.places: list[Node] = []
        self.runs = [NodeList()]
        for node in nodelist:
            if isinstance(node, BlockNode | OwnNode):
                self.places.append(node)
                self.runs.append(NodeList())
            else:
                self.runs[-1].append(node)
        if any(run.get_nodes_by_type(kind) for run in self.runs for kind in (BlockNode, OwnNode)):
            raise template.TemplateSyntaxError("Within a frame, blocks and own places stand in no other tag.")

    def get_nodes_by_type(self, nodetype: Any) -> list[Node]:
        # Each page that is drawn asks the frame for its blocks.
        return self.blocks if nodetype is BlockNode else super().get_nodes_by_type(nodetype)

    def render(self, context: Context) -> SafeString:
        given = {name: context.get(name) for name in self.names}
        first, *others = self.everybodys(context, given)
        said: list[Any] = [first]
        for place, after in zip(self.places, others, strict=True):
            said += [place.render_annotated(context), after]
        return SafeString("".join(said))

    def everybodys(self, context: Context, given: dict[str, Any]) -> list[SafeString]:
        """Return the runs as drawn, from what is kept if it may be."""

        def draw() -> list[SafeString]:
            # A context of its own: who reads, what they asked for and their token aren't there to be drawn.
            bare = Context(given)
            whole: Any = context.template
            with bare.bind_template(whole):
                return [run.render(bare) for run in self.runs]

        partnership, stamp = given["partnership"], given["stamp"]
        if partnership is None or stamp is None:
            return draw()
        key = (self, partnership.site_id, *(given[name] for name in self.names[2:]))
        return _frames.get(key, draw, stamp=stamp) or draw()


@register.tag
def frame(parser: Parser, token: Token) -> FrameNode:
    """Keep what stands from here to `endframe` as drawn, until the public stamp rises: all but its blocks and what
    stands within `own`.

    It is drawn with `partnership`, `stamp` and the variables named in the tag, which must be hashable and of few
    kinds: nobody's name, no form, no token. A page that knows no partnership (an error's) has it drawn each time.
    """
    names = token.split_contents()[1:]
    nodelist = parser.parse(("endframe",))
    parser.delete_first_token()
    return FrameNode(nodelist, names)


@register.tag
def own(parser: Parser, token: Token) -> OwnNode:
    """Draw what stands from here to `endown` for each page anew, with all that the page knows."""
    nodelist = parser.parse(("endown",))
    parser.delete_first_token()
    return OwnNode(nodelist)
