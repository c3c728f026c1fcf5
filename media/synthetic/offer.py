"""Read the worker's offers and write the answers that a browser would give."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from media.sfu.codecs import CODECS, EXTENSION_URIS, PUBLISHED_EXTENSIONS, Kind

_CANDIDATE = re.compile(r"a=candidate:\S+ 1 (udp|tcp) \d+ (\S+) (\d+) typ host.*")


@dataclass(slots=True)
class OfferedSection:
    """What a worker offers in one m-section."""

    mid: str
    kind: Kind
    direction: str = "sendrecv"
    ssrcs: list[int] = field(default_factory=list)
    """The media SSRC first, then that of its retransmissions."""


@dataclass(slots=True)
class ParsedOffer:
    """``candidates`` are (protocol, address, port)."""

    ufrag: str = ""
    password: str = ""
    fingerprint: str = ""
    candidates: list[tuple[str, str, int]] = field(default_factory=list)
    sections: list[OfferedSection] = field(default_factory=list)


def parse_offer(text: str) -> ParsedOffer:
    """Only what our own worker writes is understood."""
    offer = ParsedOffer()
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if line.startswith("m="):
            kind: Kind = "audio" if line.startswith("m=audio") else "video"
            offer.sections.append(OfferedSection("", kind))
        elif name == "a=mid":
            offer.sections[-1].mid = value
        elif line in ("a=sendonly", "a=recvonly", "a=inactive"):
            offer.sections[-1].direction = line[2:]
        elif name == "a=ssrc":
            offer.sections[-1].ssrcs.append(int(value.split()[0]))
        elif name == "a=ice-ufrag":
            offer.ufrag = value
        elif name == "a=ice-pwd":
            offer.password = value
        elif name == "a=fingerprint":
            offer.fingerprint = value.removeprefix("sha-256 ")
        elif match := _CANDIDATE.fullmatch(line):
            offer.candidates.append((match[1], match[2], int(match[3])))
    return offer


def write_answer(
    offer: ParsedOffer, sending: set[str], ufrag: str, password: str, fingerprint: str, *, transport_cc: bool = False
) -> str:
    """Receive everything offered, send on the mids in ``sending``; with ``transport_cc`` promise to tell when each
    packet arrived."""
    mids = " ".join(section.mid for section in offer.sections)
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for section in offer.sections:
        direction = "recvonly" if section.direction == "sendonly" else "inactive"
        if section.mid in sending and section.direction == "recvonly":
            direction = "sendonly"
        codecs = CODECS[section.kind]
        numbers = [number for codec in codecs for number in (codec.payload_type, codec.rtx) if number is not None]
        lines += [
            f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{section.mid}",
            f"a={direction}",
            "a=rtcp-mux",
            "a=rtcp-rsize",
            f"a=ice-ufrag:{ufrag}",
            f"a=ice-pwd:{password}",
            f"a=fingerprint:sha-256 {fingerprint}",
            "a=setup:active",
        ]
        lines += [f"a=extmap:{number} {EXTENSION_URIS[number]}" for number in PUBLISHED_EXTENSIONS[section.kind]]
        lines += [f"a=rtpmap:{codec.payload_type} {codec.name}" for codec in codecs]
        if transport_cc:
            lines += [f"a=rtcp-fb:{codec.payload_type} transport-cc" for codec in codecs]
    return "\r\n".join(lines) + "\r\n"
