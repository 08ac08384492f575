"""Which module stands on which floor and in which room: the one list that the architecture tests share."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FLOORS = ["core", "people", "briefings", "learning", "home", "goldthread"]
# Lower rooms first; rooms in one set stand side by side and don't look at each other.
LEARNING = [{"catalogue", "quizzes"}, {"records"}, {"lessons"}, {"compliance"}, {"events"}, {"evaluation"}, {"impact"}]
BRIEFINGS = [{"reviews", "procedures"}, {"library"}, {"newsletters", "responses"}]

OURS = [*FLOORS[:-1], "site", "tests", "bench", "scripts"]


def floor_of(module: str) -> int | None:
    """Return how high a module's floor is, None for a module that isn't ours."""
    package = module.split(".")[0]
    return FLOORS.index(package) if package in FLOORS else None


def height_in(rooms: list[set[str]], module: str) -> int | None:
    parts = module.split(".")
    return next((height for height, level in enumerate(rooms) if len(parts) > 1 and parts[1] in level), None)


def may_know(module: str, other: str) -> bool:
    """Return whether code in `module` may name what is in `other`: its own room, or one on a lower floor."""
    here, there = floor_of(module), floor_of(other)
    if here is None or there is None or here > there:
        return not (module.startswith("learning.") and other.startswith("briefings.") and ".impact" not in module)
    if here < there:
        return False
    for package, rooms in (("learning", LEARNING), ("briefings", BRIEFINGS)):
        if module.startswith(f"{package}.") and module.split(".")[1] != other.split(".")[1]:
            own, its = height_in(rooms, module), height_in(rooms, other)
            return own is not None and its is not None and own > its
    return True


def python_files(*packages: str) -> list[Path]:
    """Return our own Python files below the given folders (all of them if none are named), without migrations."""
    return sorted(
        path
        for package in packages or OURS
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and "node_modules" not in path.parts
    )
