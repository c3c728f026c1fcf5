"""A guest's invitation: what may be demanded of them, and how the contact data that it takes is kept."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from auth.crypto.links import mint_id
from auth.identity_numbers import personal_number, phone_number
from auth.meeting_classes import Way, enough
from auth.model import GuestKind, Identification, MeetingClass
from auth.policies import Bar
from server.services.model import Invitation, Meeting
from server.services.organisation.policies import Policies
from server.services.privacy.vault import Vault
from server.wire.api import NewGuest
from server.wire.vocabulary import Text

PHONE, EMAIL, PERSON = "guest phone", "guest email", "guest personal number"
"""What the vault is told that it seals, or takes the fingerprint of."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NAME = Text(sv="Skriv ett namn.", en="Write a name.")
_TOO_WEAK = Text(
    sv="Den här sortens möte kräver säkrare legitimering.", en="This kind of meeting needs a safer identification."
)
_NO_SMS = Text(
    sv="Organisationen har inte ställt in sms. Välj ett annat sätt.",
    en="The organisation has not set up text messages. Choose another way.",
)
_NO_EID = Text(
    sv="Organisationen har inte ställt in e-legitimation. Välj ett annat sätt.",
    en="The organisation has not set up e-identification. Choose another way.",
)
_PHONE_MISSING = Text(sv="Skriv mobilnumret som koden ska gå till.", en="Write the mobile number for the code.")
PHONE_WRONG = Text(
    sv="Skriv numret som 070-123 45 67 eller +46 70 123 45 67.", en="Write the number like +46 70 123 45 67."
)
_NUMBER_MISSING = Text(
    sv="Skriv gästens personnummer, så att rätt person kommer in.",
    en="Write the guest's personal number, so that the right person gets in.",
)
_NUMBER_WRONG = Text(
    sv="Personnumret stämmer inte. Skriv det som ÅÅÅÅMMDD-NNNN.",
    en="The personal number is not right. Write it as YYYYMMDD-NNNN.",
)
_EMAIL_WRONG = Text(
    sv="Skriv en e-postadress, till exempel anna@exempel.se.", en="Write an e-mail address, such as anna@example.se."
)

Wrong = dict[str, Text]


@dataclass(frozen=True, slots=True)
class Frame:
    """What decides about the guests of one meeting.  ``ready`` are the ways that are set up."""

    meeting_class: MeetingClass
    bar: Bar
    ready: frozenset[Way]


def problems(guest: NewGuest, frame: Frame) -> Wrong:
    """A sentence per field that is wrong."""
    wrong: Wrong = {}
    way = guest.identification
    if not guest.name.strip():
        wrong["name"] = _NAME
    if not enough(way, frame.meeting_class, frame.bar.ways):
        wrong["identification"] = _TOO_WEAK
    elif way not in frame.ready:
        wrong["identification"] = _NO_EID if way is Way.EID else _NO_SMS
    wrong |= _contact_problems(guest)
    return wrong


def _contact_problems(guest: NewGuest) -> Wrong:
    wrong: Wrong = {}
    steps = guest.identification.steps
    phone, number, email = (_plain(value) for value in (guest.phone, guest.number, guest.email))
    if phone and phone_number(phone) is None:
        wrong["phone"] = PHONE_WRONG
    elif not phone and Identification.SMS in steps:
        wrong["phone"] = _PHONE_MISSING
    if number and _number(number) is None:
        wrong["number"] = _NUMBER_WRONG
    elif not number and Identification.EID in steps:
        wrong["number"] = _NUMBER_MISSING
    if email and not _EMAIL.fullmatch(email):
        wrong["email"] = _EMAIL_WRONG
    return wrong


def _plain(value: str | None) -> str:
    return (value or "").strip()


def _number(text: str) -> str | None:
    return personal_number(text, datetime.now(UTC).date())


def placed(wrong: Sequence[Wrong]) -> Mapping[str, Text]:
    """The problems of a list of guests, each under its place in the form."""
    return {f"guests.{index}.{name}": text for index, one in enumerate(wrong) for name, text in one.items()}


class Invitations:
    """Writes invitations, and reads the contact data that the vault keeps of them."""

    def __init__(self, policies: Policies, vault: Vault) -> None:
        self._policies = policies
        self._vault = vault

    async def frame(self, tenant_id: str, unit_id: str, meeting_class: MeetingClass) -> Frame:
        """Raises CLASS_UNAVAILABLE or CLASS_NOT_ALLOWED."""
        bar = await self._policies.must_allow(tenant_id, unit_id, meeting_class)
        return Frame(meeting_class, bar, await self._policies.set_up(tenant_id))

    async def write(self, meeting: Meeting, guest: NewGuest) -> Invitation:
        """The guest has no problems.  Contact data is sealed so that it is erased with the meeting; of the personal
        number only a fingerprint remains, and only where it is going to be compared."""
        tenant, phone = meeting.tenant_id, phone_number(_plain(guest.phone))
        number = _number(_plain(guest.number)) if guest.identification is Way.EID else None
        email = _plain(guest.email)
        return Invitation(
            id=mint_id(),
            tenant_id=tenant,
            meeting_id=meeting.id,
            name=guest.name.strip(),
            kind=guest.kind,
            shared=False,
            used_at=None,
            revoked_at=None,
            identification=guest.identification,
            phone=await self._vault.seal(tenant, PHONE, phone, meeting.id) if phone else None,
            email=await self._vault.seal(tenant, EMAIL, email, meeting.id) if email else None,
            person_hash=await self._vault.fingerprint(tenant, PERSON, number) if number else None,
            protected_identity=guest.protected_identity,
        )

    async def phone(self, invitation: Invitation) -> str | None:
        """As E.164."""
        if invitation.phone is None:
            return None
        return await self._vault.open(invitation.tenant_id, PHONE, invitation.phone, invitation.meeting_id)

    async def email(self, invitation: Invitation) -> str | None:
        """In clear; None where there is none."""
        if invitation.email is None:
            return None
        return await self._vault.open(invitation.tenant_id, EMAIL, invitation.email, invitation.meeting_id)

    async def is_person(self, invitation: Invitation, number: str) -> bool:
        """Whether this personal number, however it is written, is the invited person's."""
        plain = _number(number)
        if plain is None or invitation.person_hash is None:
            return False
        found = await self._vault.fingerprint(invitation.tenant_id, PERSON, plain)
        return hmac.compare_digest(found, invitation.person_hash)


def common(meeting: Meeting) -> Invitation:
    """The invitation behind the common link of an open meeting."""
    return Invitation(
        id=mint_id(),
        tenant_id=meeting.tenant_id,
        meeting_id=meeting.id,
        name="",
        kind=GuestKind.CLIENT,
        shared=True,
        used_at=None,
        revoked_at=None,
    )
