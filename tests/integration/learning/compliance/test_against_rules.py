"""What the database says of a post, beside the rules and beside the slow reference, over generated histories.

A few hundred in the ordinary run; set GOLDTHREAD_HISTORIES to 10000 for as many as you like.
"""

import os
import random
from collections import Counter
from datetime import date

import pytest
from django.db import transaction

from learning.compliance.queries.by_database import statuses_by_post
from learning.compliance.queries.counts import count_statuses
from learning.compliance.rules import Status, status_on
from tests.integration.learning.compliance.histories import REQUIREMENTS, World, held_in, make_world
from tests.unit.learning.compliance.reference import status_and_deadline

pytestmark = pytest.mark.django_db

HISTORIES = int(os.environ.get("GOLDTHREAD_HISTORIES", "400"))
PEOPLE_A_WORLD = 50
DAYS_A_WORLD = 5
SEED = 20261121


def said_by_rules(world: World, on: date) -> dict[tuple[int, int], str]:
    """Return what the rules say of each post and requirement, from what was drawn."""
    said = {}
    for told, post in held_in(world, on):
        for place in range(REQUIREMENTS):
            if world.in_audience(post.row, place):
                facts = world.facts(told, post, place, on)
                standing = status_on(
                    on, post=facts.post, terms=facts.terms, introduction=facts.introduction, done=facts.done,
                    others=facts.others,
                )  # fmt: skip
                said[post.row.pk, place] = standing.status.value
    return said


def agrees_with_reference(world: World, chance: random.Random, on: date, said: dict[tuple[int, int], str]) -> int:
    """Hold a third of a world's people against the slow reference; return how many that was."""
    held = [(told, post) for told, post in held_in(world, on)]
    checked = 0
    for told, post in chance.sample(held, min(len(held), PEOPLE_A_WORLD // DAYS_A_WORLD + 1)):
        for place in range(REQUIREMENTS):
            if (post.row.pk, place) in said:
                facts = world.facts(told, post, place, on)
                assert said[post.row.pk, place] == status_and_deadline(facts)[0], facts
                checked += 1
    return checked


def test_database_rules_and_reference_agree_on_generated_histories() -> None:
    chance = random.Random(SEED)
    seen: Counter[str] = Counter()
    checked = told = 0
    while told < HISTORIES:
        with transaction.atomic():
            world = make_world(chance, PEOPLE_A_WORLD)
            for on in world.some_days(chance, DAYS_A_WORLD):
                said = said_by_rules(world, on)
                by_post = statuses_by_post(on=on)
                found = {
                    (post, place): status.value
                    for post, statuses in by_post.items()
                    for place, status in enumerate(statuses)
                    if status
                }
                assert found == said, (told, on, set(found.items()) ^ set(said.items()))
                counted = count_statuses(on=on).tallies(lambda cell: cell.asked.requirement.order)
                by_place = Counter(said_at for said_at in ((place, status) for (_, place), status in said.items()))
                assert {
                    (place, status.value): tally[status]
                    for place, tally in counted.items() for status in Status if tally[status]
                } == by_place  # fmt: skip
                seen.update(said.values())
                checked += agrees_with_reference(world, chance, on, said)
            told += PEOPLE_A_WORLD
            transaction.set_rollback(True)
    assert set(seen) == {status.value for status in Status}
    assert checked > told * 0.3, checked
    print(f"{told:,} histories, {sum(seen.values()):,} statuses, {checked:,} of them against the reference: {seen}")
