"""The rules beside the slow reference, over generated histories that crowd their days around the edges."""

import random
from collections import Counter
from datetime import date, timedelta

from learning.compliance.rules import (
    ByFixedDay,
    Done,
    EveryMonths,
    ExemptSpell,
    Introduction,
    Listing,
    Never,
    Renewal,
    Spell,
    Status,
    Tenure,
    Terms,
    Within,
    status_on,
)
from tests.unit.learning.compliance.reference import (
    Facts,
    chain_start,
    first_deadline_day,
    lapse_day,
    status_and_deadline,
)

HISTORIES = 10_000
SEED = 20261120
DAY = timedelta(days=1)
EPOCH = date(2021, 1, 1)


def any_day(chance: random.Random, years: int = 6) -> date:
    return EPOCH + timedelta(days=chance.randrange(years * 365))


def some_renewal(chance: random.Random) -> Renewal:
    kind = chance.random()
    if kind < 0.08:
        return Never()
    if kind < 0.7:
        return EveryMonths(chance.choice([1, 6, 12, 24, 36]))
    month, day_of_month = chance.choice([(2, 29), (3, 31), (7, 31), (9, 1), (12, 31)])
    every = chance.choice([12, 24])
    return ByFixedDay(month, day_of_month, every, chance.choice([0, 3, every]))


def some_terms(chance: random.Random) -> Terms:
    first = Within(months=chance.choice([0, 1, 3, 6])) if chance.random() < 0.7 else Within(days=chance.randrange(60))
    listings = [
        Listing(1, first=True, renewing=chance.random() < 0.3),
        Listing(2, renewing=True),
        Listing(3, first=True, if_completed_by=any_day(chance)),
        Listing(4, renewing=True, if_completed_by=any_day(chance)),
    ]
    return Terms(
        listings=tuple(chance.sample(listings, chance.choice([1, 3, 4, 4]))),
        first=first,
        renewal=some_renewal(chance),
        in_force_from=EPOCH,
        warning_days=chance.choice([0, 30, 90, 90]),
        grace_days=chance.choice([0, 14, 30]),
        history_before=any_day(chance, 3) if chance.random() < 0.4 else None,
    )


def some_introduction(chance: random.Random) -> Introduction:
    first = EPOCH + timedelta(days=chance.randrange(900))
    if chance.random() < 0.7:
        return Introduction(first)
    before = first + timedelta(days=chance.choice([0, chance.randrange(500)]))
    return Introduction(first, before, before + timedelta(days=chance.randrange(300)))


def some_spells(chance: random.Random) -> tuple[Spell, ...]:
    spells: list[Spell] = []
    for _ in range(chance.choice([0, 0, 1, 2, 3])):
        near = [s.back_on for s in spells if s.back_on]
        close = near and chance.random() < 0.6
        away_from = chance.choice(near) + chance.choice([-3, 0, 0, 1]) * DAY if close else any_day(chance)
        length = chance.choice([0, 10, 18, 27, 28, 29, chance.randrange(300)])
        spells.append(Spell(away_from, None if chance.random() < 0.15 else away_from + length * DAY))
    return tuple(spells)


def some_exemptions(chance: random.Random) -> tuple[ExemptSpell, ...]:
    found: list[ExemptSpell] = []
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        ends = [e.exempt_to for e in found if e.exempt_to]
        exempt_from = chance.choice(ends) + DAY if ends and chance.random() < 0.5 else any_day(chance)
        to = None if chance.random() < 0.15 else exempt_from + timedelta(days=chance.randrange(200))
        due = to + timedelta(days=chance.randrange(60)) if to and chance.random() < 0.7 else None
        found.append(ExemptSpell(exempt_from, to, due))
    return tuple(found)


def some_posts(chance: random.Random) -> tuple[Tenure, tuple[Tenure, ...]]:
    """Return a post, and earlier, overlapping and later ones with gaps of about 28 days."""
    starts = any_day(chance, 3)
    posts = []
    for _ in range(chance.choice([1, 1, 2, 3, 4])):
        end = starts + timedelta(days=chance.randrange(500)) if chance.random() < 0.75 else None
        posts.append(Tenure(starts, end, some_spells(chance), some_exemptions(chance)))
        gap = chance.choice([-40, -1, 0, 1, 28, 29, 30, chance.randrange(200)])
        starts = (end if end else starts + timedelta(days=chance.randrange(400))) + gap * DAY
        starts = max(starts, EPOCH)
    post = chance.choice(posts)
    return post, tuple(t for t in posts if t is not post)


def some_facts(chance: random.Random) -> Facts:
    post, others = some_posts(chance)
    terms = some_terms(chance)
    courses = [ls.course_id for ls in terms.listings] + [5]
    done = tuple(Done(chance.choice(courses), any_day(chance, 5)) for _ in range(chance.choice([0, 1, 2, 3, 5])))
    facts = Facts(post.start, post, terms, some_introduction(chance), done, others)
    held = [day for day in (*edges(facts), any_day(chance, 8)) if post.held_on(day)]
    return Facts(chance.choice([*held, post.start]), post, terms, facts.introduction, done, others)


def edges(facts: Facts) -> list[date]:
    """Return the days around which an answer may change."""
    found = [first_deadline_day(facts), chain_start(facts.post, facts.others)]
    for completion in facts.done:
        lapse = lapse_day(completion.on, facts.terms)
        found += [completion.on] if lapse is None else [completion.on, lapse]
        found += [] if lapse is None else [lapse - facts.terms.warning_days * DAY]
    for tenure in (facts.post, *facts.others):
        back = [s.back_on for s in tenure.away if s.back_on]
        over = [e.exempt_to + DAY for e in tenure.exempt if e.exempt_to]
        found += [day + n * DAY for day in back + over for n in (0, facts.terms.grace_days)]
        found += [s.away_from for s in tenure.away] + [e.exempt_from for e in tenure.exempt]
        found += [e.then_due_by for e in tenure.exempt if e.then_due_by]
    return [day + n * DAY for day in found for n in (-1, 0, 1)]


def test_ten_thousand_histories_agree_with_the_slow_reference() -> None:
    chance = random.Random(SEED)
    seen: Counter[str] = Counter()
    chained = moved = 0
    for number in range(HISTORIES):
        facts = some_facts(chance)
        standing = status_on(
            facts.on,
            post=facts.post,
            terms=facts.terms,
            introduction=facts.introduction,
            done=facts.done,
            others=facts.others,
        )
        assert (standing.status.value, standing.deadline) == status_and_deadline(facts), (number, facts)
        seen[standing.status] += 1
        chained += chain_start(facts.post, facts.others) < facts.post.start
        moved += standing.moved_by is not None and standing.status in (Status.IN_TIME, Status.OVERDUE)
    # A generator that never reached a status, a chain or a moved deadline would agree about nothing.
    assert set(seen) == set(Status)
    assert min(seen.values()) > 250, seen
    assert chained > 1000, chained
    assert moved > 250, moved
