"""Meetings: made, invited to, entered."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from server.adapters.oidc import OidcClient
from server.http.api.entering import EnteringApi
from server.http.api.guests import GuestsApi
from server.http.api.meetings import MeetingsApi
from server.http.visitors import Visitors
from server.parts.core import Core
from server.parts.delivery import Delivery
from server.parts.part import Part
from server.rooms.running.registry import Rooms
from server.runtime.config import Settings
from server.runtime.secrets import Secrets
from server.services.audit.alerts import Alert
from server.services.meetings.co_hosts import CoHosts
from server.services.meetings.guest_codes import GuestCodes
from server.services.meetings.guest_eid import GuestEid
from server.services.meetings.guest_sessions import GuestSessions
from server.services.meetings.link_delivery import LinkDelivery
from server.services.meetings.meetings import Meetings
from server.services.meetings.network_checks import NetworkChecks, ProbePlane
from server.services.meetings.seats import SeatLimits, Seats
from server.services.meetings.turn import TurnServers
from server.services.signin.sessions import StaffSessions
from server.signalling.socket import Signalling
from server.signalling.tickets import Tickets
from server.storage.meetings.co_hosts import SqlCoHostStore


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPart(Part):
    """The guard asks for visitors, and the rooms hand over offers of network checks."""

    guests: GuestSessions
    visitors: Visitors
    signalling: Signalling
    network_checks: NetworkChecks


def meetings_part(
    settings: Settings,
    secrets: Secrets,
    core: Core,
    rooms: Rooms,
    media: ProbePlane,
    turn: TurnServers,
    *,
    sessions: StaffSessions,
    delivery: Delivery,
    origins: Sequence[str],
) -> MeetingsPart:
    """``origins`` are our addresses, filled in when the port is known."""
    meetings = Meetings(core.meeting_store, rooms, core.invitations, core.audit, time.time)
    guests = GuestSessions(core.meeting_store, rooms, core.policies, core.audit, time.time)
    visitors = Visitors(sessions, guests)
    seats = Seats(meetings, guests, SeatLimits(settings.room_capacity, settings.seat_grace_seconds))
    tickets = Tickets(secrets.ws_ticket, time.time, lambda: core.alerts.raise_alert(Alert.FORGED_TOKEN))
    signalling = Signalling(rooms, seats, tickets)
    network_checks = NetworkChecks(media, time.time, turn.check_servers)
    meetings_api = MeetingsApi(
        meetings=meetings,
        co_hosts=CoHosts(SqlCoHostStore(core.database), rooms, core.audit, time.time),
        link_delivery=LinkDelivery(meetings, core.invitations, delivery.sms, delivery.mail, core.audit, time.time),
        accounts=core.accounts,
        rooms=rooms,
        origins=origins,
    )
    entering_api = EnteringApi(visitors=visitors, guests=guests, network_checks=network_checks, signalling=signalling)
    return MeetingsPart(
        apis=(meetings_api, _guests_api(core, rooms, guests, visitors, delivery, origins), entering_api),
        guests=guests,
        visitors=visitors,
        signalling=signalling,
        network_checks=network_checks,
    )


def _guests_api(
    core: Core, rooms: Rooms, guests: GuestSessions, visitors: Visitors, delivery: Delivery, origins: Sequence[str]
) -> GuestsApi:
    return GuestsApi(
        visitors=visitors,
        guests=guests,
        invitations=core.invitations,
        organisations=core.organisations,
        guest_codes=GuestCodes(
            core.meeting_store, core.invitations, delivery.sms, core.ceremonies, core.audit, time.time
        ),
        guest_eid=GuestEid(
            core.meeting_store,
            core.invitations,
            core.settings,
            core.ceremonies,
            OidcClient(time.time, core.outside),
            rooms,
            core.audit,
            time.time,
        ),
        origins=origins,
    )
