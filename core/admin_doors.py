"""Doors of Wagtail's admin that it leaves open to every account: choosers, and the history of the whole site.

A chooser shows the title of each of its things, drafts too. Whoever edits pages needs those that pages name; of the
others each is for those with a right in its app.
"""

import re
from typing import Any

from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.models import SiteDocument, SiteImage

SNIPPETS = re.compile(r"^wagtailsnippetchoosers_([a-z]+)_([a-z]+)$")
# What pages name: themes, audiences and guidance; courses and quizzes; kinds of reviews, parts of the manual.
NAMED_BY_PAGES = {"core", "catalogue", "reviews", "procedures"}
ON_PAGES = {("quizzes", "quiz")}
FOR_EDITORS = re.compile(r"^(wagtailadmin_choose_page\w*|wagtailadmin_reports:site_history\w*)$")
FILES = {"wagtailimages_chooser": SiteImage, "wagtaildocs_chooser": SiteDocument}


def is_shut(user: Any, view_name: str) -> bool:
    """Return whether a view of the admin isn't for `user`, who may have no more than a way in."""
    namespace = view_name.split(":")[0]
    if found := SNIPPETS.match(namespace):
        return not may_choose(user, found[1], found[2])
    if FOR_EDITORS.match(view_name):
        return not edits_pages(user)
    if namespace in FILES:
        policy = policy_registry.get_by_type(FILES[namespace])
        return not bool(policy.user_has_any_permission(user, {"choose", "add", "change"}))
    return False


def may_choose(user: Any, app: str, model: str) -> bool:
    if user.has_module_perms(app):
        return True
    return (app in NAMED_BY_PAGES or (app, model) in ON_PAGES) and edits_pages(user)


def edits_pages(user: Any) -> bool:
    policy = policy_registry.get_by_type(Page)
    return bool(policy.user_has_any_permission(user, {"add", "change", "publish"}))
