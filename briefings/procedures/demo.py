"""The demonstration partnership's procedures manual."""

from pathlib import Path
from typing import Any

from briefings.procedures.models import (
    Amendment,
    FurtherGuidance,
    ProcedureIndexPage,
    ProcedurePage,
    ProcedurePart,
)
from core.demo import DemoRun, read, stream
from core.demo_pages import publish, section_page


def build(run: DemoRun) -> None:
    content = read(__file__, "procedures.toml")
    index = section_page(
        run,
        ProcedureIndexPage,
        title="Procedures",
        slug="procedures",
        summary="What to do, who does it and by when. Written for the people who use it.",
    )
    parts = {fields["number"]: part_from(fields) for fields in content["parts"]}
    for fields in content["procedures"]:
        found = ProcedurePage.objects.filter(slug=fields["slug"]).first()
        run.put("procedure", fields["slug"], found or make(run, fields, parts, index))


def part_from(fields: dict[str, Any]) -> ProcedurePart:
    words = {name: fields[name] for name in ("title", "slug", "summary")}
    part, _ = ProcedurePart.objects.get_or_create(number=fields["number"], defaults=words)
    return part


def make(
    run: DemoRun, fields: dict[str, Any], parts: dict[int, ProcedurePart], index: ProcedureIndexPage
) -> ProcedurePage:
    first, *further = [run.get("guidance", slug) for slug in fields["guidance"]] or [None]
    procedure = ProcedurePage(
        title=fields["title"],
        slug=fields["slug"],
        summary=fields.get("summary", ""),
        content_note=fields.get("content_note", ""),
        part=parts[fields["part"]],
        chapter=fields["chapter"],
        version=fields["version"],
        change_summary=fields["change_summary"],
        in_force_from=run.ago(fields["in_force_days_ago"]),
        next_review_on=run.ago(-fields["next_review_days_ahead"]),
        kept_by=fields["owner"],
        hosted_elsewhere=fields["hosted_elsewhere"],
        guidance=first,
        body=stream(fields["body"], Path(__file__).parent / "demo_content"),
    )
    procedure.further_guidance = [FurtherGuidance(edition=edition) for edition in further]
    procedure.amendments = [
        Amendment(version=line["version"], amended_on=run.ago(line["days_ago"]), summary=line["summary"])
        for line in fields["amendments"]
    ]
    return publish(run, procedure, under=index)
