"""The leanest SQL that we could write by hand for the demonstration partnership's figures, on PostgreSQL.

It knows what the product can't: which five requirements there are, that none is limited to an agency, that nothing was
corrected, and how this partnership's spells fall. It looks at each completion once, and gives agencies' counts.
"""

from datetime import date, timedelta

from core.dates import add_months, cut_off

BITS = 3
# Requirements in the order of their digits. A digit is 1 + the place of the status in the report.
COUNTED = ("SG-CORE", "INFO-SHARE", "INTER-AGENCY", "SAFE-REC", "DSL")
PATHWAYS = ("everyone", "direct", "direct", "recruits", "safeguarding-lead")

QUERY = """
WITH course AS MATERIALIZED (SELECT id, code FROM catalogue_course),
in_pathway AS MATERIALIZED (
    SELECT m.role_id, BIT_OR(CASE w.code {pathways} ELSE 0 END) AS asked FROM people_pathwaymembership m
    JOIN people_pathway w ON w.id = m.pathway_id WHERE m.until IS NULL GROUP BY m.role_id
),
again AS MATERIALIZED (SELECT person_id FROM people_post GROUP BY person_id, agency_id HAVING COUNT(*) > 1),
done AS (
    SELECT person_id, BIT_OR(CASE course_id
        WHEN (SELECT id FROM course WHERE code = 'SG-AWARE')
            THEN CASE WHEN completed_on >= '{current36}' THEN 7 WHEN completed_on >= '{trained36}' THEN 5 ELSE 4 END
        WHEN (SELECT id FROM course WHERE code = 'SG-REFRESH')
            THEN CASE WHEN completed_on >= '{current36}' THEN 3 WHEN completed_on >= '{trained36}' THEN 1 ELSE 0 END
        WHEN (SELECT id FROM course WHERE code = 'INFO-SHARE')
            THEN CASE WHEN completed_on >= '{current36}' THEN 24 WHEN completed_on >= '{trained36}' THEN 8 ELSE 0 END
        WHEN (SELECT id FROM course WHERE code = 'INTER-AGENCY') THEN 192
        WHEN (SELECT id FROM course WHERE code = 'SAFE-REC')
            THEN CASE WHEN completed_on >= '{current36}' THEN 1536 WHEN completed_on >= '{trained36}' THEN 512
                ELSE 0 END
        WHEN (SELECT id FROM course WHERE code = 'DSL')
            THEN CASE WHEN completed_on >= '{current24}' THEN 28672 WHEN completed_on >= '{trained24}' THEN 20480
                ELSE 16384 END
        WHEN (SELECT id FROM course WHERE code = 'DSL-UPDATE')
            THEN CASE WHEN completed_on >= '{current24}' THEN 12288 WHEN completed_on >= '{trained24}' THEN 4096
                ELSE 0 END
        ELSE 0 END) AS bits
    FROM records_completion WHERE completed_on <= '{on}' GROUP BY person_id
),
away AS (
    SELECT post_id, BOOL_OR(back_on IS NULL OR back_on > '{on}') AS now, MAX(away_from) FILTER (WHERE back_on <= '{on}')
        AS spell_from FROM people_absence
    WHERE away_from <= '{on}' AND (back_on IS NULL OR back_on >= '{back_since}')
        AND (back_on IS NULL OR back_on - away_from >= 28) GROUP BY post_id
),
standing AS MATERIALIZED (
    SELECT post.agency_id, {digits} AS code
    FROM people_post post JOIN in_pathway ON in_pathway.role_id = post.role_id
    LEFT JOIN done ON done.person_id = post.person_id LEFT JOIN away ON away.post_id = post.id
    WHERE post.start <= '{on}' AND (post."end" IS NULL OR post."end" >= '{on}')
)
SELECT agency.code, standing.code, COUNT(*) FROM standing JOIN people_agency agency ON agency.id = standing.agency_id
GROUP BY 1, 2
"""
DIGIT = """CASE WHEN in_pathway.asked & {asked} = 0 THEN 0
    WHEN EXISTS (SELECT 1 FROM compliance_exemption e JOIN compliance_requirement r ON r.id = e.requirement_id
        WHERE e.post_id = post.id AND r.code = '{code}' AND e.exempt_from <= '{on}'
        AND (e.exempt_to IS NULL OR e.exempt_to >= '{on}')) THEN 6
    WHEN away.now THEN 5
    WHEN done.bits & {trained} = {trained} THEN CASE WHEN done.bits & {current} <> 0 THEN 1 ELSE 2 END
    WHEN {started} >= '{least}' THEN 3
    WHEN away.spell_from IS NOT NULL AND away.spell_from <= GREATEST(CAST({started} {first} AS date), ({lapsed})) THEN 3
    ELSE 4 END"""
# Of those untrained: the start of the chain of posts that theirs ends.
STARTED = """GREATEST('{since}', CASE WHEN post.person_id NOT IN (SELECT person_id FROM again) THEN post.start
    ELSE COALESCE((SELECT MIN(e.start) FROM people_post e WHERE e.person_id = post.person_id
    AND e.agency_id = post.agency_id AND e.start < post.start AND (e."end" IS NULL OR e."end" >= post.start - 29)
    AND EXISTS (SELECT 1 FROM in_pathway p WHERE p.role_id = e.role_id AND p.asked & {asked} <> 0)), post.start) END)"""
LAPSED = """SELECT CAST(MAX(c.completed_on) + INTERVAL '{months} months' AS date) FROM records_completion c
    WHERE c.person_id = post.person_id AND c.course_id IN (SELECT id FROM course WHERE code IN ({courses}))"""
COURSES = ("'SG-AWARE', 'SG-REFRESH'", "'INFO-SHARE'", "'INTER-AGENCY'", "'SAFE-REC'", "'DSL', 'DSL-UPDATE'")
MONTHS = (48, 46, 8, 48, 48)  # since when each has been asked


def hand_written(on: date) -> str:
    """Return the query for a day."""
    months = (36, 36, 12000, 36, 24)
    digits = []
    for place, code in enumerate(COUNTED):
        first = (
            "+ INTERVAL '90 days'" if code == "DSL" else f"+ INTERVAL '{12 if code == 'INTER-AGENCY' else 6} months'"
        )
        least = on - timedelta(days=90) if code == "DSL" else cut_off(on, 12 if code == "INTER-AGENCY" else 6)
        started = STARTED.format(since=add_months(on, -MONTHS[place]).replace(day=1), asked=1 << place)
        digit = DIGIT.format(
            asked=1 << place, code=code, on=on, least=least, first=first, started=started,
            trained=(5 if code in ("SG-CORE", "DSL") else 1) << (BITS * place), current=2 << (BITS * place),
            lapsed=LAPSED.format(months=months[place], courses=COURSES[place]),
        )  # fmt: skip
        digits.append(f"({digit}) * {1 << (BITS * place)}")
    warning = on + timedelta(days=91)
    return QUERY.format(
        on=on, digits=" + ".join(digits), back_since=on - timedelta(days=30),
        trained36=cut_off(on, 36), current36=cut_off(warning, 36),
        trained24=cut_off(on, 24), current24=cut_off(warning, 24),
        pathways=" ".join(
            f"WHEN '{pathway}' THEN {sum(1 << n for n, other in enumerate(PATHWAYS) if other == pathway)}"
            for pathway in dict.fromkeys(PATHWAYS)
        ),
    )  # fmt: skip
