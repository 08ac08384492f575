"""The one picture that a question may have, found in the HTML that other systems keep it in."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote

from PIL import Image, UnidentifiedImageError

from learning.quizzes.formats.drafts import CantTake, DraftImage

IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
HELD_FILE = "@@PLUGINFILE@@"
# PIL's names of the kinds that every browser shows and that hold no script, with the ending that each has.
KINDS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000


@dataclass(frozen=True)
class Pictured:
    """HTML without its picture, and the picture with its alternative text."""

    html: str
    image: DraftImage | None = None
    alt: str = ""


def taken_out(html: str, files: Mapping[str, str]) -> Pictured:
    """Return HTML parted from its one picture, whose content is among `files` (base64 by name) or in its address.

    Raises CantTake if it has several, one that isn't in the file, one without alternative text, or a link to a file.
    """
    tags = IMG.findall(html)
    if re.search(rf"<[^>]*{HELD_FILE}", IMG.sub("", html)):
        raise CantTake(
            "It leads to a file of its own, such as a recording, which isn't taken. Say in words what it holds."
        )
    if not tags:
        return Pictured(html)
    if len(tags) > 1:
        raise CantTake("It has several pictures, and a question here has one. Make one picture of them.")
    said = _attributes(tags[0])
    address, alt = said.get("src", ""), " ".join(said.get("alt", "").split())
    if not alt:
        raise CantTake("Its picture has no alternative text. Say in words what it shows, where it came from.")
    if len(alt) > 300:
        raise CantTake("The alternative text of its picture is longer than 300 characters. Say it in fewer words.")
    image = _image(address, files)
    return Pictured(IMG.sub("", html), image, alt)


def checked(name: str, content: bytes) -> DraftImage:
    """Return a picture whose content is what its name will say. Raises CantTake if it is none that can be shown."""
    if len(content) > MOST_BYTES:
        raise CantTake("Its picture is larger than 5 MB. Make it smaller.")
    try:
        with Image.open(BytesIO(content), formats=list(KINDS)) as image:
            kind, (width, height) = image.format or "", image.size
            if width * height > MOST_PIXELS:
                raise CantTake("Its picture has more than 40 million points. Make it smaller.")
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as error:
        if isinstance(error, CantTake):
            raise
        raise CantTake("Its picture is no PNG, JPEG, GIF or WebP. Save it as one of these.") from error
    stem = re.sub(r"[^\w-]+", "-", PurePosixPath(name).stem).strip("-")[:60] or "picture"
    return DraftImage(stem + KINDS[kind], content)


def _image(address: str, files: Mapping[str, str]) -> DraftImage:
    if found := re.match(r"data:image/[\w.+-]+;base64,(.*)$", address, re.DOTALL):
        return checked("picture", _decoded(found[1]))
    name = unquote(address.removeprefix(HELD_FILE).lstrip("/").split("?")[0])
    if not address.startswith(HELD_FILE) or name not in files:
        raise CantTake("The file doesn't hold its picture. Export it with its pictures, or leave the picture out.")
    return checked(name, _decoded(files[name]))


def _decoded(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (NotBase64, ValueError) as error:
        raise CantTake("Its picture is damaged in the file. Export it again.") from error


def _attributes(tag: str) -> dict[str, str]:
    class Attributes(HTMLParser):
        found: dict[str, str] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found = {name: value or "" for name, value in attrs}

        handle_startendtag = handle_starttag

    parser = Attributes()
    parser.feed(tag)
    return parser.found
