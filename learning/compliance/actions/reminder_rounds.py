"""Writing a day's reminders: all of them in one transaction, once, before any is sent. Source: docs/decisions/0017."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime
from wagtail.models import Site

from core import audit
from core.models import PartnershipSettings
from learning.compliance.models import (
    LetterKind,
    LetterPart,
    LetterState,
    ReminderLetter,
    ReminderRound,
    ReminderSettings,
    ReminderStep,
    ReminderWording,
)
from learning.compliance.queries.reminders import Due, ToTell, what_to_tell
from learning.compliance.rules import reminders as rules
from people.models import Person

BATCH = 1000
KEPT_FOR = timedelta(days=730)
# What a letter from a person says stays true; after so long it isn't news any more.
OWN_GOES_STALE = timedelta(days=3)
LINKS = {LetterPart.OWN: "/my-learning/", LetterPart.TEAM: "/team/", LetterPart.BY_HAND: "/my-learning/"}
WORDINGS = {
    LetterPart.OWN: {
        "subject": "Your safeguarding training",
        "opening": "Hello {first_name},\n\nThis is where your safeguarding training stands:",
        "closing": "Sign in to see it all and to start: {link}\n\n{partnership}",
    },
    LetterPart.TEAM: {
        "subject": "Your team’s safeguarding training",
        "opening": "Hello {first_name},\n\nOf the people in your team, who report to you or to those who do:",
        "closing": "Who they are, and what they need: {link}\n\n{partnership}",
    },
    LetterPart.BY_HAND: {
        "subject": "{manager} asks you to look at your safeguarding training",
        "opening": "Hello {first_name},\n\n{manager} has asked us to remind you:",
        "closing": "Sign in to see it all and to start: {link}\n\n{partnership}",
    },
}


def make_wordings(using: str = "default") -> None:
    """Make the wordings that are missing; what was written since is kept."""
    for part, texts in WORDINGS.items():
        ReminderWording.objects.using(using).get_or_create(part=part, defaults=texts)


def wording_of(part: LetterPart) -> ReminderWording:
    return ReminderWording.objects.get_or_create(part=part, defaults=WORDINGS[part])[0]


def values_for(person: Person, part: LetterPart, partnership: str, **more: str) -> dict[str, str]:
    """Return what a letter's placeholders stand for. The name is all that it says of anybody."""
    link = f"{settings.BASE_URL}{LINKS[part]}"
    return {"first_name": person.first_name, "partnership": partnership, "link": link, **more}


def partnership_name() -> str:
    site = Site.objects.filter(is_default_site=True).first()
    return PartnershipSettings.for_site(site).name if site else settings.WAGTAIL_SITE_NAME


@transaction.atomic
def write_round(*, at: datetime) -> ReminderRound | None:
    """Write the reminders of the day of moment `at`, unless they are written or the hour hasn't come.

    What an earlier day's letter couldn't tell is told afresh, if it still is so, and that letter is dropped.
    """
    rules_set, local = ReminderSettings.load(), localtime(at)
    if not rules_set.switched_on or local.hour < rules_set.from_hour:
        return None
    today = local.date()
    if ReminderRound.objects.filter(day=today).exists():
        return None
    with_teams = is_managers_turn(rules_set.managers_on, today)
    # The unique day comes first: a second process that comes this far writes nothing.
    round_ = ReminderRound.objects.create(day=today, written_at=at)
    drop_stale(today, at)
    to_tell = what_to_tell(schedule=rules_set.schedule, on=today, with_teams=with_teams)
    letters = write_letters(to_tell, today, at)
    round_.letters = len(letters)
    round_.save(update_fields=["letters"])
    audit.record("reminders written", round_, by=None, after={"letters": len(letters), "day": today})
    return round_


def is_managers_turn(weekday: int, today: date) -> bool:
    """Return whether managers have had no letter since their weekday last came round, however long nothing ran."""
    last = today - timedelta(days=(today.weekday() - weekday) % 7)
    return not ReminderRound.objects.filter(day__gte=last).exists()


def drop_stale(today: date, at: datetime) -> None:
    """Drop the letters that still wait from earlier days, with the steps that they never told; forget the oldest."""
    waiting = ReminderLetter.objects.filter(state=LetterState.WAITING, day__lt=today)
    daily = waiting.filter(kind=LetterKind.DAILY)
    # Held, or a sender that takes one at this very moment sends what the next day's reminder says again.
    dropped = [letter.pk for letter in daily.order_by("pk").select_for_update().only("pk")]
    reason = "It still waited on the next day, whose reminder says it instead."
    for keys in (dropped[n : n + BATCH] for n in range(0, len(dropped), BATCH)):
        ReminderLetter.objects.filter(pk__in=keys).update(state=LetterState.DROPPED, reason=reason)
        ReminderStep.objects.filter(letter__in=keys).delete()
    waiting.filter(day__lt=today - OWN_GOES_STALE).update(
        state=LetterState.FAILED, reason="The mail server took nothing for days; by then it was no news any more."
    )
    ReminderLetter.objects.filter(day__lt=today - KEPT_FOR).exclude(state=LetterState.SENDING).delete()


def write_letters(to_tell: ToTell, today: date, at: datetime) -> list[ReminderLetter]:
    """Write one letter to each person, with as much as there is of their own part, their team's and what waits for
    their check; and note the steps told."""
    own, team, partnership = wording_of(LetterPart.OWN), wording_of(LetterPart.TEAM), partnership_name()
    letters = []
    for key, person in sorted(to_tell.people.items()):
        parts = []
        if key in to_tell.own:
            parts.append(
                own.filled(own_lines(to_tell.own[key], today), values_for(person, LetterPart.OWN, partnership))
            )
        if key in to_tell.teams:
            values = values_for(person, LetterPart.TEAM, partnership)
            parts.append(team.filled(to_tell.teams[key].lines(), values))
        if key in to_tell.checks:
            parts.append(part_for_leads(to_tell.checks[key], person, partnership, alone=not parts))
        letters.append(
            ReminderLetter(
                person=person,
                kind=LetterKind.DAILY,
                day=today,
                subject=parts[0][0][:200],
                text="\n\n\n".join(text for _, text in parts),
                not_before=at,
            )
        )
    ReminderLetter.objects.bulk_create(letters, batch_size=BATCH)
    steps = [step for letter in letters for step in steps_told(letter, to_tell.own.get(letter.person_id, []))]
    ReminderStep.objects.bulk_create(steps, batch_size=BATCH)
    return letters


def part_for_leads(waits: rules.WaitingReports, person: Person, partnership: str, *, alone: bool) -> tuple[str, str]:
    """Return subject and text of what a lead is told of reports that wait: a line, if the letter says more."""
    line = f"{waits.line}: {settings.BASE_URL}/external-learning/"
    text = f"Hello {person.first_name},\n\n{line}\n\n{partnership}" if alone else line
    return "Courses done elsewhere wait for your check", text


def own_lines(dues: list[Due], today: date) -> list[str]:
    # Two requirements may list the same course; it is said once.
    return list(dict.fromkeys(rules.due_line(due.title, due.deadline, today) for due in dues))


def steps_told(letter: ReminderLetter, dues: list[Due]) -> list[ReminderStep]:
    return [
        ReminderStep(
            letter=letter,
            person_id=letter.person_id,
            course_id=due.course_id,
            deadline=due.deadline,
            step=due.step,
            told_on=letter.day,
        )
        for due in dues
        if due.fresh
    ]
