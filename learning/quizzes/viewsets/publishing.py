"""Publishing many questions at once, from their list in Wagtail's admin."""

from typing import Any

from learning.quizzes.actions.publishing import publish_questions, unfit, waiting_to_be_published
from learning.quizzes.viewsets.many import OnQuestions


class PublishBulkAction(OnQuestions):
    """Publishes the newest drafts of the chosen questions, after saying which can't be published yet and why."""

    display_name = "Publish"
    action_type = "publish"
    aria_label = "Publish the chosen questions"
    template_name = "quizzes/admin/confirm_publish.html"
    action_priority = 10
    act = staticmethod(publish_questions)
    done = "published"

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
