"""What is fuzzed.  A target takes any bytes; whatever it raises is a mistake of ours."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
from collections.abc import Callable

from media.net import ice, stun
from media.rtp import packet, red, rtcp, twcc, vp8
from media.rtp.payload import av1_starts_key_frame, h264_starts_key_frame, vp9_starts_key_frame
from media.sfu.codecs import (
    BY_PAYLOAD_TYPE,
    EXT_AUDIO_LEVEL,
    EXT_MID,
    EXT_REPAIRED_RID,
    EXT_RID,
    EXT_TRANSPORT_CC,
    PRIMARY_OF_RTX,
)
from media.sfu.sdp import BadSdpError
from server.services.files.kinds import FORMATS
from server.wire.lookalikes import alike
from server.wire.names import visible
from server.wire.vocabulary import MAX_NAME
from tests.fuzz import compiled
from tests.fuzz.participant import Hostile
from tests.fuzz.script import Script
from tests.unit.media.offers import TRANSPORT, negotiation

MOST_STEPS = 200
MOST_LINES_OF_A_PICTURE = 0x3FFF
PAYLOAD_TYPES = (*BY_PAYLOAD_TYPE, *PRIMARY_OF_RTX, 0, 72, 127)
SSRCS = tuple(range(900, 908))
MIDS = (b"0", b"1", b"2", b"", b"nobody")
RIDS = (b"l", b"m", b"h", b"", b"x")
_RUNNER = asyncio.Runner()
atexit.register(_RUNNER.close)


def fuzz_stun(data: bytes) -> None:
    with contextlib.suppress(stun.MalformedStunError):
        message = stun.parse(data)
        assert sum(len(value) for value in message.attributes.values()) <= len(data)
        assert not message.authenticated("p" * 22), "nobody guesses a password"
        ice.username_ufrag(message)


def fuzz_rtp(data: bytes) -> None:
    with contextlib.suppress(packet.MalformedPacketError):
        bent = bytearray(data)
        header = packet.parse_header(bent, len(bent))
        kept = {number: data[at : at + size] for number, (at, size) in header.extensions.items()}
        for identifier in (EXT_MID, EXT_RID, EXT_REPAIRED_RID):
            packet.blank_extension(bent, header, identifier)
            kept.pop(identifier, None)
        length = packet.strip_padding(bent, header)
        again = packet.parse_header(bent, length)
        assert {number: bytes(bent[at : at + size]) for number, (at, size) in again.extensions.items()} == kept
        assert (again.payload_offset, again.payload_end) == (header.payload_offset, length)


def fuzz_rtcp(data: bytes) -> None:
    with contextlib.suppress(rtcp.MalformedRtcpError):
        records = rtcp.parse(data)
        assert len(records) <= len(data) / 4
        for record in records:
            if isinstance(record, rtcp.TransportFeedback):
                fuzz_twcc(record.fci)


def fuzz_twcc(data: bytes) -> None:
    with contextlib.suppress(twcc.MalformedFeedbackError):
        assert len(twcc.parse(data).arrivals) <= twcc.MAX_REPORTED


def fuzz_sdp(data: bytes) -> None:
    waiting = negotiation()
    waiting.offer(TRANSPORT)
    with contextlib.suppress(BadSdpError):
        parsed = waiting.answer(1, data.decode("utf-8", "surrogateescape"))
        assert [section.mid for section in parsed.sections] == ["0", "1", "2", "3"]
        known = {*BY_PAYLOAD_TYPE, *PRIMARY_OF_RTX}
        assert all(section.payload_types <= known for section in parsed.sections)


def fuzz_payload(data: bytes) -> None:
    """The bytes stand at the end of a packet; nothing behind them may be read."""
    start = data[0] % 8 if data else 0
    end = len(data)
    found = vp8.describe(data, min(start, end), end)
    assert found.temporal <= 3
    assert found.height <= MOST_LINES_OF_A_PICTURE
    assert not found.picture_offset or found.picture_offset + found.wide < end
    assert found.tl0_offset < max(end, 1)
    inside = red.primary(data, start, end)
    assert inside is None or (inside[0] < 0x80 and start < inside[1] < end)
    for test in (h264_starts_key_frame, vp9_starts_key_frame, av1_starts_key_frame):
        test(data, start, end)


def _media(hostile: Hostile, script: Script) -> None:
    """RTP in which everything is chosen: type, numbers, names, extension profile, padding."""
    payload_type = script.choice(PAYLOAD_TYPES)
    flags, sequence, timestamp = script.number(), script.number(2), script.number(4)
    ssrc, mid, rid = script.choice(SSRCS), script.choice(MIDS), script.choice(RIDS)
    names = {EXT_MID: mid, EXT_RID: rid, EXT_REPAIRED_RID: rid}
    extensions = {number: name for number, name in names.items() if name and flags & 1 << number}
    if flags & 0x10:
        extensions[EXT_TRANSPORT_CC] = script.take(2)
    if flags & 0x20:
        extensions[EXT_AUDIO_LEVEL] = script.take(1)
    payload = script.take(script.number())
    data = packet.build(
        payload_type,
        sequence,
        timestamp,
        ssrc,
        payload,
        marker=bool(flags & 0x80),
        extensions=extensions,
    )
    if flags & 0x40:
        padding = script.number()
        data = bytes([data[0] | 0x20]) + data[1:] + bytes(padding) + bytes([padding + 1 & 0xFF])
    hostile.send_rtp(data)


def _retransmission(hostile: Hostile, script: Script) -> None:
    """RTX that lies about what it repairs."""
    original, payload = script.take(2), script.take(script.number() % 64)
    extensions = {EXT_MID: b"0", EXT_REPAIRED_RID: b"l"}
    number = script.number(2)
    hostile.send_rtp(packet.build(97, number, 0, 950, original + payload, marker=False, extensions=extensions))


def _report(hostile: Hostile, script: Script) -> None:
    ssrc, ntp, timestamp = script.choice(SSRCS), script.number(8), script.number(4)
    hostile.send_rtcp(rtcp.build_sr(rtcp.SenderReport(ssrc, ntp, timestamp, 1, 1)))


def _wait(hostile: Hostile, script: Script) -> None:
    hostile.wait(script.number() % 64 / 20)


def _pause(hostile: Hostile, script: Script) -> None:
    hostile.camera.pause(bool(script.number() & 1), hostile.clock.now)


def _play(hostile: Hostile, script: Script) -> None:
    for _ in range(script.number() % 16):
        hostile.play()


def _nack(hostile: Hostile, script: Script) -> None:
    first, length, step = script.number(2), script.number(), script.number() + 1
    hostile.nack(tuple((first + step * place) & 0xFFFF for place in range(length)))


def _key_frames(hostile: Hostile, script: Script) -> None:
    ssrc = hostile.watched.sent.ssrc
    build = rtcp.build_pli(1, ssrc) if script.number() & 1 else rtcp.build_fir(1, ssrc, script.number())
    hostile.send_rtcp(build * 20)


def _feedback(hostile: Hostile, script: Script) -> None:
    """Transport-wide feedback whose form is right, about packets that were sent or not."""
    length = script.number() % 64 + 1
    head = script.take(2) + length.to_bytes(2, "big") + script.take(4)
    deltas = script.take(2 * length)
    fci = head + (0x4000 | length).to_bytes(2, "big") + deltas
    hostile.send_rtcp(rtcp.build_transport_feedback(1, 1, fci))


def _reception(hostile: Hostile, script: Script) -> None:
    ssrc = hostile.watched.sent.ssrc
    lost, delay, last = script.number(), script.number(4), script.number(4)
    block = rtcp.Report(ssrc, lost, 0, script.number(4), script.number(4), last, delay)
    hostile.send_rtcp(rtcp.build_rr(rtcp.ReceiverReport(1, (block,))))


def _remb(hostile: Hostile, script: Script) -> None:
    head = bytes([0x8F, rtcp.PSFB, 0, 4]) + bytes(8) + b"REMB" + b"\0" + script.take(3)
    hostile.send_rtcp(head)


Step = Callable[[Hostile, Script], None]
PUBLISHING: tuple[Step, ...] = (
    _media,
    _media,
    _media,
    _retransmission,
    _report,
    _wait,
    _pause,
    lambda hostile, script: hostile.send_rtp(script.take(script.number())),
    lambda hostile, script: hostile.send_raw(script.take(script.number())),
)
WATCHING: tuple[Step, ...] = (
    _nack,
    _key_frames,
    _feedback,
    _reception,
    _remb,
    _play,
    _wait,
    lambda hostile, script: hostile.send_rtcp(script.take(script.number() * 4)),
)


def _perform(steps: tuple[Step, ...], data: bytes) -> None:
    async def act() -> None:
        hostile, script = Hostile(), Script(data)
        for _ in range(MOST_STEPS):
            if not script.more:
                break
            steps[script.number() % len(steps)](hostile, script)
        hostile.check()
        hostile.transport.retire()

    _RUNNER.run(act())


def fuzz_publishing(data: bytes) -> None:
    """Decrypted RTP of a hostile publisher, with somebody who watches."""
    _perform(PUBLISHING, data)


def fuzz_watching(data: bytes) -> None:
    """RTCP of a hostile viewer, about somebody who publishes."""
    _perform(WATCHING, data)


def fuzz_files(data: bytes) -> None:
    """What people send, under every ending; and their names."""
    for kind in FORMATS.values():
        kind.problem(data)
    name = data.decode("utf-8", "replace")[:MAX_NAME]
    if visible(name):
        assert name.strip()
    assert alike(name, [name])


TARGETS: dict[str, Callable[[bytes], None]] = {
    "stun": fuzz_stun,
    "rtp": fuzz_rtp,
    "rtcp": fuzz_rtcp,
    "twcc": fuzz_twcc,
    "sdp": fuzz_sdp,
    "payload": fuzz_payload,
    "publishing": fuzz_publishing,
    "watching": fuzz_watching,
    **compiled.TARGETS,
    "files": fuzz_files,
}
