"""What is done with many questions at once, from their list in Wagtail's admin."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from core.bulk import OnWhatIsListed
from learning.quizzes.models import Question


class OnQuestions(OnWhatIsListed):
    """`act` does it and returns how many it was done to; `done` says of them what they now are."""

    models = [Question]
    act: ClassVar[Callable[..., int]]
    done: ClassVar[str]

    def check_perm(self, question: Question) -> bool:
        return bool(self.request.user.has_perm("quizzes.publish_question"))

    @classmethod
    def execute_action(cls, objects: Sequence[Question], **context: Any) -> tuple[int, int]:
        return cls.act(questions=objects, by=context["self"].request.user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{num_parent_objects} question{'' if num_parent_objects == 1 else 's'} {self.done}."
