"""The wire: every message on the WebSocket, both directions, declared once.

Frames are JSON text, at most ``MAX_MESSAGE_BYTES``; unknown types and unknown fields are refused.  The TypeScript
types in ``web/src/protocol/messages.gen.ts`` are generated from this module (``make wire``) and a test fails when
they drift.  A client message may carry ``seq``; it is then answered by exactly one ``ok`` or ``error`` with that seq.

    client                                   server
    hello(ticket)                       ->
                                        <-   waiting            (in the lobby)   or   joined   (in the room)
                                        <-   offer
    answer                              ->
    leave                               ->
                                        <-   closed(reason)     the last message; the socket closes after it
"""

from __future__ import annotations

from server.wire.room import breakouts, lobby, media, moderation, presence, shared

WIRE_VERSION = 3
"""What a page must speak.  A page that speaks another is told to load itself again."""

PARTS = (presence, lobby, media, shared, moderation, breakouts)
"""A module per capability, in the order in which they are told about."""

AnyClientMessage = (
    presence.FromClient
    | lobby.FromClient
    | media.FromClient
    | shared.FromClient
    | moderation.FromClient
    | breakouts.FromClient
)
AnyServerMessage = (
    presence.FromServer
    | lobby.FromServer
    | media.FromServer
    | shared.FromServer
    | moderation.FromServer
    | breakouts.FromServer
)
