"""One participant's ICE + DTLS connection and everything that flows over it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Literal

from media.fanout.audience import Fanout
from media.fanout.inbox import Arrival
from media.fanout.state import Peer
from media.net.dtls import DtlsError, DtlsSession
from media.net.ice import IceAgent, Path
from media.net.mux import Mux
from media.protocol import Offer, Quality, Source, Tile, Track, Tracks, TransportChanged, TransportState
from media.rtp import rtcp
from media.rtp.packet import MalformedPacketError, is_rtcp
from media.rtp.twcc import MalformedFeedbackError
from media.sfu.allowance import Allowance
from media.sfu.budget import DTLS_RECORDS_PER_SECOND, RTCP_BYTES_PER_SECOND, Budget
from media.sfu.downlink import Downlink
from media.sfu.egress import Counters
from media.sfu.lifecycle import ENDED, TRANSITIONS
from media.sfu.negotiation import Negotiation
from media.sfu.producer import Producer
from media.sfu.quality import Measures, Verdict
from media.sfu.sdp import TransportParameters, candidate_lines
from media.sfu.uplink import Link, Uplink
from media.srtp import INBOX, SrtpReceiver

log = logging.getLogger(__name__)

REACH_SECONDS = 20.0
"""Until an address of the client's has agreed to get what we send."""
_LOG_SECONDS = 60.0
BLACKOUT_SECONDS = 4.0
"""Browsers check their path at least every 2.5 s."""


class Context:
    """What all transports of a worker share.  ``ended`` is called once for a transport that ended by itself."""

    def __init__(
        self,
        mux: Mux,
        addresses: list[str],
        emit: Callable[[Offer | Tracks | Quality | TransportChanged], None],
        ended: Callable[[Transport], None],
        fanout: Fanout,
    ) -> None:
        self.mux = mux
        self.addresses = addresses
        self.emit = emit
        self.ended = ended
        self.fanout = fanout
        self.counters = Counters()


class Transport:
    """``level`` hears the microphone's audio levels.  Must be created and used inside the event loop."""

    def __init__(
        self,
        identifier: str,
        context: Context,
        level: Callable[[int, float, int], None],
        protocol: Literal["", "udp", "tcp"] = "",
    ) -> None:
        self.id = identifier
        self.state = TransportState.NEW
        self.producers: dict[Source, Producer] = {}
        self._context = context
        self._loop = asyncio.get_running_loop()
        self.number = context.mux.enlist(self)
        self.peer = Peer(self.number)
        self.budget = Budget(self.peer)
        self._negotiation = Negotiation()
        self.downlink = Downlink(context.counters, self._negotiation, self.schedule_offer)
        egress = self._egress = self.downlink.egress
        self.agent = IceAgent(self._loop.time(), self._select)
        self._reached = asyncio.Event()
        self._uplink = Uplink(Link(egress.rtcp, level, self._release, self.peer, context.fanout, context.counters))
        self._verdict = Verdict()
        self._held: list[Track] = []
        self._dtls = DtlsSession("server", egress.dtls, self._said_goodbye)
        self._receiver: SrtpReceiver | None = None
        self._handshake: asyncio.Task[None] | None = None
        self._candidates = candidate_lines(context.addresses, context.mux.port, protocol)
        self._rtcp_octets = Allowance(RTCP_BYTES_PER_SECOND, RTCP_BYTES_PER_SECOND)
        self._records = Allowance(DTLS_RECORDS_PER_SECOND, DTLS_RECORDS_PER_SECOND)
        self._offer_scheduled = False
        self._logged_at = -_LOG_SECONDS
        self._checked_at = self._loop.time()
        context.mux.register(self.agent.current.ufrag, self)

    # What the room and the server ask for

    def produce(self, source: Source, *, paused: bool) -> Producer:
        """Open the producer of ``source``; the caller tells the others."""
        producer = Producer(self.id, source, paused=paused)
        self.producers[source] = producer
        self._uplink.producers[self._negotiation.receive(source)] = producer
        self.schedule_offer()
        return producer

    def stop_producing(self, source: Source) -> Producer | None:
        producer = self.producers.pop(source, None)
        if producer is not None:
            self._negotiation.stop_receiving(source)
            self._uplink.stop(producer)
            self.schedule_offer()
        return producer

    def offer_probe(self) -> None:
        """Offer one m-line that carries nothing, so that there is something to connect for."""
        self._negotiation.receive(Source.MICROPHONE)
        self.schedule_offer()

    def watch(self, tiles: list[Tile]) -> None:
        self.downlink.watch(tiles, self._loop.time())

    @property
    def abandoned(self) -> int:
        """M-lines that cannot be used again before the client answers."""
        return self._negotiation.abandoned

    def tell_tracks(self) -> None:
        """Tracks carry other producers than the last offer said; one that is due says so itself."""
        if not self._negotiation.may_offer and self.state not in ENDED:
            self._context.emit(Tracks(transport=self.id, tracks=self._negotiation.tracks))

    def restart_ice(self) -> None:
        """Offer fresh credentials at once, even if an offer still waits: it may have been lost with the network."""
        dropped = self.agent.restart()
        if dropped is not None:
            self._context.mux.unregister(dropped.ufrag)
        self._context.mux.register(self.agent.current.ufrag, self)
        self._negotiation.supersede()
        self.schedule_offer()

    def answer(self, revision: int, sdp: str) -> None:
        """Raises ``StaleAnswerError`` or ``BadSdpError``, which leave everything as it was."""
        parsed = self._negotiation.answer(revision, sdp)
        self.agent.answered(parsed.credentials, self._loop.time())
        if self.state is TransportState.NEW:
            self._change(TransportState.CONNECTING)
            fingerprint = self._negotiation.fingerprint
            self._handshake = asyncio.create_task(self._connect(fingerprint), name=f"dtls {self.id}")
        self.downlink.agreed(self._loop.time())
        self.schedule_offer()

    def schedule_offer(self) -> None:
        """All changes of one loop pass go into one offer; while one waits for its answer, none is sent."""
        if self._negotiation.may_offer and not self._offer_scheduled and self.state not in ENDED:
            self._offer_scheduled = True
            self._loop.call_soon(self._offer)

    def _offer(self) -> None:
        self._offer_scheduled = False
        if not self._negotiation.may_offer or self.state in ENDED:
            return
        credentials = self.agent.current
        parameters = TransportParameters(
            credentials.ufrag, credentials.password, self._dtls.fingerprint, self._candidates
        )
        sdp, tracks = self._negotiation.offer(parameters)
        publish = dict(self._negotiation.publish)
        revision = self._negotiation.revision
        self._context.emit(Offer(transport=self.id, revision=revision, sdp=sdp, publish=publish, tracks=tracks))

    # What the network brings

    @property
    def history_bytes(self) -> int:
        return self._uplink.history_bytes

    def checked(self) -> None:
        """After a silence the client's decoders have lost their pictures, whatever it was able to ask for."""
        now = self._loop.time()
        if now - self._checked_at > BLACKOUT_SECONDS:
            self.downlink.refresh(now)
        self._checked_at = now

    def receive(self, length: int) -> bool:
        """A datagram from a validated address lies in ``INBOX``; whether it is certain that the client sent it.
        Whatever is wrong with it hurts nobody else."""
        first, now, receiver = INBOX[0], self._loop.time(), self._receiver
        if 20 <= first <= 63:
            if not self._records.take(1, now) or not self._dtls.feed(bytes(INBOX[:length])):
                self._drop()
            return False
        if not 128 <= first <= 191 or receiver is None or length < 8 or not self.budget.allows(length):
            self._drop()
            return False
        plain = receiver.rtcp(length) if is_rtcp(INBOX[1]) else receiver.rtp(length)
        if not plain:
            self._drop()
            return False
        self.budget.spend(length)
        self._guarded(self._receive_plain, plain, now)
        return True

    def _guarded(self, handle: Callable[..., None], *arguments: Any) -> None:
        try:
            handle(*arguments)
        except (MalformedPacketError, rtcp.MalformedRtcpError, MalformedFeedbackError):
            self._drop()
        except Exception:
            # A mistake of ours that a hostile packet found must neither end the worker nor fill the log.
            self._drop()
            self._log_once_a_minute()

    def receive_plain(self, length: int, now: float) -> None:
        """An RTP or RTCP packet that compiled code has decrypted lies in ``INBOX``."""
        place = 4 if is_rtcp(INBOX[1]) else 8
        if self._receiver is None or not self._receiver.accept(int.from_bytes(INBOX[place : place + 4], "big")):
            self._drop()
            return
        self._guarded(self._receive_plain, length, now)

    def forwarded(self, arrival: Arrival, now: float) -> None:
        self._guarded(self._uplink.forwarded, arrival, now)

    def _receive_plain(self, length: int, now: float) -> None:
        if not is_rtcp(INBOX[1]):
            self._uplink.rtp(length, now)
            return
        if not self._rtcp_octets.take(length, now):
            self._drop()
            return
        for record in rtcp.parse(bytes(INBOX[:length])):
            self._receive_rtcp(record, now)

    def _receive_rtcp(self, record: rtcp.Record, now: float) -> None:
        """RTCP speaks only about the sender's own streams and about what we send to it."""
        if isinstance(record, rtcp.TransportFeedback):
            self.downlink.feedback(record.fci, now)
        elif isinstance(record, rtcp.Nack):
            self.downlink.retransmit(record, now)
        elif isinstance(record, rtcp.KeyFrameRequest):
            self.downlink.request_key_frame(record.ssrc, now)
        elif isinstance(record, rtcp.SenderReport | rtcp.ReceiverReport):
            for report in record.reports:
                self.downlink.reported(report, now)
            if isinstance(record, rtcp.SenderReport):
                self._uplink.sender_report(record, now)
        elif isinstance(record, rtcp.Remb):
            self.downlink.limited(record.bitrate, now)

    def _log_once_a_minute(self) -> None:
        now = self._loop.time()
        if now - self._logged_at >= _LOG_SECONDS:
            self._logged_at = now
            log.exception("a packet could not be handled")

    def _drop(self) -> None:
        self._context.counters.dropped += 1

    def _release(self, ssrc: int) -> None:
        if self._receiver is not None:
            self._receiver.remove(ssrc)

    # Time

    @property
    def active(self) -> bool:
        """Whether it sends anything, or tells how fast it receives; otherwise once a second is often enough."""
        return self._uplink.active or self.downlink.estimator is not None

    def tick(self, now: float) -> None:
        """Every 50 ms while it is active, else every second."""
        if self.state is TransportState.CONNECTED:
            self._uplink.tick(now)
            self.downlink.tick(now)

    def tick_second(self, now: float) -> None:
        """Every second: what may be received in the next one, reports, and the end when the client no longer
        answers (RFC 7675)."""
        self.budget.grant()
        if self.state is TransportState.CONNECTED:
            self._uplink.round_trip = self.downlink.round_trip
            self._uplink.report(now)
            for producer in self.producers.values():
                producer.measure(1.0, now)
            self._judge(now)
        for path in self.agent.expire(now):
            path.release()
        if self.agent.consent_expired(now):
            self._end(TransportState.FAILED)

    def _judge(self, now: float) -> None:
        """Tell how the client's network does, when that changed."""
        downlink, estimator = self.downlink, self.downlink.estimator
        loss = max(downlink.loss, estimator.loss if estimator is not None else 0.0)
        held = downlink.held
        changed = self._verdict.judge(Measures(downlink.round_trip, self._uplink.loss, loss, bool(held)), now)
        if not changed and held == self._held:
            return
        self._held = held
        self._context.emit(
            Quality(
                transport=self.id,
                network=self._verdict.network,
                round_trip_ms=round(downlink.round_trip * 1000),
                loss_up=round(self._uplink.loss, 3),
                loss_down=round(loss, 3),
                held=held,
            )
        )

    # Life and death

    def _select(self, path: Path | None) -> None:
        self.downlink.select(path)
        if path is not None:
            self._reached.set()

    async def _connect(self, fingerprint: str) -> None:
        try:
            async with asyncio.timeout(REACH_SECONDS):
                await self._reached.wait()
        except TimeoutError:
            self._end(TransportState.FAILED)
            return
        try:
            self._receiver, sender = await self._dtls.connect(fingerprint)
        except DtlsError as error:
            log.info("DTLS failed: %s", error)
            self._end(TransportState.FAILED)
            return
        self.peer.open(self._receiver.context)
        self._egress.open(sender)
        self._change(TransportState.CONNECTED)
        self.downlink.agreed(self._loop.time())

    def fail(self) -> None:
        """Give up, as after a mistake of ours."""
        self._end(TransportState.FAILED)

    def _said_goodbye(self) -> None:
        self._end(TransportState.CLOSED)

    def _change(self, state: TransportState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise RuntimeError(f"a transport cannot go from {self.state} to {state}")
        self.state = state
        path = self.agent.selected.protocol if self.agent.selected is not None else ""
        self._context.emit(TransportChanged(transport=self.id, state=state, path=path))

    def _end(self, state: TransportState) -> None:
        """End by itself: say so, then let the worker release everything."""
        if self.state not in ENDED:
            self._change(state)
            self.downlink.close()
            self.peer.close()
            self._context.ended(self)

    def retire(self) -> None:
        """Nothing more is offered, received or sent, except the goodbye of :meth:`close`."""
        if self.state not in ENDED:
            self.state = TransportState.CLOSED
        self.downlink.close()
        self.peer.close()
        self._receiver = None

    async def close(self) -> None:
        """Say goodbye and release keys, addresses and tasks, after :meth:`retire` and after leaving the room."""
        task = self._handshake
        if task is not None and task is not asyncio.current_task() and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._dtls.close()
        self._context.mux.remove(self)
