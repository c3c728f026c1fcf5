"""Joins, drops, admissions, removals, locks and ends in any order: after each step nobody is hidden (R39), who waits
has nothing of the meeting (R35), nobody's rights have grown (R40), no limit is broken (R38), and nothing of one place
has reached another."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from auth.meeting_classes import ONLY_STAFF, Proofs, Way
from auth.model import GuestKind, Identification, MeetingClass, RoomRole
from auth.permissions.matrix import Action
from auth.permissions.may import allowed
from media.protocol import Network, Offer, Source, Track, Watch
from server.rooms.effects import (
    CloseTransport,
    Command,
    Disconnect,
    Effects,
    OpenTransport,
    Send,
    StartCountdown,
    StartGrace,
)
from server.rooms.participant import Participant
from server.wire.errors import AppError
from server.wire.room.breakouts import Group
from server.wire.room.lobby import InLobby
from server.wire.room.media import MediaTile
from server.wire.room.moderation import Reaction
from server.wire.room.presence import Closed
from tests.support.room_clients import LEADING, Client, replace_media, seats
from tests.support.rooms import Scene

CAPACITY = 2


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
        self.open: dict[str, str] = {}
        """Where in the worker each transport is."""
        self.countdowns: list[StartCountdown] = []
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
                    self.open[effect.transport] = effect.place
                case CloseTransport():
                    self.open.pop(effect.transport, None)
                case StartCountdown():
                    self.countdowns.append(effect)
                case Command(request=Watch() as watch):
                    for tile in watch.tiles:
                        assert self.open[tile.transport] == self.open[watch.transport], "a picture of another place"
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
            (one.id, one.presence, one.connection, one.transport, one.proofs, one.role, one.hand, one.screen, one.place)
            for one in people
        ]
        return of_each, dict(self.open), self.scene.room.breakouts.greeting()

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
        known = self.scene.room.people.by_seat(self.people[name].seat.key)
        transport = known.transport if known is not None and keeps else None
        arriving = replace(self.people[name], connection=connection, transport=transport)
        self.clients[connection] = Client(arriving.seat.key)
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
            self.perform(self.scene.room.door.lock(by, locked=locked))

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

    @rule(who=st.integers(0, 20), whom=st.lists(st.integers(0, 60), min_size=1, max_size=4), groups=st.booleans())
    def part(self, who: int, whom: list[int], groups: bool) -> None:
        """Some step outside, or each of them gets a group."""
        by = self.said(who, Action.OPEN_GROUPS if groups else Action.STEP_OUTSIDE)
        chosen = [self.somebody(one) for one in whom]
        if by is None:
            return
        places = self.scene.room.breakouts
        wanted = [Group(name=str(number), participants=[one]) for number, one in enumerate(chosen)]
        self.attempt(lambda: places.open_groups(by, wanted) if groups else places.step_outside(by, chosen))

    @rule(whom=st.lists(st.integers(0, 49), min_size=1, max_size=3), groups=st.booleans())
    def part_and_listen(self, whom: list[int], groups: bool) -> None:
        """A full meeting parts, and then the worker and the pages name everybody to everybody."""
        self.come(["host", "tolk", "kollega", "anna"], keeps=True)
        for one in range(len(list(self.scene.room.people))):
            self.admit_all(one)
        hosts = [at for at, one in enumerate(self.scene.room.people) if one.host]
        for at in hosts:
            self.part(at, whom, groups)
        for at in range(len(self.open)):
            self.offer(at)
            self.speak(at)
            self.watch(at, list(range(8)))
            self.react(at)

    @rule(who=st.integers(0, 20), whom=st.integers(0, 60), where=st.integers(0, 20), visit=st.booleans())
    def regroup(self, who: int, whom: int, where: int, visit: bool) -> None:
        by, places = self.said(who, Action.MOVE_TO_GROUP), self.scene.room.breakouts
        there = ["main", "unknown", *(one.id for one in places.greeting()[0].breakouts)]  # type: ignore[attr-defined]
        place = there[where % len(there)]
        if by is not None:
            target = self.somebody(whom)
            self.attempt(lambda: places.visit(by, place) if visit else places.move_to_group(by, target, place))

    @rule(who=st.integers(0, 20), seconds=st.sampled_from([0, 30]))
    def call_back(self, who: int, seconds: int) -> None:
        by = self.said(who, Action.CALL_BACK)
        if by is not None:
            self.attempt(lambda: self.scene.room.breakouts.call_back(by, seconds))

    @rule(which=st.integers(0, 20))
    def countdown_ends(self, which: int) -> None:
        if self.countdowns:
            countdown = self.countdowns[which % len(self.countdowns)]
            self.perform(self.scene.room.breakouts.time_is_up(countdown.countdown))

    @rule(who=st.integers(0, 20))
    def come_back(self, who: int) -> None:
        by = self.said(who, Action.COME_BACK)
        if by is not None:
            self.perform(self.scene.room.breakouts.come_back(by))

    @rule(who=st.integers(0, 20))
    def react(self, who: int) -> None:
        by = self.said(who, Action.REACT)
        if by is not None:
            self.attempt(lambda: self.scene.room.moderation.react(by, Reaction.HEART))

    @rule(who=st.integers(0, 20), whom=st.lists(st.integers(0, 60), max_size=4))
    def watch(self, who: int, whom: list[int]) -> None:
        """A page may ask for anybody's picture."""
        by = self.said(who, Action.WATCH)
        tiles = [
            MediaTile(participant=self.somebody(one), source="camera", width=1, height=1, pinned=True) for one in whom
        ]
        if by is not None:
            self.attempt(lambda: self.scene.room.media.watch(by, tiles))

    @rule(where=st.integers(0, 20))
    def speak(self, where: int) -> None:
        """The worker names those who are heard in one of its rooms, also late."""
        places = sorted(set(self.open.values()))
        if places:
            self.perform(self.scene.room.media.heard(sorted(self.open), places[where % len(places)]))

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
            del self.open[lost]
            self.perform(self.scene.room.media.lost([lost]))

    @rule(who=st.integers(0, 20), anyway=st.integers(0, 9))
    def end(self, who: int, anyway: int) -> None:
        by = self.said(who, Action.END_MEETING)
        if by is None or anyway:
            return
        self.perform(self.scene.room.end(by))
        assert self.open == {}
        assert self.clients == {}
        assert self.scene.room.people.empty
        self.start_anew()

    # --- what holds ----------------------------------------------------------------------------------------------

    @invariant()
    def who_receives_media_is_in_everybodys_list(self) -> None:
        owners = {one.transport: one for one in self.scene.room.people if one.transport is not None}
        assert set(self.open) <= set(owners), "a transport of nobody"
        for transport, place in self.open.items():
            assert owners[transport].place == place, "somebody whose media is elsewhere"
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
    def of_people_elsewhere_only_who_they_are_is_told(self) -> None:
        for client in self.clients.values():
            here = client.roster[client.you].place if client.inside else ""
            for person in client.roster.values():
                if person.place != here:
                    assert {person.microphone, person.camera, person.screen} == {False}
                    assert person.network is Network.GOOD

    @invariant()
    def every_place_is_known(self) -> None:
        (told,) = self.scene.room.breakouts.greeting()
        known = {"main"} | {place.id for place in told.breakouts}  # type: ignore[attr-defined]
        assert {one.place for one in self.scene.room.people} <= known

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
        assert len({one.seat.key for one in self.scene.room.people}) == len(list(self.scene.room.people))
        for one in guests:
            assert one.seat.way is not Way.SMS, "somebody came in without the code"


RoomMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestRoomInAnyOrder = RoomMachine.TestCase
