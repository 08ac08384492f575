"""Rich text between formats: cleaned to what a question here may hold, and made of or into plain text."""

import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from learning.quizzes.formats.drafts import CantTake

INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "a": "a"}
LISTS = {"ul", "ol"}
BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "header", "footer",
    "address", "dl", "dt", "dd", "hr", "figure", "figcaption", "center", "body", "html",
}  # fmt: skip
# What a question can't do without, and can't have here.
LOST = {
    "img": "a picture", "svg": "a drawing", "table": "a table", "iframe": "an embedded page", "video": "a video",
    "audio": "a recording", "object": "an embedded file", "embed": "an embedded file", "math": "a formula",
    "input": "a form field", "select": "a form field", "textarea": "a form field",
}  # fmt: skip
UNSEEN = {"script", "style", "template", "head", "title", "noscript"}
SHOWN = {"p", "ul", "ol", "li", "b", "i", "br"}
TAG = re.compile(r"</?(?:p|div|span|b|i|u|em|strong|ul|ol|li|br|a|h[1-6]|sub|sup|img|table)\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Rich:
    """Cleaned HTML, and what was changed to make it so."""

    html: str
    notes: tuple[str, ...] = ()


def cleaned(html: str, *, links: bool = False) -> Rich:
    """Return HTML as paragraphs and lists with bold, italics and, if asked for, links. Cleaning twice changes nothing.

    Raises CantTake if it has what can't be shown here and can't be left out: a picture, a table, a video.
    """
    tidy = _Tidy(links=links)
    tidy.feed(html)
    tidy.finish()
    if tidy.lost:
        what = " and ".join(sorted({LOST[tag] for tag in tidy.lost}))
        raise CantTake(f"It has {what}, which can't be taken. Say it in words or as a list, and bring it in again.")
    tags = SHOWN | ({"a"} if links else set())
    html = nh3.clean(
        "".join(tidy.out), tags=tags, attributes={"a": {"href"}} if links else {}, link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )  # fmt: skip
    return Rich(html.replace("<br>", "<br/>"), tuple(tidy.notes))


def words(html: str) -> str:
    """Return HTML as one line of plain text. Raises CantTake as `cleaned` does."""
    if "<" not in html and "&" not in html:  # most options and what is said to them; cleaning takes a while
        return " ".join(html.split())
    return words_of_clean(cleaned(html).html)


def words_of_clean(html: str) -> str:
    """Return HTML that is clean already, as a draft holds it, as one line of plain text."""
    text = re.sub(r"<(?:/p|/li|br/)>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def from_plain(text: str) -> str:
    """Return plain text as HTML: each line that isn't empty is a paragraph."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def to_plain(html: str) -> str | None:
    """Return HTML as plain text that `from_plain` makes the same HTML of, or None if there is none."""
    paragraphs = re.findall(r"<p>(.*?)</p>", html)
    text = "\n".join(unescape(paragraph) for paragraph in paragraphs)
    return text if from_plain(text) == html and not TAG.search(text) else None


def from_either(text: str, *, links: bool = False) -> Rich:
    """Return what was typed as HTML or as plain text, whichever it looks like, cleaned."""
    return cleaned(text if TAG.search(text) else from_plain(text), links=links)


def from_markdown(text: str) -> str:
    """Return the Markdown that questions use as HTML: paragraphs, lists, bold, italics, links."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines()]
        kind = "ul" if all(re.match(r"[-*+]\s", line) for line in lines) else None
        kind = kind or ("ol" if all(re.match(r"\d+[.)]\s", line) for line in lines) else None)
        if kind:
            items = (re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", line) for line in lines)
            out.append(f"<{kind}>" + "".join(f"<li>{_marked(item)}</li>" for item in items) + f"</{kind}>")
        else:
            out.append(f"<p>{_marked(' '.join(lines))}</p>")
    return "".join(out)


def _marked(text: str) -> str:
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r'<a href="\2">\1</a>', text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"<b>\2</b>", text)
    return re.sub(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"<i>\2</i>", text)


class _Tidy(HTMLParser):
    """Writes what it reads as paragraphs and lists, and notes what it left out."""

    def __init__(self, *, links: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.links = links
        self.out: list[str] = []
        self.block = ""  # "p" or "li" while one is open
        self.text: list[str] = []  # of the open block
        self.lists: list[str] = []
        self.inline: list[str] = []  # opening tags
        self.unseen = 0
        self.lost: set[str] = set()
        self.notes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag in LOST:
            self.lost.add(tag)
        elif tag in LISTS:
            self._open_list(tag)
        elif tag == "li" and self.lists:
            self._close_block()
            self.block = "li"
        elif tag == "br":
            self.text.append("\n")
        elif tag in INLINE:
            self._open_inline(INLINE[tag], dict(attrs))
        elif tag in BLOCKS or tag == "li":
            self._break()
        elif tag in {"sub", "sup"}:
            self._note("Raised or lowered letters are now on the line.")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in {"br", "img", "hr", "input", "embed"}:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag in LISTS and self.lists:
            self._close_list()
        elif tag == "li" and self.lists:
            self._close_block()
        elif tag in INLINE:
            self._close_inline(INLINE[tag])
        elif tag in BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.text.append(escape(re.sub(r"[ \t\r\n\f]+", " ", data), quote=False))

    def finish(self) -> None:
        self.close()
        self._close_block()
        while self.lists:
            self._close_list()

    def _open_list(self, tag: str) -> None:
        self._close_block()
        if self.lists:  # a list within a list belongs to the item before it
            if self.out[-1].endswith("</li>"):
                self.out[-1] = self.out[-1].removesuffix("</li>")
            else:
                self.out.append("<li>")
        self.lists.append(tag)
        self.out.append(f"<{tag}>")

    def _close_list(self) -> None:
        self._close_block()
        self.out.append(f"</{self.lists.pop()}>")
        if self.lists:
            self.out.append("</li>")

    def _note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def _open_inline(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "a":
            address = (attrs.get("href") or "").strip()
            if not self.links or not re.match(r"(?:https?://|mailto:)", address):
                if address:
                    self._note("A link is now plain text.")
                return
            opening = f'<a href="{escape(address)}">'
        else:
            opening = f"<{tag}>"
        if opening not in self.inline:
            self.inline.append(opening)
            self.text.append(opening)

    def _close_inline(self, tag: str) -> None:
        found = next((opening for opening in reversed(self.inline) if re.match(rf"<{tag}\b", opening)), None)
        if found is None:
            return
        after = self.inline[self.inline.index(found) + 1 :]
        self.text += [_closing(opening) for opening in reversed([found, *after])] + after
        self.inline.remove(found)

    def _break(self) -> None:
        """End a paragraph; inside a list's item, begin a new line of it."""
        if self.block == "li":
            self.text.append("\n")
        else:
            self._close_block()

    def _close_block(self) -> None:
        text = "".join(self.text) + "".join(_closing(opening) for opening in reversed(self.inline))
        text = re.sub(r"<(b|i)></\1>", "", text)
        text = re.sub(r" *\n[\s]*", "<br/>", re.sub(r"^[ \n]+|[ \n]+$", "", re.sub(r" {2,}", " ", text)))
        if re.sub(r"<[^>]+>", "", text).strip():
            tag = "li" if self.lists else "p"
            self.out.append(f"<{tag}>{text}</{tag}>")
        self.block, self.text = "", list(self.inline)


def _closing(opening: str) -> str:
    return f"</{opening[1]}>"
