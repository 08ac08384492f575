"""Published reports: frozen, told again with what has changed and why, and never a small figure by the back door."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from learning.compliance.actions.quarters import count_quarters
from learning.compliance.actions.reports import ReportRefused, publish_report
from learning.compliance.models import BoardReport, QuarterCount
from learning.compliance.queries.board import board_figures, counts_in, figures_from
from learning.compliance.queries.since_report import Why, changes_since
from learning.compliance.queries.trends import trend_for_board, trend_of
from learning.compliance.queries.uptake import uptake_on
from learning.records.actions import correct_completion
from people.actions.merging import merge_people
from people.models import Agency, Person
from tests.factories import make_agency, make_board_member, make_post, make_role, make_team_member
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY = date(2026, 11, 20)
QUARTER = date(2026, 9, 30)


class Partnership:
    """A council of 30 of whom 10 are overdue, and two schools of one sector, of which one has 3 people."""

    def __init__(self) -> None:
        self.role, self.course = make_role(), make_course(title="Core")
        make_requirement(self.role, first=self.course, code="SG-CORE")
        self.council = make_agency(code="COUNCIL", sector="local-authority")
        self.large = make_agency(code="LARGE", sector="education")
        self.small = make_agency(code="SMALL", sector="education")
        self.trained = [self.post(self.council, done=date(2026, 3, 2)) for _ in range(20)]
        self.overdue = [self.post(self.council) for _ in range(10)]
        for agency, number in ((self.large, 12), (self.small, 3)):
            for _ in range(number):
                self.post(agency, done=date(2026, 3, 2))

    def post(self, agency: Agency, done: date | None = None) -> Any:
        post = make_post(agency=agency, role=self.role)
        if done:
            post.done = make_completion(post.person, self.course, on=done, today=TODAY)  # type: ignore[attr-defined]
        return post


@pytest.fixture
def partnership() -> Partnership:
    return Partnership()


@pytest.fixture
def team() -> Person:
    return make_team_member()


def publish(team: Person) -> BoardReport:
    return publish_report(as_at=QUARTER, by=team, today=TODAY, note="For the autumn")


def test_a_report_stays_as_it_was_and_telling_the_day_again_says_what_changed_and_why(
    partnership: Partnership, team: Person
) -> None:
    report = publish(team)
    before = figures_from(counts_in(report))
    late, withdrawn = partnership.overdue[0], partnership.trained[0]
    make_completion(late.person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    correct_completion(completion=withdrawn.done, reason="Another person's", by=team)

    assert figures_from(counts_in(report)) == before == figures_from(counts_in(report))
    found = {(change.post, change.was, change.now, change.why) for change in changes_since(report)}
    assert found == {
        (late.pk, "overdue", "current", Why.LATE),
        (withdrawn.pk, "current", "overdue", Why.CORRECTED),
    }


def test_nothing_recorded_since_changes_nothing(partnership: Partnership, team: Person) -> None:
    assert changes_since(publish(team)) == []


@pytest.mark.parametrize(
    "sql", ["UPDATE compliance_boardreportrow SET overdue = 0", "DELETE FROM compliance_boardreport"]
)
def test_the_database_refuses_to_change_a_report(partnership: Partnership, team: Person, sql: str) -> None:
    publish(team)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_report_of_the_future_or_of_nobody_is_refused(partnership: Partnership, team: Person) -> None:
    for day in (TODAY + timedelta(days=1), date(2000, 1, 31)):
        with pytest.raises(ReportRefused):
            publish_report(as_at=day, by=team, today=TODAY)


def test_a_sector_does_not_give_away_what_its_agencies_hide(partnership: Partnership) -> None:
    figures = board_figures(on=TODAY)
    agencies = {row.code: row for row in figures.by_agency}
    sectors = {row.code: row for row in figures.by_sector}

    # Three people in the small school: hidden, and so is the large one, or the sector would tell.
    assert agencies["SMALL"].trained is agencies["LARGE"].trained is None
    assert (sectors["education"].trained, sectors["local-authority"].trained) == (15, 20)
    assert figures.whole.trained == 35


def test_the_board_reads_reports_and_only_the_team_publishes(client: Client, partnership: Partnership) -> None:
    board, team = make_board_member(), make_team_member()
    given = {"as_at_day": "30", "as_at_month": "9", "as_at_year": "2026", "note": "Autumn"}

    client.force_login(board)
    assert client.post("/board/reports/", given).status_code == 403
    client.force_login(team)
    page = client.post("/board/reports/", given, follow=True)
    assert "As it is" not in page.content.decode()
    assert "Report as at 30 September 2026" in page.content.decode()

    client.force_login(board)
    report = BoardReport.objects.get()
    for path in (report.get_absolute_url(), f"{report.get_absolute_url()}changes/", "/board/reports/"):
        assert client.get(path).status_code == 200
    for kind in ("csv", "xlsx", "json"):
        assert client.get(f"/board/reports/{report.pk}.{kind}").status_code == 200
    assert client.get(f"/board/reports/{report.pk}.pdf").status_code == 404
    csv = client.get(f"/board/reports/{report.pk}.csv").content.decode()
    assert "agency,SMALL" in csv
    assert ",hidden," in csv


def test_a_day_is_reported_again_only_with_why_and_the_later_report_stands(
    client: Client, partnership: Partnership, team: Person
) -> None:
    first = publish(team)
    client.force_login(team)
    given = {"as_at_day": "30", "as_at_month": "9", "as_at_year": "2026"}
    for note in ("", "For the autumn"):
        refused = client.post("/board/reports/", {**given, "note": note}).content.decode()
        assert "There is a problem" in refused
        assert "Say in the note why it is reported again" in refused
    assert list(BoardReport.objects.all()) == [first]

    make_completion(partnership.overdue[0].person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    client.post("/board/reports/", {**given, "note": "The council's late records are in"})
    second = BoardReport.objects.latest("pk")
    count_quarters(on=TODAY, at=timezone.now())

    client.force_login(make_board_member())
    for path in (first.get_absolute_url(), f"{first.get_absolute_url()}changes/"):
        page = client.get(path).content.decode()
        assert "A later report stands instead" in page
        assert f'<a href="{second.get_absolute_url()}">Open the report that stands</a>' in page
    assert "stands instead" not in client.get(second.get_absolute_url()).content.decode()
    assert client.get("/board/reports/").content.decode().count("the later report stands</a>") == 1
    board = client.get(f"/board/?on={QUARTER.isoformat()}")
    assert (board.context["reported"], list(board.context["reports"])) == (second, [second])
    assert trend_for_board(on=TODAY).quarters[-1].trained == 36


def test_a_day_in_the_future_is_refused_beside_the_field(client: Client, partnership: Partnership) -> None:
    client.force_login(make_team_member())

    page = client.post("/board/reports/", {"as_at_day": "1", "as_at_month": "1", "as_at_year": "2027"})

    assert "There is a problem" in page.content.decode()
    assert not BoardReport.objects.exists()


@pytest.mark.parametrize("day", [TODAY, QUARTER - timedelta(days=1)])
def test_a_report_is_as_at_the_end_of_a_month(client: Client, partnership: Partnership, day: date) -> None:
    team = make_team_member()
    client.force_login(team)

    page = client.post("/board/reports/", {"as_at_day": day.day, "as_at_month": day.month, "as_at_year": day.year})

    assert "A report is as at the end of a month, such as " in page.content.decode()
    with pytest.raises(ReportRefused):
        publish_report(as_at=day, by=team, today=TODAY)
    assert not BoardReport.objects.exists()


def test_changes_are_named_for_the_team_and_few_are_not_counted_out_for_the_board(
    client: Client, partnership: Partnership
) -> None:
    team = make_team_member()
    report = publish(team)
    late = partnership.overdue[0]
    make_completion(late.person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    url = f"{report.get_absolute_url()}changes/"

    client.force_login(team)
    assert str(late.person) in client.get(url).content.decode()
    client.force_login(make_board_member())
    page = client.get(url).content.decode()
    assert "fewer than 5" in page
    assert str(late.person) not in page
    assert Why.LATE in page


def test_no_total_of_changes_gives_away_a_small_one(client: Client, partnership: Partnership) -> None:
    team = make_team_member()
    report = publish(team)
    for post in partnership.overdue[:8]:
        make_completion(post.person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    correct_completion(completion=partnership.trained[0].done, reason="Another person's", by=team)
    client.force_login(make_board_member())

    context = client.get(f"{report.get_absolute_url()}changes/").context

    assert context["total"] == "5 or more"
    assert context["by_why"] == [(Why.LATE, "5 or more"), (Why.CORRECTED, "fewer than 5")]
    assert {number for _, number in context["by_requirement"]} == {"5 or more"}


def test_the_board_sees_month_ends_and_a_reported_day_as_it_was_reported(
    client: Client, partnership: Partnership
) -> None:
    report = publish(make_team_member())
    make_completion(partnership.overdue[0].person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    client.force_login(make_board_member())

    page = client.get("/board/?on=2026-10-14")
    assert (page.context["on"], page.context["reported"]) == (QUARTER, report)
    assert page.context["figures"].whole.overdue == 10
    assert "No month ended on 14 October 2026" in page.content.decode()
    assert client.get("/board/?on=2026-08-14").context["on"] == date(2026, 7, 31)
    client.force_login(make_team_member())
    assert client.get("/board/?on=2026-10-14").context["on"] == date(2026, 10, 14)


def test_the_board_sees_the_last_month_end_without_asking_for_a_day(client: Client, partnership: Partnership) -> None:
    client.force_login(make_board_member())
    make_completion(partnership.overdue[0].person, partnership.course, on=TODAY - timedelta(days=1), today=TODAY)

    for given in ("", "?on=2026-11-20", "?on=2026-11-19", "?on_day=&on_month=&on_year=", "?on=2027-01-01", "?on=soon"):
        page = client.get(f"/board/{given}")
        assert page.context["on"] == date(2026, 10, 31), given
        assert page.context["figures"].whole.overdue == 10
        assert "Figures as at 31 October 2026" in page.content.decode()
        assert "Show today" not in page.content.decode()


def test_a_month_that_ends_today_is_not_over_for_the_board(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.clock.today", lambda: date(2026, 11, 30))
    client.force_login(make_board_member())

    for given in ("", "?on=2026-11-30"):
        assert client.get(f"/board/{given}").context["on"] == date(2026, 10, 31)


def test_quarters_are_counted_once_a_day(partnership: Partnership) -> None:
    now = timezone.now()

    assert (count_quarters(on=TODAY, at=now), count_quarters(on=TODAY, at=now)) == (12, 0)
    assert count_quarters(on=TODAY, at=now + timedelta(days=1)) == 12
    assert QuarterCount.objects.filter(quarter_end=QUARTER).count() == 3

    trend = trend_of(Agency.get_root_nodes(), on=TODAY)
    assert [quarter.end for quarter in trend.quarters][-2:] == [date(2026, 6, 30), QUARTER]
    assert trend.quarters[-1].trained_percent == 77.8
    assert trend.quarters[0].overdue == 45
    assert trend_of([partnership.small], on=TODAY).quarters[-1].counted == 3


def test_a_trend_gives_away_no_figure_that_the_page_of_its_day_hides(partnership: Partnership) -> None:
    few = make_role()
    make_requirement(few, first=make_course(title="Few"), code="FEW")
    for _ in range(3):
        make_post(agency=partnership.council, role=few)
    count_quarters(on=TODAY, at=timezone.now())

    page, all_of_them = board_figures(on=QUARTER), trend_for_board(on=TODAY).quarters[-1]
    [few_of_them] = trend_for_board(on=TODAY, requirement="FEW").quarters[-1:]
    [core] = trend_for_board(on=TODAY, requirement="SG-CORE").quarters[-1:]

    # Three are asked the one thing: shown beside the rest, a total of all would tell how many.
    assert (few_of_them.overdue, few_of_them.counted) == (None, None)
    by_requirement = {row.code: row for row in page.by_requirement}
    for quarter, row in ((all_of_them, page.whole), (core, by_requirement["SG-CORE"])):
        assert (quarter.trained, quarter.overdue, quarter.counted) == (row.trained, row.overdue, row.counted)
    assert None in (all_of_them.overdue, core.overdue)
    assert None in (all_of_them.counted, core.counted)


def test_each_quarter_of_a_trend_hides_what_the_rest_would_give_away(partnership: Partnership) -> None:
    for post in partnership.overdue[:7]:
        make_completion(post.person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    count_quarters(on=TODAY, at=timezone.now())

    quarter = trend_for_board(on=TODAY).quarters[-1]

    # Three are overdue: hidden, and with them the trained, who are all others, or else everybody counted.
    assert quarter.overdue is None
    assert None in (quarter.trained, quarter.counted)
    assert quarter.trained_percent is quarter.within_time_percent is None


def test_a_trend_has_a_reported_quarter_as_it_was_reported(partnership: Partnership, team: Person) -> None:
    publish(team)
    for post in partnership.overdue[:6]:
        make_completion(post.person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    count_quarters(on=TODAY, at=timezone.now())

    assert trend_of([partnership.council], on=TODAY).quarters[-1].trained == 26
    assert trend_for_board(on=TODAY).quarters[-1].trained == 35


def test_a_quarter_s_end_that_was_not_reported_is_told_once(client: Client, partnership: Partnership) -> None:
    count_quarters(on=TODAY, at=timezone.now())
    make_completion(partnership.overdue[0].person, partnership.course, on=date(2026, 9, 3), today=TODAY)
    client.force_login(make_board_member())

    page = client.get(f"/board/?on={QUARTER.isoformat()}")
    of_trend = trend_for_board(on=TODAY).quarters[-1]
    whole = page.context["figures"].whole
    assert (whole.trained, whole.overdue, whole.counted) == (of_trend.trained, of_trend.overdue, of_trend.counted)
    assert whole.overdue == 10
    assert "with what is recorded now" not in page.content.decode()
    assert "counted again every night" in page.content.decode()

    count_quarters(on=TODAY, at=timezone.now() + timedelta(days=1))
    assert client.get(f"/board/?on={QUARTER.isoformat()}").context["figures"].whole.overdue == 9
    assert trend_for_board(on=TODAY).quarters[-1].overdue == 9


def test_a_quarter_as_counted_lists_what_the_page_lists_when_it_is_told_anew(partnership: Partnership) -> None:
    make_agency(code="EMPTY", sector="health")
    make_requirement(partnership.role, first=make_course(title="A"), title="A, asked for last")
    count_quarters(on=TODAY, at=timezone.now())
    assert board_figures(on=QUARTER, as_counted=True) == board_figures(on=QUARTER)


def test_the_years_uptake_stands_beside_the_last(partnership: Partnership) -> None:
    for post in partnership.overdue:
        make_completion(post.person, partnership.course, on=date(2025, 6, 2), today=TODAY)

    uptake = uptake_on(TODAY)
    whole, [course] = uptake.whole, uptake.by_course

    assert uptake.end == QUARTER
    assert (whole.last_year, whole.this_year, whole.change) == (10, 35, "+250%")
    assert (course.title, course.this_year) == ("Core", 35)


def test_a_merged_record_s_training_is_counted_once_among_the_years_uptake(partnership: Partnership) -> None:
    gone, kept = partnership.trained[0].person, partnership.overdue[0].person
    before = uptake_on(TODAY)
    merge_people(kept=kept, gone=gone, reason="One person", by=make_team_member(), today=TODAY)
    assert uptake_on(TODAY) == before
