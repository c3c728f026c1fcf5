"""The m-lines of one transport over its whole life.

Only we offer, and one offer at a time: changes made meanwhile wait for its answer.  A section is never removed,
as SDP demands; it becomes inactive and is used again for the next track of its kind.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Literal

from media.protocol import Source, Track
from media.sfu.codecs import Kind
from media.sfu.sdp import (
    AnsweredSection,
    BadSdpError,
    ParsedAnswer,
    Section,
    SentStream,
    TransportParameters,
    parse_answer,
    write_offer,
)

KIND: dict[Source, Kind] = {
    Source.MICROPHONE: "audio",
    Source.CAMERA: "video",
    Source.SCREEN: "video",
    Source.SCREEN_AUDIO: "audio",
}


class StaleAnswerError(ValueError):
    """The answer is to no offer that waits for one."""


class Negotiation:
    """Sections, revisions and which offer waits.  ``dirty`` means that the next offer would differ."""

    def __init__(self) -> None:
        self.revision = 0
        self.dirty = False
        self.fingerprint = ""
        self.publish: dict[Source, str] = {}
        self.answered: dict[str, AnsweredSection] = {}
        self._mids: dict[Source, str] = {}
        self._sections: list[Section] = []
        self._tracks: dict[str, Track] = {}
        self._offered: list[Section] | None = None
        self._session = secrets.randbits(62)

    @property
    def may_offer(self) -> bool:
        return self.dirty and self._offered is None

    def receive(self, source: Source) -> str:
        """Have the client send ``source``; its mid stays the same whenever it is opened again."""
        mid = self._mids.get(source)
        section = self._section(mid) if mid is not None else self._append(KIND[source], "recvonly")
        section.direction = "recvonly"
        section.layered = source is Source.CAMERA
        self.publish[source] = self._mids[source] = section.mid
        self.dirty = True
        return section.mid

    def stop_receiving(self, source: Source) -> None:
        mid = self.publish.pop(source, None)
        if mid is not None:
            self._section(mid).direction = "inactive"
            self.dirty = True

    def send(self, transport: str, source: Source, sent: SentStream) -> str:
        """Announce a track to the client; returns its mid."""
        section = self._recycled(KIND[source]) or self._append(KIND[source], "sendonly")
        section.direction, section.sent = "sendonly", sent
        self._tracks[section.mid] = Track(mid=section.mid, transport=transport, source=source)
        self.dirty = True
        return section.mid

    def rename(self, mid: str, transport: str, source: Source) -> None:
        """The track now carries another producer; the client hears of it without an offer."""
        self._tracks[mid] = Track(mid=mid, transport=transport, source=source)

    @property
    def tracks(self) -> list[Track]:
        """What each m-line in use carries."""
        return [self._tracks[section.mid] for section in self._sections if section.mid in self._tracks]

    def stop_sending(self, mid: str) -> None:
        section = self._section(mid)
        section.direction, section.sent = "inactive", None
        self._tracks.pop(mid, None)
        self.answered.pop(mid, None)
        self.dirty = True

    def supersede(self) -> None:
        """Give up waiting: the offer, or its answer, may have been lost with the client's network."""
        self._offered = None
        self.dirty = True

    def offer(self, transport: TransportParameters) -> tuple[str, list[Track]]:
        """Write the next offer; it now waits for its answer."""
        self.revision += 1
        self.dirty = False
        self._offered = [replace(section) for section in self._sections]
        text = write_offer(self._offered, transport, self._session, self.revision)
        return text, self.tracks

    def answer(self, revision: int, text: str) -> ParsedAnswer:
        """Apply an answer.  Raises :class:`StaleAnswerError` or ``BadSdpError`` and then changes nothing."""
        if self._offered is None or revision != self.revision:
            raise StaleAnswerError("no such offer waits for an answer")
        parsed = parse_answer(text, self._offered)
        if self.fingerprint not in ("", parsed.fingerprint):
            raise BadSdpError("another fingerprint than before")
        self._offered = None
        self.fingerprint = parsed.fingerprint
        for section in parsed.sections:
            self.answered[section.mid] = section
        return parsed

    def wants(self, mid: str, sent: SentStream) -> AnsweredSection | None:
        """The client's answer for a sendonly section if it covers ``sent`` and agrees to receive it."""
        section = self._section(mid)
        answered = self.answered.get(mid)
        if section.sent is not sent or answered is None or answered.direction not in ("recvonly", "sendrecv"):
            return None
        return answered

    @property
    def abandoned(self) -> int:
        """Sections that carry nothing and that the client has not yet answered as inactive, so that they cannot be
        used again."""
        gone = {mid for mid, answered in self.answered.items() if answered.direction == "inactive"}
        return sum(section.direction == "inactive" and section.mid not in gone for section in self._sections)

    def _section(self, mid: str) -> Section:
        # Mids are the places of the sections, counted from zero.
        return self._sections[int(mid)]

    def _append(self, kind: Kind, direction: Literal["sendonly", "recvonly"]) -> Section:
        section = Section(str(len(self._sections)), kind, direction)
        self._sections.append(section)
        return section

    def _recycled(self, kind: Kind) -> Section | None:
        """A section that carried another track and that the client has answered as inactive; before that it
        would take the new track for the old one.  Sections of the client's own sources stay theirs."""
        own = self._mids.values()
        for section in self._sections:
            answered = self.answered.get(section.mid)
            gone = answered is not None and answered.direction == "inactive"
            if section.direction == "inactive" and section.kind == kind and gone and section.mid not in own:
                return section
        return None
