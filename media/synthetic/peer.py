"""One synthetic participant: answers the worker's offers, publishes a test picture and a tone, counts what comes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Literal

from media.net.dtls import DtlsError, DtlsSession
from media.net.ice import make_credentials
from media.protocol import Source
from media.rtp import rtcp
from media.rtp.packet import MalformedPacketError, is_rtcp, parse_header
from media.rtp.twcc import FeedbackBuilder
from media.sfu.codecs import EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, PRIMARY_OF_RTX
from media.srtp import INBOX, OUTBOX, SrtpReceiver, SrtpSender
from media.synthetic.link import Link
from media.synthetic.offer import ParsedOffer, parse_offer, write_answer
from media.synthetic.reception import ReceivedStream
from media.synthetic.scenes import picture_loop, voice_loop
from media.synthetic.sending import SentTrack, TransportSequence, to_outbox

_CLOCK_SECONDS = 0.02
_OUT = memoryview(OUTBOX)


class SyntheticPeer:
    """``number`` chooses colour and pitch.  ``lose`` sees every incoming datagram and says which ones get lost.
    ``tell`` makes the peer promise transport-wide feedback and turns each true FCI into the one that is sent.
    ``streams`` holds what was received, by SSRC; ``closed`` is set when the worker said goodbye."""

    def __init__(
        self,
        number: int = 0,
        *,
        protocol: Literal["udp", "tcp"] = "udp",
        lose: Callable[[bytes], bool] | None = None,
        tell: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self.streams: dict[int, ReceivedStream] = {}
        self.tracks: dict[Source, SentTrack] = {}
        self.feedback = 0
        """Transport-wide feedback packets received."""
        self.connected = asyncio.Event()
        self.closed = asyncio.Event()
        self._number = number
        self._tell = tell
        self._arrivals = FeedbackBuilder()
        self._protocol: Literal["udp", "tcp"] = protocol
        self._credentials = make_credentials()
        self._link = Link(self._received, lose, self._credentials.password)
        self._dtls = DtlsSession("client", self._link.send, self.closed.set)
        self._receiver: SrtpReceiver | None = None
        self._sender: SrtpSender | None = None
        self._transport_sequence = TransportSequence()
        self._rtx: dict[int, ReceivedStream] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._loop = asyncio.get_running_loop()

    @property
    def stats(self) -> list[ReceivedStream]:
        """What was received so far, in the order of the m-lines."""
        return sorted(self.streams.values(), key=lambda stream: int(stream.mid))

    async def answer(self, offer_sdp: str, publish: dict[Source, str]) -> str:
        """Answer an offer; the first one also connects.  Sources in ``publish`` are sent from then on, others
        are stopped."""
        offer = parse_offer(offer_sdp)
        self._link.credentials(f"{offer.ufrag}:{self._credentials.ufrag}", offer.password)
        await asyncio.to_thread(self._prepare, publish)
        self._expect(offer)
        self._publish(publish)
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._connect(offer), name=f"synthetic peer {self._number}")]
        own = self._credentials
        return write_answer(
            offer,
            set(publish.values()),
            own.ufrag,
            own.password,
            self._dtls.fingerprint,
            transport_cc=self._tell is not None,
        )

    def _prepare(self, publish: dict[Source, str]) -> None:
        """Encode outside the loop; the loops are cached for everybody."""
        if Source.CAMERA in publish or Source.SCREEN in publish:
            picture_loop(self._number)
        if Source.MICROPHONE in publish or Source.SCREEN_AUDIO in publish:
            voice_loop(180 + 40 * (self._number % 5))

    def _expect(self, offer: ParsedOffer) -> None:
        offered: dict[int, ReceivedStream] = {}
        self._rtx.clear()
        for section in offer.sections:
            if section.direction == "sendonly" and section.ssrcs:
                ssrc = section.ssrcs[0]
                stream = self.streams.get(ssrc) or ReceivedStream(section.mid, section.kind, ssrc)
                offered[ssrc] = stream
                if len(section.ssrcs) > 1:
                    self._rtx[section.ssrcs[1]] = stream
        self.streams = offered

    def _publish(self, publish: dict[Source, str]) -> None:
        for source in [source for source in self.tracks if source not in publish]:
            del self.tracks[source]
        for source, mid in publish.items():
            if source not in self.tracks:
                now = self._loop.time()
                self.tracks[source] = SentTrack(source, mid, self._number, self._transport_sequence, now)

    async def _connect(self, offer: ParsedOffer) -> None:
        candidates = [(host, port) for protocol, host, port in offer.candidates if protocol == self._protocol]
        # The synthetic participant runs on the worker's machine more often than not.
        host, port = next((entry for entry in candidates if entry[0] == "127.0.0.1"), candidates[0])
        await self._link.open(self._protocol, host, port)
        await self._link.connected.wait()
        try:
            self._receiver, self._sender = await self._dtls.connect(offer.fingerprint)
        except DtlsError:
            self.closed.set()
            return
        self.connected.set()
        while not self.closed.is_set():
            self._send_due()
            await asyncio.sleep(_CLOCK_SECONDS)

    def _send_due(self) -> None:
        now = self._loop.time()
        for track in list(self.tracks.values()):
            self._send_all(track.due(now))
            report = track.report(now, time.time())
            if report is not None:
                self.send_rtcp(report)
        for stream in self.streams.values():
            if stream.kind == "video" and stream.missing.waiting:
                self._ask_again(stream, now)
        fci = self._arrivals.build()
        if self._tell is not None and fci is not None:
            self.send_rtcp(rtcp.build_transport_feedback(1, 1, self._tell(fci)))

    def _send_all(self, packets: list[bytes]) -> None:
        for packet in packets:
            if self._sender is not None:
                protected = self._sender.rtp(to_outbox(packet))
                if protected:
                    self._link.send(_OUT[:protected])

    def send_rtcp(self, data: bytes) -> None:
        """Send any RTCP to the worker, as hostile tests do."""
        if self._sender is not None:
            protected = self._sender.rtcp(data)
            if protected:
                self._link.send(_OUT[:protected])

    def send_rtp(self, data: bytes) -> None:
        """Send any RTP packet to the worker, as hostile tests do."""
        self._send_all([data])

    def send_raw(self, data: bytes) -> None:
        """Send any datagram from this peer's address."""
        self._link.send(data)

    def request_key_frame(self, ssrc: int) -> None:
        self.send_rtcp(rtcp.build_pli(1, ssrc))

    def _ask_again(self, stream: ReceivedStream, now: float) -> None:
        wanted = stream.missing.due(now, 0.05)
        if wanted:
            self.send_rtcp(rtcp.build_nack(1, stream.ssrc, wanted))

    def _received(self, data: bytes) -> None:
        if 20 <= data[0] <= 63:
            self._dtls.feed(data)
            return
        if self._receiver is None or len(data) < 8:
            return
        INBOX[: len(data)] = data
        with contextlib.suppress(MalformedPacketError, rtcp.MalformedRtcpError):
            if is_rtcp(data[1]):
                self._rtcp(self._receiver.rtcp(len(data)))
            else:
                self._rtp(self._receiver.rtp(len(data)))

    def _rtp(self, length: int) -> None:
        now = self._loop.time()
        header = parse_header(INBOX, length)
        place = header.extensions.get(EXT_TRANSPORT_CC)
        if place is not None:
            self._arrivals.received(INBOX[place[0]] << 8 | INBOX[place[0] + 1], now)
        if header.payload_type in PRIMARY_OF_RTX:
            stream = self._rtx.get(header.ssrc)
            if stream is not None and not header.empty:
                stream.retransmitted(header, INBOX, now)
            return
        stream = self.streams.get(header.ssrc)
        if stream is None:
            return
        if EXT_AUDIO_LEVEL in header.extensions:
            stream.levels += 1
        if stream.received(header, INBOX, now):
            self._ask_again(stream, now)

    def _rtcp(self, length: int) -> None:
        for record in rtcp.parse(bytes(INBOX[:length])):
            if isinstance(record, rtcp.TransportFeedback):
                self.feedback += 1
            elif isinstance(record, rtcp.SenderReport) and record.ssrc in self.streams:
                self.streams[record.ssrc].sender_report = record
            elif isinstance(record, rtcp.KeyFrameRequest | rtcp.Nack):
                track = next((track for track in self.tracks.values() if track.ssrc == record.ssrc), None)
                if track is None:
                    continue
                if isinstance(record, rtcp.Nack):
                    self._send_all(track.retransmit(record.sequences))
                else:
                    track.request_key_frame()

    async def close(self) -> None:
        """Say goodbye and release the socket and all tasks."""
        self._receiver = self._sender = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._dtls.close()
        await self._link.close()
