"""Why something can't be deleted: other rows rest on it, and they stay. What to do instead is the model's to say."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector

NAMED = 4  # kinds of rows that a sentence names


def why_kept(instances: Sequence[models.Model]) -> str:
    """Return a sentence that says why these can't be deleted and what to do instead, or nothing if they can be.

    `instances` are of one model, which may say `instead_of_deleting`.
    """
    if not instances:
        return ""
    collector = Collector(using=instances[0]._state.db or "default", origin=instances[0])
    try:
        collector.collect(list(instances))
    except ProtectedError as error:
        holding = error.protected_objects
    except RestrictedError as error:
        holding = error.restricted_objects
    else:
        return ""
    what = str(instances[0]) if len(instances) == 1 else "These"
    instead = getattr(instances[0], "instead_of_deleting", "")
    return f"{what} can’t be deleted, because records rest on it: {in_words(holding)}. {instead}".strip()


def in_words(holding: Iterable[Any]) -> str:
    counts = Counter(type(one) for one in holding)
    said = [f"{count:,} {model_words(model, count)}" for model, count in counts.most_common(NAMED)]
    more = len(counts) - NAMED
    return ", ".join(said) + (" and more" if more > 0 else "")


def model_words(model: type[models.Model], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)
