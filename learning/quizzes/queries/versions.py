"""Versions of questions, kept by each process: what was asked never changes, and many are asked the same."""

from collections.abc import Collection

from core.kept import Kept
from learning.quizzes.models import QuestionVersion

_versions: Kept[QuestionVersion] = Kept()


def versions_of(keys: Collection[int]) -> dict[int, QuestionVersion]:
    """Return versions with their pictures, by key; those that aren't there are left out. One query at most.

    A picture's file may change, so what has one is read each time.
    """
    read: dict[int, QuestionVersion] = {}

    def make(key: int) -> QuestionVersion | None:
        if not read:
            read.update(QuestionVersion.objects.select_related("image").in_bulk(list(keys)))
        version = read.get(key)
        return version if version and version.image_id is None else None

    found = {key: _versions.get(key, lambda key=key: make(key), stamp=0) or read.get(key) for key in keys}  # type: ignore[misc]
    return {key: version for key, version in found.items() if version is not None}
