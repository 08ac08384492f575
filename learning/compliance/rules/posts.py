"""A post, the spells that its holder is apart from it, and the chain of posts a deadline runs through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.dates import add_days

# A gap between two posts no longer than this is a move, not a fresh start.
LONGEST_GAP_IN_A_MOVE = timedelta(days=28)
# A closed spell shorter than this is ordinary leave: it stops no clock.
SHORTEST_SPELL = timedelta(days=28)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """Away from a post from `away_from` until the day before `back_on`, which is None while it is open."""

    away_from: date
    back_on: date | None = None

    def __post_init__(self) -> None:
        if self.back_on is not None and self.back_on < self.away_from:
            raise ValueError(f"back on {self.back_on}, before going away on {self.away_from}")

    def covers(self, day: date) -> bool:
        return self.away_from <= day and (self.back_on is None or day < self.back_on)


@dataclass(frozen=True, slots=True)
class ExemptSpell:
    """Exempt from one requirement from `exempt_from` to `exempt_to`, both included; None while it is open.

    It is then due by `then_due_by`; where the decision names no day, the days of grace from its end.
    """

    exempt_from: date
    exempt_to: date | None = None
    then_due_by: date | None = None

    def __post_init__(self) -> None:
        if self.exempt_to is not None and self.exempt_to < self.exempt_from:
            raise ValueError(f"exempt to {self.exempt_to}, before being exempt from {self.exempt_from}")

    def covers(self, day: date) -> bool:
        return self.exempt_from <= day and (self.exempt_to is None or day <= self.exempt_to)


@dataclass(frozen=True, slots=True)
class Tenure:
    """One post as one requirement sees it: first and last day, spells away from it, exemptions from it."""

    start: date
    end: date | None = None
    away: tuple[Spell, ...] = ()
    exempt: tuple[ExemptSpell, ...] = ()

    def held_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def merge_spells(spells: Iterable[Spell]) -> list[Spell]:
    """Return the spells that count, earliest first: touching ones joined, then short closed ones left out.

    Two touch if the later begins no later than the first day back from the earlier. A day back at work
    between them keeps them apart.
    """
    joined: list[Spell] = []
    for spell in sorted(spells, key=lambda s: s.away_from):
        last = joined[-1] if joined else None
        if last is None or (last.back_on is not None and spell.away_from > last.back_on):
            joined.append(spell)
        elif last.back_on is not None:
            back_on = None if spell.back_on is None else max(last.back_on, spell.back_on)
            joined[-1] = Spell(last.away_from, back_on)
    return [s for s in joined if s.back_on is None or s.back_on - s.away_from >= SHORTEST_SPELL]


def chain_of(post: Tenure, others: Iterable[Tenure]) -> tuple[Tenure, ...]:
    """Return the posts that `post` continues, in order of their start, ending with `post` itself.

    `others` are the person's other posts in the same agency that are in the requirement's audience too. A
    post continues one that ended at most 28 days before it began, or that overlaps it: a hand-over and a
    second desk are no fresh start either.
    """
    chain: list[Tenure] = []
    last_day: date | None = None
    for tenure in sorted((t for t in others if t.start < post.start), key=lambda t: t.start):
        if chain and not _follows(tenure.start, last_day):
            chain = []
        last_day = _later_end(last_day, tenure.end) if chain else tenure.end
        chain.append(tenure)
    if not (chain and _follows(post.start, last_day)):
        chain = []
    return (*chain, post)


def anchor_for(post: Tenure, others: Iterable[Tenure], first_in_force: date) -> date:
    """Return the day that a first deadline is counted from.

    It is the later of the requirement's first day in force and the start of the first post in the chain.
    `others` are as for `chain_of`.
    """
    return max(first_in_force, chain_of(post, others)[0].start)


def carried_spells(chain: tuple[Tenure, ...]) -> tuple[list[Spell], list[ExemptSpell]]:
    """Return the spells of every post in a chain, those of the earlier posts ending with their posts.

    Moving desks neither buys time nor takes away the time that a spell has given.
    """
    *earlier, post = chain
    away, exempt = list(post.away), list(post.exempt)
    for tenure in earlier:
        if tenure.end is None:
            away.extend(tenure.away)
            exempt.extend(tenure.exempt)
        else:
            away.extend(_ended(spell, tenure.end) for spell in tenure.away if spell.away_from <= tenure.end)
            exempt.extend(_exempt_ended(e, tenure.end) for e in tenure.exempt if e.exempt_from <= tenure.end)
    return away, exempt


def _ended(spell: Spell, last_day: date) -> Spell:
    return Spell(spell.away_from, _earlier(spell.back_on, add_days(last_day, 1)))


def _exempt_ended(spell: ExemptSpell, last_day: date) -> ExemptSpell:
    return ExemptSpell(spell.exempt_from, _earlier(spell.exempt_to, last_day), spell.then_due_by)


def _follows(start: date, last_day: date | None) -> bool:
    return last_day is None or start - last_day - ONE_DAY <= LONGEST_GAP_IN_A_MOVE


def _later_end(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _earlier(one: date | None, other: date) -> date:
    return other if one is None else min(one, other)
