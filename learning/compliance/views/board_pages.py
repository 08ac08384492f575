"""What the board's page and a published report share: pictures and tables of figures, and how they are shown."""

from typing import Any

from core import charts
from learning.compliance.queries.board import BoardFigures, Figures
from learning.compliance.rules.small_cells import LEAST_SHOWN

FILE_HEADER = [
    "by",
    "code",
    "name",
    "trained",
    "in_time",
    "overdue",
    "counted",
    "away_or_exempt",
    "within_time_percent",
]


def figures_context(figures: BoardFigures, chosen: str) -> dict[str, Any]:
    """Return what a page shows of the figures; `chosen` is the code of the requirement asked for, or anything else."""
    return {
        "figures": figures,
        "requirement": dict(figures.requirements).get(chosen, ""),
        "by_requirement_chart": bars(figures.by_requirement, "Trained, by requirement"),
        "by_sector_chart": bars(figures.by_sector, "Trained, by sector"),
        "by_agency_chart": bars(figures.by_agency, "Trained, by agency"),
        "least": LEAST_SHOWN,
    }


def bars(rows: list[Figures], title: str) -> charts.Bars:
    """Return bars of those trained; a figure too small to show has none, and says so."""
    return charts.bars(
        [(row.title, row.trained_percent, note_of(row)) for row in rows], title=title, unit="%", maximum=100
    )


def note_of(row: Figures) -> str:
    if row.trained_percent is not None:
        return ""
    return "too few to show" if row.is_hidden else "nobody to count"


def file_rows(figures: BoardFigures) -> list[list[Any]]:
    """Return the figures as the rows of a file, small ones hidden as on the page."""
    groups = [
        ("whole", [figures.whole]), ("requirement", figures.by_requirement), ("sector", figures.by_sector),
        ("agency", figures.by_agency),
    ]  # fmt: skip
    return [
        [
            by, row.code, row.title,
            *(shown(number) for number in (row.trained, row.in_time, row.overdue, row.counted, row.apart)),
            row.within_time_percent,
        ]
        for by, rows in groups for row in rows
    ]  # fmt: skip


def shown(number: int | None) -> int | str:
    return "hidden" if number is None else number
