"""What every format is read into and written from: questions apart from any database, and what can't be taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

LARGEST_FILE = 10 * 1024 * 1024
MOST_QUESTIONS = 5_000
UNASKED = (
    "It is a description, and no question that can be taken follows it. Put it before the questions that it is about, "
    "or take it out."
)


class UnreadableFile(ValueError):
    """The file as a whole can't be read. Its text says why and what to do, for the person who brought it."""


class CantTake(ValueError):
    """One question can't be taken. Its text says why and what to do."""


@dataclass(frozen=True)
class DraftOption:
    """An option to choose, a line to put in order, an accepted answer, or one side of a pair with its `match`.

    Plain text. In a matching question an option without text is a match that fits nothing.
    """

    text: str
    correct: bool = False
    feedback: str = ""
    match: str = ""


@dataclass(frozen=True)
class DraftImage:
    """A picture as the file holds it: PNG, JPEG, GIF or WebP."""

    name: str
    content: bytes


@dataclass(frozen=True)
class DraftQuestion:
    """A question as a file says it. `type` is one of `rules`; `place` names it to people ("Question 3, line 12").

    `category` is a path of titles from the top, empty if the file names none. `scenario`, `stem`, `explanation` and
    `marking_guidance` are clean HTML. `credit` is rules.ALL_OR_NOTHING or rules.PARTIAL. `notes` say what was changed
    so that it could be taken.
    """

    place: str
    type: str
    stem: str
    code: str = ""
    category: tuple[str, ...] = ()
    scenario: str = ""
    scenario_code: str = ""
    explanation: str = ""
    options: tuple[DraftOption, ...] = ()
    credit: str = "all"
    marks: int = 1
    marking_guidance: str = ""
    source: str = ""
    must_pass: bool = False
    image: DraftImage | None = None
    image_alt: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something that can't be taken from a file, or put into one: where, and why with what to do.

    In a file that is written, `whole` says that the question isn't in it at all.
    """

    place: str
    words: str
    whole: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


@dataclass
class Reading:
    """A file as read: the questions that can be taken, and the problems with those that can't."""

    questions: list[DraftQuestion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Scenarios:
    """The descriptions of a file: each is the scenario of the questions after it, up to the next one or a category."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.html = self.code = self.unasked = ""

    def begin(self, html: str = "", code: str = "", *, place: str = "") -> None:
        """Take up a description, or none. The one before is a problem if no question could be taken after it."""
        if self.unasked:
            self.reading.problems.append(Problem(self.unasked, UNASKED))
        self.html, self.code, self.unasked = html, code, place if html else ""

    def asked(self, draft: DraftQuestion) -> DraftQuestion:
        """Return a question with the scenario that it stands under."""
        self.unasked = ""
        return replace(draft, scenario=self.html, scenario_code=self.code)


@dataclass
class Written:
    """A file to give out. `problems` name what it could not hold."""

    content: bytes
    problems: list[Problem] = field(default_factory=list)


def by_category(drafts: Sequence[DraftQuestion]) -> list[DraftQuestion]:
    """Return drafts so that those of a category stand together, those of one scenario after those of none."""
    return sorted(drafts, key=lambda draft: (draft.category, draft.scenario_code, draft.scenario))


def split_category(path: str) -> tuple[str, ...]:
    """Return the titles of a category path: "A/B//C" is ("A", "B/C"), since a slash in a title is written twice."""
    held = path.replace("//", "\ufdd0")
    return tuple(title for part in held.split("/") if (title := " ".join(part.replace("\ufdd0", "/").split())))


def join_category(titles: Sequence[str]) -> str:
    """Return the path that `split_category` reads as `titles`."""
    return "/".join(title.replace("/", "//") for title in titles)


def moodle_category(path: str) -> tuple[str, ...]:
    """Return the titles in Moodle's category path, without its context ("$course$", "$cat1$") and its "top"."""
    titles = split_category(path)
    if titles and titles[0].startswith("$") and titles[0].endswith("$"):
        titles = titles[1:]
        if titles[:1] == ("top",):
            titles = titles[1:]
    return titles
