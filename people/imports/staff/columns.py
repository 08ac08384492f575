"""The columns of a staff file."""

from people.imports.kinds import Column, Scope
from people.models import JobRole, PostKind


def agencies(scope: Scope) -> list[tuple[str, str]]:
    return [(agency.code, agency.name) for agency in sorted(scope.agencies.values(), key=lambda one: one.path)]


def roles(scope: Scope) -> list[tuple[str, str]]:
    return list(JobRole.objects.order_by("title").values_list("code", "title"))


def kinds(scope: Scope) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in PostKind.choices]


STAFF_NUMBER = Column(
    "staff_number", "Staff number", "Tells people apart who have no email. Needed where there is no email.",
    ("payroll number", "payroll no", "employee number", "employee no", "employee id", "personnel number", "staff no",
     "staff id", "assignment number", "number"),
)  # fmt: skip
EMAIL = Column(
    "email", "Email", "Their own work address, which they sign in with.",
    ("email address", "e-mail", "work email", "work email address", "e-mail address", "mail"),
)  # fmt: skip
AGENCY = Column(
    "agency", "Agency or site", "The agency's code or name. Without it all rows are of the one agency.",
    ("site", "organisation", "school", "location", "employer", "directorate", "service"), choices=agencies,
)  # fmt: skip
COLUMNS = (
    STAFF_NUMBER,
    EMAIL,
    Column("first_name", "First name", "", ("forename", "forenames", "given name", "first names", "known as")),
    Column("last_name", "Last name", "", ("surname", "family name")),
    Column("name", "Name in one column", "“Osei, Abena” or “Abena Osei”, where there is no column for each.",
           ("full name", "employee name", "employee")),
    AGENCY,
    Column("job_role", "Job role", "The role's code or title.",
           ("role", "job title", "position", "post title", "job"), needed=True, choices=roles),
    Column("kind", "Kind of post", "Paid, volunteer, governor, supply or student. Empty is paid.",
           ("post type", "employment type", "contract type", "type", "post kind"), choices=kinds),
    Column("start_date", "Start date", "The first day in the post.",
           ("start", "started", "date started", "position start date", "post start date", "from", "date of joining")),
    Column("end_date", "End date", "The last day in the post. Empty while it lasts.",
           ("end", "leaving date", "date left", "leave date", "termination date", "until", "last day")),
    Column("manager", "Line manager", "Their email or staff number.",
           ("line manager", "manager email", "line manager email", "reports to", "supervisor", "manager number",
            "manager staff number")),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
