"""Offers as a worker makes them, and answers as browsers give them."""

from __future__ import annotations

from media.protocol import Source
from media.sfu.negotiation import Negotiation
from media.sfu.sdp import SentStream, TransportParameters, candidate_lines
from media.synthetic.offer import parse_offer, write_answer

FINGERPRINT = ":".join(f"{number:02X}" for number in range(32))
TRANSPORT = TransportParameters("frag", "p" * 22, FINGERPRINT, candidate_lines(["192.0.2.7"], 5000))


def sent(number: int, *, video: bool) -> SentStream:
    return SentStream(1000 + number, 2000 + number if video else None, "publisher", "stream", "track")


def negotiation() -> Negotiation:
    """A participant who may send microphone and camera and receives another's."""
    made = Negotiation()
    made.receive(Source.MICROPHONE)
    made.receive(Source.CAMERA)
    made.send("other", Source.MICROPHONE, sent(1, video=False))
    made.send("other", Source.CAMERA, sent(2, video=True))
    return made


def answer_to(offer: str, *sending: str, fingerprint: str = FINGERPRINT) -> str:
    return write_answer(parse_offer(offer), set(sending), "user", "q" * 22, fingerprint)
