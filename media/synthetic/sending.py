"""A synthetic participant's own tracks: packets on a clock, repaired on request."""

from __future__ import annotations

import secrets
from collections import OrderedDict

from media.protocol import Source
from media.rtp import packet, rtcp
from media.sfu.codecs import EXT_AUDIO_LEVEL, EXT_MID, EXT_TRANSPORT_CC, OPUS, VP8, VP8_RTX
from media.srtp import OUTBOX
from media.synthetic.scenes import FRAMES_PER_SECOND, Frame, picture_loop, voice_loop

_PAYLOAD_BYTES = 1100
_HISTORY = 256
_FRESH_PACKETS = 50
"""Browsers name the m-line in the first packets of an SSRC only."""
_NTP_EPOCH = 2208988800


class TransportSequence:
    """The transport-wide sequence number that all tracks of a peer share."""

    def __init__(self) -> None:
        self._value = 0

    def next(self) -> bytes:
        self._value = (self._value + 1) & 0xFFFF
        return self._value.to_bytes(2, "big")


class SentTrack:
    """One published source; ``due`` gives the packets whose time has come."""

    def __init__(self, source: Source, mid: str, number: int, transport: TransportSequence, start: float) -> None:
        self.mid = mid
        self.ssrc = secrets.randbits(32) or 1
        self.rtx_ssrc = secrets.randbits(32) or 1
        self.video = source in (Source.CAMERA, Source.SCREEN)
        self.packets = 0
        self.key_frame_requests = 0
        self.silent = False
        self._loop: tuple[Frame, ...] = picture_loop(number) if self.video else voice_loop(180 + 40 * (number % 5))
        self._interval = 1 / FRAMES_PER_SECOND if self.video else 0.02
        self._ticks = 90000 // FRAMES_PER_SECOND if self.video else 960
        self._transport = transport
        self._sequence = secrets.randbits(16)
        self._rtx_sequence = secrets.randbits(14)
        self._timestamp = secrets.randbits(32)
        self._octets = 0
        self._frame = 0
        self._next_at = start
        self._reported_at = start
        self._history: OrderedDict[int, bytes] = OrderedDict()

    def request_key_frame(self) -> None:
        self.key_frame_requests += 1
        self._frame = 0

    def due(self, now: float) -> list[bytes]:
        """Plain RTP packets to send now."""
        packets: list[bytes] = []
        while self._next_at <= now:
            if now - self._next_at > 1:
                # The process was suspended; a burst of old frames would help nobody.
                self._next_at = now
            self._next_at += self._interval
            self._timestamp = (self._timestamp + self._ticks) & 0xFFFFFFFF
            frame = self._loop[self._frame % len(self._loop)]
            self._frame += 1
            if not self.silent:
                packets += self._packets(frame)
        return packets

    def _packets(self, frame: Frame) -> list[bytes]:
        if not self.video:
            return [self._packet(OPUS, frame.data, marker=False, level=bytes([0x80 | frame.level]))]
        chunks = [frame.data[i : i + _PAYLOAD_BYTES] for i in range(0, len(frame.data), _PAYLOAD_BYTES)]
        return [
            self._packet(VP8, (b"\x10" if place == 0 else b"\x00") + chunk, marker=place == len(chunks) - 1, level=b"")
            for place, chunk in enumerate(chunks)
        ]

    def _packet(self, payload_type: int, payload: bytes, *, marker: bool, level: bytes) -> bytes:
        extensions = {EXT_TRANSPORT_CC: self._transport.next()}
        if self.packets < _FRESH_PACKETS:
            extensions[EXT_MID] = self.mid.encode()
        if level:
            extensions[EXT_AUDIO_LEVEL] = level
        data = packet.build(
            payload_type, self._sequence, self._timestamp, self.ssrc, payload, marker=marker, extensions=extensions
        )
        self._history[self._sequence] = data
        if len(self._history) > _HISTORY:
            self._history.popitem(last=False)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.packets += 1
        self._octets += len(payload)
        return data

    def retransmit(self, sequences: tuple[int, ...]) -> list[bytes]:
        """RTX packets for those that are still remembered; audio is not repaired."""
        packets: list[bytes] = []
        for sequence in sequences if self.video else ():
            data = self._history.get(sequence)
            if data is None:
                continue
            header = packet.parse_header(data, len(data))
            self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
            payload = sequence.to_bytes(2, "big") + data[header.payload_offset :]
            extensions = {EXT_TRANSPORT_CC: self._transport.next(), EXT_MID: self.mid.encode()}
            packets.append(
                packet.build(
                    VP8_RTX,
                    self._rtx_sequence,
                    header.timestamp,
                    self.rtx_ssrc,
                    payload,
                    marker=header.marker,
                    extensions=extensions,
                )
            )
        return packets

    def report(self, now: float, wall: float) -> bytes | None:
        """A sender report each second; ``wall`` is Unix time."""
        if now - self._reported_at < 1 or not self.packets:
            return None
        self._reported_at = now
        ntp = int((wall + _NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
        sr = rtcp.SenderReport(self.ssrc, ntp, self._timestamp, self.packets, self._octets)
        return rtcp.build_sr(sr) + rtcp.build_sdes(self.ssrc, "synthetic")


def to_outbox(data: bytes) -> int:
    """Lay one packet into the outbox; its length."""
    OUTBOX[: len(data)] = data
    return len(data)
