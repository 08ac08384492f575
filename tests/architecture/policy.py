"""Who may open each address. A route that isn't here fails the tests: add it, with who may."""

from enum import Enum


class Who(Enum):
    ANYONE = "anyone, signed in or not"
    SIGNED_IN = "anybody who is signed in; what they see is their own, or what they may see"
    LOOKS_AFTER = "managers, agency leads and the team, each as far as they look"
    BOARD = "the board and the team"
    TEAM = "the workforce team"
    EDITOR = "those with a right to Wagtail's admin, as Wagtail's own permissions say"
    STAFF = "those who may open Django's own admin, which is there under DEBUG only"


# Our own addresses, by name.
POLICY: dict[str, Who] = {
    "health": Who.ANYONE,
    "admin_sign_in": Who.ANYONE,
    "page_sign_in": Who.ANYONE,
    "admin_reset": Who.ANYONE,
    "brand_styles": Who.ANYONE,
    "document": Who.ANYONE,  # a file of a page that one may read; others 404
    "image": Who.ANYONE,  # a picture on a page that one may read; others 404
    "search": Who.ANYONE,
    "sitemap": Who.ANYONE,
    "robots": Who.ANYONE,
    "gallery": Who.TEAM,
    "account": Who.SIGNED_IN,
    "post_offer": Who.SIGNED_IN,  # their own; for others it does nothing
    "my_learning": Who.SIGNED_IN,
    "lessons:visit_result": Who.ANYONE,  # what this browser's own session keeps; nothing without it
    "lessons:visit_check": Who.ANYONE,
    "lessons:visit_question": Who.ANYONE,
    "lessons:start_quiz": Who.ANYONE,
    "quizzes:own_answers": Who.SIGNED_IN,
    "quizzes:answers_of_person": Who.TEAM,
    "quizzes:question": Who.SIGNED_IN,
    "quizzes:check": Who.SIGNED_IN,
    "quizzes:result": Who.SIGNED_IN,
    "records:look_up": Who.ANYONE,
    "records:certificate": Who.ANYONE,
    "records:print": Who.SIGNED_IN,
    "records:elsewhere": Who.SIGNED_IN,
    "records:report": Who.SIGNED_IN,
    "records:withdraw_report": Who.SIGNED_IN,
    "records:evidence": Who.SIGNED_IN,  # the person's own, and those who may check it
    "records:reports_to_check": Who.LOOKS_AFTER,  # agencies' leads and the team
    "records:check_report": Who.LOOKS_AFTER,
    "lessons:course": Who.ANYONE,
    "lessons:lesson": Who.ANYONE,
    "responses:own": Who.SIGNED_IN,
    "responses:confirm": Who.SIGNED_IN,  # of a page that they may read; others 404
    "responses:overview": Who.LOOKS_AFTER,
    "responses:readers": Who.LOOKS_AFTER,
    "responses:readers_csv": Who.LOOKS_AFTER,
    "team": Who.LOOKS_AFTER,
    "team_csv": Who.LOOKS_AFTER,
    "team_post": Who.LOOKS_AFTER,
    "team_remind": Who.LOOKS_AFTER,
    "team_absence": Who.LOOKS_AFTER,
    "team_enrol": Who.LOOKS_AFTER,
    "reminders": Who.SIGNED_IN,
    "needs": Who.ANYONE,
    "join": Who.ANYONE,  # where no agency lets people ask, 404
    "join_confirm": Who.ANYONE,
    "agency_joining": Who.LOOKS_AFTER,
    "learning_as_seen": Who.TEAM,
    "agencies": Who.LOOKS_AFTER,
    "agency": Who.LOOKS_AFTER,
    "agency_csv": Who.LOOKS_AFTER,
    "agency_packs": Who.LOOKS_AFTER,  # its leads and the team
    "agency_pack": Who.LOOKS_AFTER,
    "imports:index": Who.LOOKS_AFTER,  # leads for their own agencies, the team; nobody else
    "imports:new": Who.LOOKS_AFTER,
    "imports:sample_csv": Who.LOOKS_AFTER,
    "imports:sample_xlsx": Who.LOOKS_AFTER,
    "imports:batch": Who.LOOKS_AFTER,
    "imports:undo": Who.LOOKS_AFTER,
    "imports:confirm_undo": Who.LOOKS_AFTER,
    "imports:upload": Who.LOOKS_AFTER,
    "imports:words": Who.LOOKS_AFTER,
    "imports:again": Who.LOOKS_AFTER,
    "imports:confirm": Who.LOOKS_AFTER,
    "imports:drop": Who.LOOKS_AFTER,
    "imports:preview_csv": Who.LOOKS_AFTER,
    "imports:preview_xlsx": Who.LOOKS_AFTER,
    "group_training": Who.LOOKS_AFTER,  # agencies' leads and the team
    "group_new": Who.LOOKS_AFTER,
    "group_people": Who.LOOKS_AFTER,  # each their own drafts
    "group_details": Who.LOOKS_AFTER,
    "group_check": Who.LOOKS_AFTER,
    "group_away": Who.LOOKS_AFTER,
    "group_session": Who.LOOKS_AFTER,
    "group_still_need": Who.LOOKS_AFTER,
    "group_withdraw": Who.LOOKS_AFTER,
    "board": Who.BOARD,
    "board_reports": Who.BOARD,  # only the team publishes
    "board_report": Who.BOARD,
    "board_report_file": Who.BOARD,
    "board_changes": Who.BOARD,  # in counts; by name for the team
}

# allauth's addresses, below /account/.
SIGN_IN_POLICY: dict[str, Who] = {
    "account_login": Who.ANYONE,
    "account_logout": Who.ANYONE,
    "account_inactive": Who.ANYONE,
    "account_signup": Who.ANYONE,  # closed: says so
    "account_reauthenticate": Who.SIGNED_IN,
    "account_email": Who.SIGNED_IN,
    "account_email_verification_sent": Who.ANYONE,
    "account_confirm_email": Who.ANYONE,
    "account_change_password": Who.SIGNED_IN,
    "account_set_password": Who.SIGNED_IN,
    "account_reset_password": Who.ANYONE,
    "account_reset_password_done": Who.ANYONE,
    "account_reset_password_from_key": Who.ANYONE,
    "account_reset_password_from_key_done": Who.ANYONE,
    "account_confirm_login_code": Who.ANYONE,
    "mfa_index": Who.SIGNED_IN,
    "mfa_authenticate": Who.ANYONE,
    "mfa_reauthenticate": Who.SIGNED_IN,
    "mfa_activate_totp": Who.SIGNED_IN,
    "mfa_deactivate_totp": Who.SIGNED_IN,
    "mfa_view_recovery_codes": Who.SIGNED_IN,
    "mfa_generate_recovery_codes": Who.SIGNED_IN,
    "mfa_download_recovery_codes": Who.SIGNED_IN,
}

# Wagtail's addresses for readers. Pages and documents answer as `core.queries.readable_by` says.
WAGTAIL_POLICY: dict[str, Who] = {
    "wagtail_serve": Who.ANYONE,
    "wagtaildocs_serve": Who.ANYONE,
    "wagtaildocs_authenticate_with_password": Who.ANYONE,
    "wagtailcore_authenticate_with_password": Who.ANYONE,
    "wagtailcore_login": Who.ANYONE,  # behind page_sign_in, which is found first
}

# Whole trees of addresses that are others' own, by how they begin.
TREES: dict[str, Who] = {"admin/": Who.EDITOR, "django-admin/": Who.STAFF}

# What Wagtail's admin gives to anybody: nothing of the site's content.
OPEN_IN_ADMIN = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "wagtailadmin_logout"}


def who_may(name: str, path: str) -> Who | None:
    """Return who may open a route by its name and the pattern of its path; None if the policy doesn't say."""
    known = POLICY | SIGN_IN_POLICY | WAGTAIL_POLICY
    if name in known:
        return known[name]
    return next((who for beginning, who in TREES.items() if path.startswith(beginning)), None)
