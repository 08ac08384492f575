"""Publishing many questions at once, from their list in Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from core.bulk import OnWhatIsListed
from learning.quizzes.actions.publishing import publish_questions, unfit, waiting_to_be_published
from learning.quizzes.models import Question


class PublishBulkAction(OnWhatIsListed):
    """Publishes the newest drafts of the chosen questions, after saying which can't be published yet and why."""

    display_name = "Publish"
    action_type = "publish"
    aria_label = "Publish the chosen questions"
    template_name = "quizzes/admin/confirm_publish.html"
    action_priority = 10
    models = [Question]

    def check_perm(self, question: Question) -> bool:
        return bool(self.request.user.has_perm("quizzes.publish_question"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = [entry["item"] for entry in context["items"]]
        why = {question.pk: unfit(question) for question in waiting_to_be_published(chosen)}
        entries = [entry | {"why": why[entry["item"].pk]} for entry in context["items"] if entry["item"].pk in why]
        return context | {
            "fit": [entry for entry in entries if not entry["why"]],
            "unfit": [entry for entry in entries if entry["why"]],
            "published": len(chosen) - len(entries),
        }

    @classmethod
    def execute_action(cls, objects: Sequence[Question], **context: Any) -> tuple[int, int]:
        return publish_questions(questions=objects, by=context["self"].request.user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{num_parent_objects} question{'' if num_parent_objects == 1 else 's'} published."
