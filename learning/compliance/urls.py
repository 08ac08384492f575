"""Addresses of this room."""

from django.urls import URLPattern, path

from learning.compliance.views import (
    acting,
    agencies,
    board,
    board_reports,
    group_sessions,
    group_training,
    joining,
    needs,
    packs,
    post,
    reminders,
    team,
)

urlpatterns: list[URLPattern] = [
    path("team/", team.team, name="team"),
    path("team.csv", team.team_csv, name="team_csv"),
    path("team/<int:key>/", post.post, name="team_post"),
    path("team/<int:key>/remind/", reminders.remind, name="team_remind"),
    path("team/<int:key>/absence/", acting.absence, name="team_absence"),
    path("team/<int:key>/enrol/", acting.enrol, name="team_enrol"),
    path("join/", joining.join, name="join"),
    path("join/confirm/", joining.join_confirm, name="join_confirm"),
    path("agencies/<slug:code>/joining/", joining.joining, name="agency_joining"),
    path("what-do-i-need/", needs.needs, name="needs"),
    path("my-learning/reminders/", reminders.mine, name="reminders"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<slug:code>.csv", agencies.agency_csv, name="agency_csv"),
    path("agencies/<slug:code>/pack/", packs.packs, name="agency_packs"),
    path("agencies/<slug:code>/pack/<int:key>.pdf", packs.pack_file, name="agency_pack"),
    path("agencies/<slug:code>/group-training/", group_sessions.sessions, name="group_training"),
    path("agencies/<slug:code>/group-training/new/", group_training.details, name="group_new"),
    path("agencies/<slug:code>/group-training/draft/<uuid:key>/", group_training.people, name="group_people"),
    path("agencies/<slug:code>/group-training/draft/<uuid:key>/details/", group_training.details, name="group_details"),
    path("agencies/<slug:code>/group-training/draft/<uuid:key>/check/", group_training.check, name="group_check"),
    path("agencies/<slug:code>/group-training/draft/<uuid:key>/put-away/", group_training.put_away, name="group_away"),
    path("agencies/<slug:code>/group-training/<uuid:key>/", group_sessions.session, name="group_session"),
    path(
        "agencies/<slug:code>/group-training/<uuid:key>/still-need.<str:kind>",
        group_sessions.still_need,
        name="group_still_need",
    ),
    path(
        "agencies/<slug:code>/group-training/<uuid:key>/withdraw/<int:place>/",
        group_sessions.withdraw,
        name="group_withdraw",
    ),
    path("agencies/<slug:code>/", agencies.agency, name="agency"),
    path("board/", board.board, name="board"),
    path("board/reports/", board_reports.reports, name="board_reports"),
    path("board/reports/<int:key>.<str:kind>", board_reports.report_file, name="board_report_file"),
    path("board/reports/<int:key>/", board_reports.report, name="board_report"),
    path("board/reports/<int:key>/changes/", board_reports.changes, name="board_changes"),
]
