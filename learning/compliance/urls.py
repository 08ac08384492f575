"""Addresses of this room."""

from django.urls import URLPattern, path

from learning.compliance.views import (
    acting,
    agencies,
    board,
    board_reports,
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
    path("agencies/<slug:code>/", agencies.agency, name="agency"),
    path("board/", board.board, name="board"),
    path("board/reports/", board_reports.reports, name="board_reports"),
    path("board/reports/<int:key>.<str:kind>", board_reports.report_file, name="board_report_file"),
    path("board/reports/<int:key>/", board_reports.report, name="board_report"),
    path("board/reports/<int:key>/changes/", board_reports.changes, name="board_changes"),
]
