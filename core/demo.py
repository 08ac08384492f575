"""What the rooms' demo.py modules share while `manage.py demo` builds the demonstration partnership."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from core.models import SiteDocument, SiteImage


@dataclass
class DemoRun:
    """One run. `made` holds what earlier rooms made, by kind and then code or slug, for later rooms to use."""

    today: date
    staff: int
    rng: Random
    say: Callable[[str], None]
    team: Any = None  # the Person in whose name the content is made
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, kind: str, code: str, thing: Any) -> Any:
        self.made.setdefault(kind, {})[code] = thing
        return thing

    def get(self, kind: str, code: str) -> Any:
        return self.made[kind][code]

    def ago(self, days: int) -> date:
        """Return the day `days` days before today (after it, if negative)."""
        return self.today - timedelta(days=days)


def read(room: str, name: str) -> dict[str, Any]:
    """Return the content of demo_content/`name` in the folder of a room, given as its module's __file__."""
    return tomllib.loads((Path(room).parent / "demo_content" / name).read_text(encoding="utf-8"))


def image_from(path: Path, title: str) -> SiteImage:
    """Return the site image made from a file, making it once."""
    from django.core.files.images import ImageFile

    found = SiteImage.objects.filter(title=title).first()
    if found:
        return found
    with path.open("rb") as file:
        return SiteImage.objects.create(title=title, file=ImageFile(file, name=path.name))


def document_from(path: Path, title: str) -> SiteDocument:
    """Return the document made from a file, making it once."""
    from django.core.files.base import File

    found = SiteDocument.objects.filter(title=title).first()
    if found:
        return found
    with path.open("rb") as file:
        return SiteDocument.objects.create(title=title, file=File(file, name=path.name))


def stream(blocks: list[dict[str, Any]], folder: Path) -> list[tuple[str, Any]]:
    """Return typed blocks of the content files as a StreamField takes them. Unknown types raise KeyError."""
    from wagtail.rich_text import RichText

    def table(block: dict[str, Any]) -> Any:
        columns = [{"type": "text", "heading": heading} for heading in block["header"]]
        rows = [{"values": cells} for cells in block["rows"]]
        return {"caption": block["caption"], "table": {"columns": columns, "rows": rows, "caption": ""}}

    def image(block: dict[str, Any]) -> Any:
        picture = image_from(folder / "images" / block["file"], block["alt"][:120])
        return {"image": picture, "alt": block["alt"], "caption": block.get("caption", "")}

    def video(block: dict[str, Any]) -> Any:
        film = document_from(folder / "video" / block["file"], block["title"])
        captions = None
        if block.get("captions"):
            captions = document_from(folder / "video" / block["captions"], f"{block['title']}: captions")
        return {
            "title": block["title"],
            "video": film,
            "captions": captions,
            "transcript": RichText(block["transcript"]),
        }

    make: dict[str, Callable[[dict[str, Any]], Any]] = {
        "text": lambda block: RichText(block["html"]),
        "key_point": lambda block: {"html": RichText(block["html"])},
        "quote": lambda block: {"text": block["text"], "attribution": block.get("attribution", "")},
        "case_example": lambda block: {
            "title": block["title"],
            "html": RichText(block["html"]),
            "questions": block.get("questions", []),
        },
        "checklist": lambda block: {"title": block.get("title", ""), "entries": block["entries"]},
        "figures": lambda block: {"entries": block["entries"]},
        "table": table,
        "image": image,
        "video": video,
    }
    return [(block["type"], make[block["type"]](block)) for block in blocks]
