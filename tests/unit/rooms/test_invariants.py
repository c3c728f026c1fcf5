"""Joins, drops, admissions, removals, locks and ends in any order: after each step nobody is hidden (R39), who waits
has nothing of the meeting (R35), nobody's rights have grown (R40), and no limit is broken (R38)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from auth.classes import ONLY_LINK, ONLY_STAFF, Proofs, Way
from auth.model import GuestKind, Identification, MeetingClass, RoomRole
from auth.permissions import Action, allowed
from media.protocol import Offer, Source, Track
from server.rooms.admission import Arrival
from server.rooms.effects import CloseTransport, Disconnect, Effects, OpenTransport, Send, StartGrace
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.wire.errors import AppError
from server.wire.messages import (
    Closed,
    InLobby,
    Joined,
    OfferMessage,
    PersonChanged,
    PersonJoined,
    PersonLeft,
    ServerMessage,
    TracksMessage,
)
from server.wire.vocabulary import MediaTrack, Person
from tests.support.rooms import Scene, arrival, host

CAPACITY = 2


@dataclass
class Client:
    """What one browser was told, as its page would keep it."""

    seat: str
    roster: dict[str, Person] = field(default_factory=dict)
    inside: bool = False
    you: str = ""
    seen: list[ServerMessage] = field(default_factory=list)

    def take(self, message: ServerMessage) -> None:
        self.seen.append(message)
        match message:
            case Joined():
                self.inside, self.you = True, message.you
                self.roster = {person.id: person for person in message.people}
            case InLobby():
                # Also one who was inside and waits again: their page has nothing of the meeting left.
                self.inside, self.roster, self.seen = False, {}, [message]
            case PersonJoined() | PersonChanged():
                assert self.inside
                self.roster[message.person.id] = message.person
            case PersonLeft():
                del self.roster[message.participant]
            case OfferMessage() | TracksMessage():
                self.must_know(message.tracks)
            case _:
                pass

    def must_know(self, tracks: list[MediaTrack]) -> None:
        """Whose picture comes is in the list."""
        assert {track.participant for track in tracks} <= set(self.roster)


def seats() -> dict[str, Arrival]:
    """Everybody who may come, as the server knows them."""
    found = {
        "host": host("host"),
        "helper": host("helper", seat="helper", person="helper", role=RoomRole.CO_HOST),
        "anna": arrival("anna"),
        "anna's tablet": arrival("tablet", seat="tablet", person="person-anna", second_device=True),
        "shown": arrival("shown", way=Way.SHOWN, kind=GuestKind.RELATIVE),
        "coded": arrival("coded", way=Way.SMS_SHOWN, proofs=ONLY_LINK | {Identification.SMS}),
        "uncoded": arrival("uncoded", way=Way.SMS),
        "tolk": arrival("tolk", kind=GuestKind.INTERPRETER, admitted=True),
        "kollega": arrival("kollega", kind=GuestKind.COLLEAGUE, admitted=True),
    }
    for number in range(4):
        found[f"guest {number}"] = arrival(f"g{number}", kind=GuestKind.REPRESENTATIVE)
    return found


LEADING: dict[str, tuple[Action, Callable[[Room, Participant, str, bool], Effects]]] = {
    "mute": (Action.MUTE, lambda room, by, whom, on: room.moderation.mute(by, whom if on else None)),
    "ask": (Action.ASK_FOR_MEDIA, lambda room, by, whom, on: room.moderation.ask(by, whom, "camera")),
    "lower": (Action.LOWER_HANDS, lambda room, by, whom, on: room.moderation.lower_hands(by, whom if on else None)),
    "allow": (Action.ALLOW_SHARE, lambda room, by, whom, on: room.screens.allow(by, whom, allowed=on)),
    "stop": (Action.STOP_SHARE, lambda room, by, whom, on: room.screens.stop(by, whom)),
    "spotlight": (Action.SPOTLIGHT, lambda room, by, whom, on: room.moderation.spotlight(by, whom if on else None)),
    "appoint": (Action.APPOINT_CO_HOST, lambda room, by, whom, on: room.roles.appoint(by, whom, on=on)),
    "return": (Action.RETURN_TO_LOBBY, lambda room, by, whom, on: room.return_to_lobby(by, whom)),
    "write": (
        Action.WRITE_TO_LOBBY,
        lambda room, by, whom, on: room.lobby.write(by, whom if on else None, None, "hej"),
    ),
}


def replace_media(person: Person, like: Person) -> Person:
    changes = {"microphone": like.microphone, "camera": like.camera, "connected": like.connected}
    return msgspec.structs.replace(person, **changes)


class RoomMachine(RuleBasedStateMachine):
    @initialize(meeting_class=st.sampled_from([MeetingClass.OPEN, MeetingClass.PROTECTED]), lobby=st.booleans())
    def begin(self, meeting_class: MeetingClass, lobby: bool) -> None:
        self.class_and_lobby = (meeting_class, lobby)
        self.people = seats()
        self.count = 0
        self.start_anew()

    def start_anew(self) -> None:
        meeting_class, lobby = self.class_and_lobby
        self.scene = Scene(meeting_class, lobby=lobby, capacity=CAPACITY)
        self.clients: dict[str, Client] = {}
        self.open: set[str] = set()
        self.grace: list[StartGrace] = []
        self.first_seen: dict[str, tuple[str, RoomRole, GuestKind | None]] = {}
        self.proofs: dict[str, Proofs] = {}

    # --- carrying out --------------------------------------------------------------------------------------------

    def perform(self, effects: Effects) -> None:
        for effect in effects:
            match effect:
                case Send():
                    if effect.connection in self.clients:
                        self.clients[effect.connection].take(effect.message)
                case Disconnect():
                    self.clients.pop(effect.connection, None)
                case OpenTransport():
                    self.open.add(effect.transport)
                case CloseTransport():
                    self.open.discard(effect.transport)
                case StartGrace():
                    self.grace.append(effect)
                case _:
                    pass

    def attempt(self, act: object) -> None:
        """A refusal changes nothing."""
        before = self.picture()
        try:
            effects = act()  # type: ignore[operator]
        except AppError:
            assert self.picture() == before
        else:
            self.perform(effects)

    def picture(self) -> object:
        people = self.scene.room.people
        of_each = [
            (one.id, one.presence, one.connection, one.transport, one.proofs, one.role, one.hand, one.screen)
            for one in people
        ]
        return of_each, set(self.open)

    def said(self, who: int, action: Action) -> Participant | None:
        """A connected person who may do this, as the dispatcher looks them up anew for each message."""
        people = [one for one in self.scene.room.people if one.connection is not None]
        if not people:
            return None
        person = people[who % len(people)]
        meeting_class = self.class_and_lobby[0]
        return person if allowed(action, person.standing, meeting_class=meeting_class) else None

    def somebody(self, whom: int) -> str:
        people = list(self.scene.room.people)
        return people[whom % len(people)].id if people and whom < 50 else "unknown"

    # --- what happens --------------------------------------------------------------------------------------------

    @rule(names=st.lists(st.sampled_from(sorted(seats())), min_size=1, max_size=6), keeps=st.booleans())
    def come(self, names: list[str], keeps: bool) -> None:
        for name in names:
            self.come_one(name, keeps)

    def come_one(self, name: str, keeps: bool) -> None:
        self.count += 1
        connection = f"c{self.count}"
        known = self.scene.room.people.by_seat(self.people[name].seat)
        transport = known.transport if known is not None and keeps else None
        arriving = replace(self.people[name], connection=connection, transport=transport)
        self.clients[connection] = Client(arriving.seat)
        before = self.picture()
        try:
            effects = self.scene.room.connect(arriving)
        except AppError:
            del self.clients[connection]
            assert self.picture() == before
        else:
            self.perform(effects)

    @rule(who=st.integers(0, 20))
    def drop(self, who: int) -> None:
        connections = sorted(self.clients)
        if connections:
            connection = connections[who % len(connections)]
            del self.clients[connection]
            self.perform(self.scene.room.disconnect(connection))

    @rule(which=st.integers(0, 20))
    def time_is_up(self, which: int) -> None:
        if self.grace:
            grace = self.grace[which % len(self.grace)]
            self.perform(self.scene.room.grace_expired(grace.participant, grace.epoch))

    @rule(who=st.integers(0, 20), whom=st.integers(0, 60), what=st.sampled_from(["admit", "deny", "remove", "confirm"]))
    def decide(self, who: int, whom: int, what: str) -> None:
        action = Action.CONFIRM_IDENTITY if what == "confirm" else Action(what)
        by, target = self.said(who, action), self.somebody(whom)
        if by is not None:
            room = self.scene.room
            act = {"admit": room.admit, "deny": room.deny, "remove": room.remove, "confirm": room.confirm_identity}
            self.attempt(lambda: act[what](by, target))

    @rule(who=st.integers(0, 20))
    def admit_all(self, who: int) -> None:
        by = self.said(who, Action.ADMIT)
        for one in self.scene.room.people.lobby:
            if by is not None and by.inside:
                self.attempt(lambda one=one: self.scene.room.admit(by, one.id))

    @rule(who=st.integers(0, 20), locked=st.booleans())
    def lock(self, who: int, locked: bool) -> None:
        by = self.said(who, Action.LOCK)
        if by is not None:
            self.perform(self.scene.room.lock(by, locked=locked))

    @rule(who=st.integers(0, 20))
    def leave(self, who: int) -> None:
        by = self.said(who, Action.LEAVE)
        if by is not None:
            self.perform(self.scene.room.leave(by))

    @rule(who=st.integers(0, 20), on=st.booleans())
    def share(self, who: int, on: bool) -> None:
        by = self.said(who, Action.SHARE_SCREEN)
        if by is not None:
            self.attempt(lambda: self.scene.room.screens.share(by, active=on, audio=on))

    @rule(who=st.integers(0, 20), on=st.booleans())
    def mute(self, who: int, on: bool) -> None:
        by = self.said(who, Action.SET_MEDIA)
        if by is not None:
            self.perform(self.scene.room.media.set_media(by, microphone=on, camera=on))

    @rule(who=st.integers(0, 20), whom=st.integers(0, 60), on=st.booleans(), what=st.sampled_from(sorted(LEADING)))
    def lead(self, who: int, whom: int, on: bool, what: str) -> None:
        """What a host decides about one person."""
        action, act = LEADING[what]
        by, target = self.said(who, action), self.somebody(whom)
        if by is not None:
            self.attempt(lambda: act(self.scene.room, by, target, on))

    @rule(who=st.integers(0, 20), on=st.booleans())
    def raise_hand(self, who: int, on: bool) -> None:
        by = self.said(who, Action.RAISE_HAND)
        if by is not None:
            self.attempt(lambda: self.scene.room.moderation.raise_hand(by, raised=on))

    @rule(which=st.integers(0, 20))
    def offer(self, which: int) -> None:
        """The worker names everybody whose transport it has, also late ones."""
        transports = sorted(self.open)
        if transports:
            mine = transports[which % len(transports)]
            tracks = [Track(mid=str(n), transport=one, source=Source.CAMERA) for n, one in enumerate(transports)]
            offer = Offer(transport=mine, revision=1, sdp="v=0", publish={}, tracks=tracks)
            self.perform(self.scene.room.media.offered(offer))

    @rule(which=st.integers(0, 20))
    def lose_media(self, which: int) -> None:
        transports = sorted(self.open)
        if transports:
            lost = transports[which % len(transports)]
            self.open.discard(lost)
            self.perform(self.scene.room.media.lost([lost]))

    @rule(who=st.integers(0, 20), anyway=st.integers(0, 9))
    def end(self, who: int, anyway: int) -> None:
        by = self.said(who, Action.END_MEETING)
        if by is None or anyway:
            return
        self.perform(self.scene.room.end(by))
        assert self.open == set()
        assert self.clients == {}
        assert self.scene.room.people.empty
        self.start_anew()

    # --- what holds ----------------------------------------------------------------------------------------------

    @invariant()
    def who_receives_media_is_in_everybodys_list(self) -> None:
        owners = {one.transport: one for one in self.scene.room.people if one.transport is not None}
        assert self.open <= set(owners), "a transport of nobody"
        inside = {one.id: one for one in self.scene.room.people.inside}
        assert {owners[transport].id for transport in self.open} <= set(inside)
        for client in self.clients.values():
            if client.inside:
                assert set(client.roster) == set(inside)
                for person in client.roster.values():
                    real = inside[person.id].as_seen_by(inside[client.you])
                    if person.id == client.you:  # One's own devices are not told back.
                        real = replace_media(real, person)
                    assert person == real

    @invariant()
    def who_waits_has_no_media_and_hears_nothing(self) -> None:
        for one in self.scene.room.people.lobby:
            assert one.transport is None
        for client in self.clients.values():
            if not client.inside:
                assert all(isinstance(message, InLobby | Closed) for message in client.seen)

    @invariant()
    def nobody_becomes_somebody_else(self) -> None:
        for one in self.scene.room.people:
            first = self.first_seen.setdefault(one.id, (one.name, one.role, one.kind))
            assert first[::2] == (one.name, one.kind)
            if one.role is not first[1]:
                assert one.kind is GuestKind.COLLEAGUE
                assert one.proofs & {Identification.SHOWN, Identification.EID}, "co-host by a link alone"
            assert one.proofs >= self.proofs.get(one.id, frozenset())
            self.proofs[one.id] = one.proofs
            if one.role is RoomRole.GUEST:
                assert one.kind is not None
                assert not one.proofs & ONLY_STAFF

    @invariant()
    def limits_hold(self) -> None:
        guests = [one for one in self.scene.room.people.inside if one.role is RoomRole.GUEST]
        assert len(guests) <= CAPACITY
        assert len({one.seat for one in self.scene.room.people}) == len(list(self.scene.room.people))
        for one in guests:
            assert one.way is not Way.SMS, "somebody came in without the code"


RoomMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestRoomInAnyOrder = RoomMachine.TestCase
