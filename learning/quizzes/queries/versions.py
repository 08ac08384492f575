"""Versions of questions, kept by each process: what was asked never changes, and many are asked the same."""

from collections.abc import Collection

from core.kept import Kept
from learning.quizzes.models import QuestionVersion

_versions: Kept[QuestionVersion] = Kept()
FOR_GOOD = 0  # the stamp of what never changes


def versions_of(keys: Collection[int]) -> dict[int, QuestionVersion]:
    """Return versions with their pictures, by key; those that aren't there are left out. One query at most.

    A picture's file may change, so what has one is read each time.
    """
    kept = {key: version for key in keys if (version := _versions.look_up(key, stamp=FOR_GOOD))}
    if len(kept) == len(keys):
        return kept
    read = QuestionVersion.objects.select_related("image").in_bulk([key for key in keys if key not in kept])
    for key, version in read.items():
        if version.image_id is None:
            _versions.keep(key, version, stamp=FOR_GOOD)
    return kept | read
