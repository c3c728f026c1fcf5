"""The states of a transport.

NEW         offered; waits for an answer and for connectivity checks
CONNECTING  answered; DTLS shakes hands
CONNECTED   media flows
FAILED      no answer, wrong certificate, broken handshake or consent lost; already released
CLOSED      ended by the server or by the client's close_notify; already released
"""

from __future__ import annotations

from media.protocol import TransportState

TRANSITIONS: dict[TransportState, frozenset[TransportState]] = {
    TransportState.NEW: frozenset({TransportState.CONNECTING, TransportState.FAILED, TransportState.CLOSED}),
    TransportState.CONNECTING: frozenset({TransportState.CONNECTED, TransportState.FAILED, TransportState.CLOSED}),
    TransportState.CONNECTED: frozenset({TransportState.FAILED, TransportState.CLOSED}),
    TransportState.FAILED: frozenset(),
    TransportState.CLOSED: frozenset(),
}
ENDED = frozenset({TransportState.FAILED, TransportState.CLOSED})
