"""The demonstration partnership's themes, audiences and guidance editions."""

from datetime import date

from core.demo import DemoRun, read
from core.models import Audience, GuidanceEdition, Theme


def build(run: DemoRun) -> None:
    content = read(__file__, "taxonomy.toml")
    for kind, model in (("theme", Theme), ("audience", Audience)):
        for word in content[f"{kind}s"]:
            fields = {"title": word["title"], "summary": word.get("summary", "")}
            made, _ = model.objects.get_or_create(slug=word["slug"], defaults=fields)
            run.put(kind, word["slug"], made)
    for edition in content["guidance"]:
        run.put("guidance", edition["slug"], edition_from(edition))
    for edition in content["guidance"]:
        heir = edition["superseded_by"]
        if heir:
            older = run.get("guidance", edition["slug"])
            supersede(older, by=run.get("guidance", heir))


def edition_from(fields: dict[str, str]) -> GuidanceEdition:
    published = date.fromisoformat(fields["published"]) if fields.get("published") else None
    made, _ = GuidanceEdition.objects.get_or_create(
        slug=fields["slug"],
        defaults={
            "title": fields["title"],
            "edition": fields["edition"],
            "publisher": fields["publisher"],
            "published_on": published,
            "url": fields["url"],
        },
    )
    return made


def supersede(older: GuidanceEdition, *, by: GuidanceEdition) -> None:
    if older.superseded_by_id != by.pk:
        older.superseded_by = by
        older.save()
