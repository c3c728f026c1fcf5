"""SDP as text: the offers we write and the little that is read from an answer (RFC 8866, RFC 9429).

An answer is never passed on and never trusted beyond an allowlist: mid, direction, payload types of ours, ICE
credentials, fingerprint and DTLS role.  Candidates, SSRCs, streams and everything else in it are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from media.net.ice import Credentials
from media.sfu.codecs import (
    BY_PAYLOAD_TYPE,
    CODECS,
    EXTENSION_URIS,
    FORWARDED_EXTENSIONS,
    PRIMARY_OF_RTX,
    PUBLISHED_EXTENSIONS,
    RIDS,
    Codec,
    Kind,
)

MAX_SDP_BYTES = 32 * 1024
"""For an answer to a small offer."""
MAX_SECTION_BYTES = 4 * 1024
"""What an answer may grow by for each section offered beyond the first eight; browsers write about 1.5 KiB."""
_SMALL_OFFER = 8
Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
_DIRECTIONS: dict[str, Direction] = {
    "sendrecv": "sendrecv",
    "sendonly": "sendonly",
    "recvonly": "recvonly",
    "inactive": "inactive",
}
_SESSION = "session"
_MEDIA_LINE = re.compile(r"(audio|video) (\d{1,5}) UDP/TLS/RTP/SAVPF((?: \d{1,3})+)")
_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
_PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
_FINGERPRINT = re.compile(r"sha-256 ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31})", re.IGNORECASE)


class BadSdpError(ValueError):
    """The answer is malformed, or is no answer to our offer."""


@dataclass(slots=True, frozen=True)
class SentStream:
    """What a sendonly section announces: our SSRCs, and the names under which the client groups tracks."""

    ssrc: int
    rtx_ssrc: int | None
    cname: str
    stream: str
    track: str


@dataclass(slots=True)
class Section:
    """One m-line of an offer; ``direction`` is ours.  A ``layered`` one may come in several sizes at once."""

    mid: str
    kind: Kind
    direction: Direction
    sent: SentStream | None = None
    layered: bool = False


@dataclass(slots=True, frozen=True)
class TransportParameters:
    """What an SDP says about the transport: ICE credentials, DTLS fingerprint and role."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class AnsweredSection:
    """What a browser answered to one m-section."""

    mid: str
    direction: Direction
    payload_types: frozenset[int]
    transport_cc: bool = False
    """The client tells when each packet arrived, by its transport-wide number."""
    remb: bool = False
    """The client tells its own estimate of its bandwidth."""

    @property
    def reports(self) -> bool:
        """Whether anything is told from which a bandwidth can be estimated."""
        return self.transport_cc or self.remb


@dataclass(slots=True, frozen=True)
class ParsedAnswer:
    """``fingerprint`` is upper-case SHA-256; the client is the DTLS client.  ``credentials`` are the client's."""

    fingerprint: str
    credentials: Credentials
    sections: tuple[AnsweredSection, ...]


def candidate_lines(addresses: list[str], port: int, protocol: Literal["", "udp", "tcp"] = "") -> tuple[str, ...]:
    """One UDP and one passive TCP candidate per address, or those of one protocol (RFC 8839, RFC 6544)."""
    lines = []
    for place, address in enumerate(addresses):
        local = 65535 - place
        if protocol != "tcp":
            lines.append(f"a=candidate:u{place} 1 udp {126 << 24 | local << 8 | 255} {address} {port} typ host")
        if protocol != "udp":
            tcp = f"a=candidate:t{place} 1 tcp {90 << 24 | local << 8 | 255} {address} {port} typ host tcptype passive"
            lines.append(tcp)
    return tuple(lines)


def write_offer(sections: list[Section], transport: TransportParameters, session: int, revision: int) -> str:
    """A complete offer; all sections are bundled on one ICE-lite transport."""
    lines = [
        "v=0",
        f"o=- {session} {revision} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE " + " ".join(section.mid for section in sections),
        "a=msid-semantic: WMS *",
    ]
    for place, section in enumerate(sections):
        lines += _write_section(section, transport)
        if place == 0:
            lines += [*transport.candidates, "a=end-of-candidates"]
    return "\r\n".join(lines) + "\r\n"


def _write_section(section: Section, transport: TransportParameters) -> list[str]:
    codecs = CODECS[section.kind]
    receives = section.direction == "recvonly"
    numbers = [str(number) for codec in codecs for number in (codec.payload_type, codec.rtx) if number is not None]
    lines = [
        f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {' '.join(numbers)}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        f"a={section.direction}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=ice-ufrag:{transport.ufrag}",
        f"a=ice-pwd:{transport.password}",
        f"a=fingerprint:sha-256 {transport.fingerprint}",
        "a=setup:actpass",
    ]
    extensions = PUBLISHED_EXTENSIONS if receives else FORWARDED_EXTENSIONS
    lines += [f"a=extmap:{number} {EXTENSION_URIS[number]}" for number in extensions[section.kind]]
    for codec in codecs:
        lines += _write_codec(codec)
    if section.layered and receives:
        lines += [f"a=rid:{rid} recv" for rid in RIDS]
        lines.append("a=simulcast:recv " + ";".join(RIDS))
    if section.sent is not None:
        lines += _write_stream(section.sent)
    return lines


def _write_codec(codec: Codec) -> list[str]:
    number = codec.payload_type
    lines = [f"a=rtpmap:{number} {codec.name}"]
    if codec.parameters:
        lines.append(f"a=fmtp:{number} {codec.parameters}")
    lines.append(f"a=rtcp-fb:{number} transport-cc")
    lines += [f"a=rtcp-fb:{number} {feedback}" for feedback in codec.feedback]
    if codec.rtx is not None:
        lines += [f"a=rtpmap:{codec.rtx} rtx/90000", f"a=fmtp:{codec.rtx} apt={number}"]
    return lines


def _write_stream(sent: SentStream) -> list[str]:
    lines = [f"a=msid:{sent.stream} {sent.track}"]
    if sent.rtx_ssrc is not None:
        lines.append(f"a=ssrc-group:FID {sent.ssrc} {sent.rtx_ssrc}")
    ssrcs = [sent.ssrc] if sent.rtx_ssrc is None else [sent.ssrc, sent.rtx_ssrc]
    return lines + [f"a=ssrc:{ssrc} cname:{sent.cname}" for ssrc in ssrcs]


def parse_answer(text: str, offered: list[Section]) -> ParsedAnswer:
    """Read the answer to an offer of these sections.  Raises :class:`BadSdpError`, never anything else."""
    limit = MAX_SDP_BYTES + MAX_SECTION_BYTES * max(0, len(offered) - _SMALL_OFFER)
    if len(text) > limit or len(text.encode("utf-8", "replace")) > limit:
        raise BadSdpError("longer than an answer to this offer can be")
    session, blocks = _split(text)
    if len(blocks) != len(offered):
        raise BadSdpError("other m-lines than offered")
    sections = tuple(_read_section(block, section) for block, section in zip(blocks, offered, strict=True))
    fingerprint, credentials = _read_transport(session, blocks)
    return ParsedAnswer(fingerprint, credentials, sections)


def _split(text: str) -> tuple[dict[str, list[str]], list[dict[str, list[str]]]]:
    """Attributes by name for the session and for each m-line, whose own text stands under "m"."""
    session: dict[str, list[str]] = {}
    blocks: list[dict[str, list[str]]] = []
    current = session
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0] != "v=0":
        raise BadSdpError("not SDP")
    for line in lines:
        if line.startswith("m="):
            current = {"m": [line[2:]]}
            blocks.append(current)
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            current.setdefault(name, []).append(value)
    return session, blocks


def _one(block: dict[str, list[str]], name: str) -> str:
    values = block.get(name, [])
    if len(values) != 1:
        raise BadSdpError(f"{name} missing or repeated")
    return values[0]


def _read_section(block: dict[str, list[str]], offered: Section) -> AnsweredSection:
    match = _MEDIA_LINE.fullmatch(_one(block, "m"))
    if match is None or match[1] != offered.kind:
        raise BadSdpError("other media than offered")
    if _one(block, "mid") != offered.mid:
        raise BadSdpError("other mid than offered")
    directions = [_DIRECTIONS[name] for name in block if name in _DIRECTIONS]
    if len(directions) > 1:
        raise BadSdpError("more than one direction")
    direction = directions[0] if directions else "sendrecv"
    numbers = frozenset(int(number) for number in match[3].split())
    known = frozenset(number for number in numbers if number in BY_PAYLOAD_TYPE or number in PRIMARY_OF_RTX)
    if match[2] == "0" or not known:
        return AnsweredSection(offered.mid, "inactive", frozenset())
    feedback = {line.partition(" ")[2] for line in block.get("rtcp-fb", [])}
    return AnsweredSection(offered.mid, direction, known, "transport-cc" in feedback, "goog-remb" in feedback)


def _read_transport(session: dict[str, list[str]], blocks: list[dict[str, list[str]]]) -> tuple[str, Credentials]:
    """The one fingerprint and the ICE credentials that all lines agree on."""
    fingerprints: set[str] = set()
    found: set[Credentials] = set()
    for block in [session, *blocks]:
        for line in block.get("fingerprint", []):
            match = _FINGERPRINT.fullmatch(line.strip())
            if match is None:
                raise BadSdpError("a fingerprint other than SHA-256")
            fingerprints.add(match[1].upper())
        for role in block.get("setup", []):
            if role != "active":
                raise BadSdpError("the client must be the DTLS client")
        if "ice-ufrag" in block or "ice-pwd" in block:
            found.add(Credentials(_one(block, "ice-ufrag"), _one(block, "ice-pwd")))
    if len(fingerprints) != 1:
        raise BadSdpError("fingerprint missing, or more than one")
    if len(found) != 1:
        raise BadSdpError("ICE credentials missing or different")
    [credentials] = found
    if not _UFRAG.fullmatch(credentials.ufrag) or not _PASSWORD.fullmatch(credentials.password):
        raise BadSdpError("malformed ICE credentials")
    return fingerprints.pop(), credentials
