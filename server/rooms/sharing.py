"""The room's data: who may say, change and see what in the channels of the place where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from auth.audit.events import AuditAction
from auth.permissions.matrix import Action
from auth.permissions.may import allowed
from server.rooms.channels import CHANNELS, SHOWN
from server.rooms.effects import Effects, RememberItem, Send
from server.rooms.items import Entry, Log
from server.rooms.participant import Participant
from server.rooms.people import People
from server.rooms.settings import RoomSettings
from server.wire.errors import AppError, Code
from server.wire.room.shared import CatchUp, Channel, ItemMessage, Items, Put, Signal, SignalMessage


class Sharing:
    """``logs`` are those of the meeting's places, which outlive the room's emptying."""

    def __init__(self, settings: RoomSettings, people: People, now: Callable[[], float], logs: dict[str, Log]) -> None:
        self._settings = settings
        self._people = people
        self._now = now
        self._logs = logs

    def log(self, place: str) -> Log:
        return self._logs.setdefault(place, Log())

    # --- saying --------------------------------------------------------------------------------------------------

    def put(self, by: Participant, message: Put) -> Effects:
        """Raises AppError when the item is somebody else's, or does not fit."""
        _must_be_meant_for(by, message.place)
        log, rules = self.log(by.place), CHANNELS[message.channel]
        if len(message.payload or "") > rules.payload:
            raise AppError(Code.TOO_LARGE)
        if message.channel is Channel.STAGE:
            return self._on_stage(by, message)
        before = log.was(message.channel, message.key)
        if before is None:
            return self._new(by, message)
        if before.person != by.seat.person:
            return self._tidy(by, before, message)
        if rules.edit_seconds is not None and self._now() - before.at > rules.edit_seconds:
            raise AppError(Code.TOO_LATE)
        return self._change(by, before, message.payload)

    def add(self, by: Participant, channel: Channel, key: str, payload: str, to: Participant | None) -> Effects:
        """What the server itself puts into a channel on behalf of a person."""
        audience = self._audience(by, to) if CHANNELS[channel].spoken else None
        entry = Entry(
            channel=channel,
            key=key,
            n=0,
            first=0,
            person=by.seat.person,
            author=by.id,
            name=by.name,
            at=self._now(),
            payload=payload,
            to=to.id if to else None,
            to_name=to.name if to else None,
            audience=audience,
        )
        return self._take(by, entry)

    def _new(self, by: Participant, message: Put) -> Effects:
        if message.payload is None:
            return []
        if message.channel is Channel.FILES:
            # A file's item comes from the server, when the whole file has arrived and was let through.
            raise AppError(Code.NOT_ALLOWED)
        to = self._addressee(by, message)
        return self.add(by, message.channel, message.key, message.payload, to)

    def _addressee(self, by: Participant, message: Put | Signal) -> Participant | None:
        if message.to is None:
            return None
        if message.channel is not Channel.CHAT:
            raise AppError(Code.BAD_MESSAGE)
        return self.reachable(by, message.to)

    def reachable(self, by: Participant, participant: str) -> Participant:
        """Somebody in the same place.  Raises AppError NO_SUCH_PERSON."""
        person = self._people.by_id(participant)
        if not person.inside or person.place != by.place:
            raise AppError(Code.NO_SUCH_PERSON)
        return person

    def _audience(self, by: Participant, to: Participant | None) -> frozenset[str]:
        if to is not None:
            return frozenset({by.seat.person, to.seat.person})
        return frozenset(person.seat.person for person in self._people.inside if person.place == by.place)

    def _tidy(self, by: Participant, before: Entry, message: Put) -> Effects:
        """A host may remove what somebody else has made, and change nothing."""
        may = allowed(Action.TIDY, by.standing, meeting_class=self._settings.info.meeting_class)
        if not may or message.payload is not None or not before.visible_to(by):
            raise AppError(Code.NOT_YOURS)
        if before.payload is None:
            return []
        removed = self._settings.audit(AuditAction.CONTENT_REMOVED, by, outcome=message.channel)
        return [removed, *self._change(by, before, None)]

    def _change(self, by: Participant, before: Entry, payload: str | None) -> Effects:
        return self._take(by, replace(before, payload=payload, changed_at=self._now()))

    def _take(self, by: Participant, entry: Entry) -> Effects:
        taken = self.log(by.place).take(entry, unlimited=by.host)
        tell: Effects = [
            Send(person.connection, ItemMessage(item=taken.seen_by(person)))
            for person in self._people.inside
            if person.connection is not None and person.place == by.place and taken.visible_to(person)
        ]
        return [RememberItem(by.place, taken), *tell]

    def show_file(self, by: Participant, file: str) -> Effects:
        """Who has a file may let everybody in the place have it, also those who come later; one that was sent to a
        single person, only its sender.  Raises AppError NOT_FOUND."""
        entry = self.log(by.place).get(Channel.FILES, file)
        if entry is None or not entry.visible_to(by):
            raise AppError(Code.NOT_FOUND)
        if entry.audience is None:
            return []
        if entry.to is not None and entry.person != by.seat.person:
            raise AppError(Code.NOT_YOURS)
        shown = self._settings.audit(AuditAction.FILE_SHOWN, by)
        return [shown, *self._take(by, replace(entry, audience=None, to=None, to_name=None))]

    # --- the stage -----------------------------------------------------------------------------------------------

    def _on_stage(self, by: Participant, message: Put) -> Effects:
        if message.key != SHOWN or message.to is not None:
            raise AppError(Code.BAD_MESSAGE)
        shown = self.log(by.place).get(Channel.STAGE, SHOWN)
        if shown is None:
            if message.payload is None:
                return []
            taken = self._settings.audit(AuditAction.STAGE_TAKEN, by)
            return [taken, *self.add(by, Channel.STAGE, SHOWN, message.payload, None)]
        if shown.person == by.seat.person:
            return self._change(by, shown, message.payload)
        if not by.host and self._leads_here(by.place, shown):
            raise AppError(Code.STAGE_TAKEN)
        return self._lead(by, by, shown, message.payload)

    def hand_over(self, by: Participant, participant: str) -> Effects:
        """By who leads what is on the stage, or a host."""
        shown = self.log(by.place).get(Channel.STAGE, SHOWN)
        if shown is None or not (by.host or shown.person == by.seat.person):
            raise AppError(Code.NOT_YOURS)
        leader = self.reachable(by, participant)
        return self._lead(by, leader, shown, shown.payload) if leader.seat.person != shown.person else []

    def _leads_here(self, place: str, shown: Entry) -> bool:
        return any(one.seat.person == shown.person and one.place == place for one in self._people.inside)

    def _lead(self, by: Participant, leader: Participant, shown: Entry, payload: str | None) -> Effects:
        """Somebody else leads from now on."""
        subject = leader if leader is not by else None
        entry = replace(shown, person=leader.seat.person, author=leader.id, name=leader.name, payload=payload)
        taken = self._settings.audit(AuditAction.STAGE_TAKEN, by, subject=subject)
        return [taken, *self._take(by, replace(entry, changed_at=self._now()))]

    # --- hearing -------------------------------------------------------------------------------------------------

    def signal(self, by: Participant, message: Signal) -> Effects:
        _must_be_meant_for(by, message.place)
        only = self._addressee(by, message)
        heard = SignalMessage(channel=message.channel, author=by.id, payload=message.payload)
        listeners: Iterable[Participant] = self._people.inside if only is None else [only]
        return [
            Send(person.connection, heard)
            for person in listeners
            if person.connection is not None and person.place == by.place and person is not by
        ]

    def catch_up(self, by: Participant, message: CatchUp) -> Effects:
        if by.connection is None:
            return []
        log = self.log(by.place)
        items, through, more = log.after(by, message.log, message.after)
        return [Send(by.connection, Items(log=log.id, items=items, through=through, more=more))]


def _must_be_meant_for(by: Participant, place: str) -> None:
    """Who is called from one place to another while they write must not be heard in the wrong one."""
    if by.place != place:
        raise AppError(Code.MOVED)
