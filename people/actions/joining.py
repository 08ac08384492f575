"""Asking to join an agency: the address is shown to be theirs, the lead answers, and a post comes of it."""

import logging
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from core import audit
from people.actions.keeping import add_person
from people.models import Agency, AgencyLead, JobRole, JoinRequest, JoinState, Person, Post
from people.queries import RIGHTS_REST, person_at, resting_among

logger = logging.getLogger(__name__)
SALT = "goldthread.join"
TO_LEADS = """Somebody asks to join {agency}. Whether they work there is yours to know: let them in or decline.

{link}
"""
LINK_LASTS = 60 * 60 * 48  # seconds
# Nothing that was typed is in it but the address itself: whoever asks may not be whose address it is.
LETTER = """Hello,

You asked to join {agency} on {address} as {role}. If it was you, follow this link within two days:

{link}

Then whoever checks the agency's training is asked to let you in. If it wasn't you, there is nothing to do.
"""


class JoinRefused(ValueError):
    """Raised, with a sentence for the reader, for a wish that can't be granted."""


def may_ask(agency: Agency, email: str) -> bool:
    """Return whether an agency takes wishes from an address: its part after the @ is one that the agency named."""
    domains = {word.strip().casefold().lstrip("@") for word in agency.join_domains.split(",") if word.strip()}
    return email.rpartition("@")[2].casefold() in domains


def send_join_link(*, first_name: str, last_name: str, email: str, agency: Agency, role: JobRole, at: datetime) -> None:
    """Write to an address of an agency with the link that shows it to be theirs.

    Nothing is stored until it is followed. Writes to no other address: nobody can have this site write to a stranger.
    """
    if not may_ask(agency, email):
        return
    said = {"first_name": first_name, "last_name": last_name, "email": email, "agency": agency.pk, "role": role.pk}
    said["at"] = at.timestamp()
    link = f"{settings.BASE_URL}/join/confirm/?{urlencode({'key': signing.dumps(said, salt=SALT)})}"
    text = LETTER.format(agency=agency, address=settings.BASE_URL, role=role, link=link)
    try:
        EmailMessage(f"Joining {agency}", text, to=[email]).send()
    except OSError:
        logger.exception("The link to join could not be sent.")


@transaction.atomic
def confirm_wish(*, key: str, today: date) -> JoinRequest:
    """Write down a wish whose link was followed, and return it; a second time returns the same while it waits.

    Raises JoinRefused for a link that is old or not ours, or sent before the lead answered, or where the agency takes
    no wishes any more.
    """
    try:
        said = signing.loads(key, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature as error:
        raise JoinRefused("This link is too old, or isn’t whole. Ask again, and follow the new one.") from error
    agency = Agency.objects.filter(pk=said["agency"]).first()
    role = JobRole.objects.filter(pk=said["role"]).first()
    if agency is None or role is None or not may_ask(agency, said["email"]):
        raise JoinRefused("This agency takes no wishes to join from your address any more.")
    sent = datetime.fromtimestamp(said.get("at", 0), tz=UTC)
    asked = JoinRequest.objects.filter(email=Person.objects.clean_email(said["email"]), agency=agency)
    if asked.filter(answered_at__gte=sent).exists():
        raise JoinRefused("You were answered since this link was sent. Ask again, and follow the new one.")
    names = {"first_name": said["first_name"], "last_name": said["last_name"], "role": role}
    wish, made = JoinRequest.objects.get_or_create(
        email=Person.objects.clean_email(said["email"]), agency=agency, state=JoinState.WAITING, defaults=names
    )
    if made:
        audit.record("asked to join", wish, by=None, after={"agency": agency.code, "role": role.code})
        transaction.on_commit(lambda: tell_leads(agency, today))
    return wish


def tell_leads(agency: Agency, today: date) -> None:
    """Write to those who lead an agency, or one above it, that somebody waits. No name is in it."""
    above = [agency.path[:end] for end in range(Agency.steplen, len(agency.path) + 1, Agency.steplen)]
    leads = AgencyLead.objects.held_on(today).filter(agency__path__in=above, person__is_active=True)
    text = TO_LEADS.format(agency=agency, link=f"{settings.BASE_URL}/agencies/{agency.code}/joining/")
    addresses = leads.exclude(person__email=None).values_list("person__email", flat=True)
    for address in {str(address) for address in addresses}:
        try:
            EmailMessage(f"Somebody asks to join {agency}", text, to=[address]).send()
        except OSError:
            logger.exception("A lead could not be told that somebody asks to join.")


@transaction.atomic
def approve_wish(*, wish: JoinRequest, role: JobRole, by: Any, today: date, at: datetime) -> Post:
    """Give somebody the post that they asked for, in the role that `by` says, from today. The caller has asked whether
    `by` looks after the agency.

    Whoever has the address already gets the post and keeps their record: they have shown that it is theirs. Raises
    JoinRefused if it was answered already, or if a post would bring back rights that rest since they left.
    """
    wish = _waiting(wish)
    person = person_at(wish.email) or _person_for(wish, by=by)
    if resting_among([person.pk], on=today):
        raise JoinRefused(RIGHTS_REST)
    held = Post.objects.held_on(today).filter(person=person, agency=wish.agency, role=role).first()
    post = held or give_post(wish, person, role, by=by, today=today)
    _answer(wish, JoinState.APPROVED, by=by, at=at, post=post)
    audit.record("let in", wish, by=by, after={"post": post.pk, "person": person.pk, "role": role.code})
    return post


def _person_for(wish: JoinRequest, *, by: Any) -> Person:
    """Add whoever asked, or return who was added in this very moment where they asked to join another agency too."""
    try:
        with transaction.atomic():
            return add_person(first_name=wish.first_name, last_name=wish.last_name, email=wish.email, by=by)
    except IntegrityError:
        there = person_at(wish.email)
        if there is None:
            raise
        return there


def give_post(wish: JoinRequest, person: Person, role: JobRole, *, by: Any, today: date) -> Post:
    post = Post.objects.create(person=person, agency=wish.agency, role=role, start=today)
    after = {"person": person.pk, "agency": wish.agency.code, "role": role.code, "start": today}
    audit.record("post added", post, by=by, after=after)
    return post


@transaction.atomic
def decline_wish(*, wish: JoinRequest, reason: str, by: Any, at: datetime) -> JoinRequest:
    """Decline a wish, saying why. Raises JoinRefused without a reason, or if it was answered already."""
    if not reason.strip():
        raise JoinRefused("Say why, for the record.")
    wish = _waiting(wish)
    _answer(wish, JoinState.DECLINED, by=by, at=at, reason=reason.strip())
    audit.record("not let in", wish, by=by, reason=reason.strip())
    return wish


def _waiting(wish: JoinRequest) -> JoinRequest:
    found = JoinRequest.objects.select_for_update(of=("self",)).select_related("agency").get(pk=wish.pk)
    if found.state != JoinState.WAITING:
        raise JoinRefused("Somebody has answered this already.")
    return found


def _answer(wish: JoinRequest, state: JoinState, *, by: Any, at: datetime, **more: Any) -> None:
    wish.state, wish.answered_by, wish.answered_at = state, by, at
    for name, value in more.items():
        setattr(wish, name, value)
    wish.save()
