"""The estimate for one viewer, from everything its feedback tells."""

from __future__ import annotations

import math

from media.rtp import twcc
from media.rtp.bandwidth.acked import AckedRate
from media.rtp.bandwidth.aimd import AimdControl
from media.rtp.bandwidth.groups import Digest, GroupReader
from media.rtp.bandwidth.limits import START_BITRATE, clamp
from media.rtp.bandwidth.loss import LossControl, LossWindow
from media.rtp.bandwidth.overuse import OveruseDetector, Usage
from media.rtp.bandwidth.probing import Probe, ProbeController
from media.rtp.bandwidth.sentlog import CLOCK_MASK, SentLog

SILENCE_SECONDS = 0.5
"""Packets that are sent for so long without any feedback go into a hole: the estimate is halved, and again after
every further such time, as long as packets are sent."""
_FULL_MS = 200.0
"""A queue so long has to empty first, whatever a probe has shown."""
_PROBED_MS = 100.0
"""A probe alone builds no longer queue."""
_LOSS_SMOOTHING = 0.3
_ROUND_TRIP = 0.1
"""Seconds; assumed before anything is known."""
_WORK_PER_PACKET, _WORK_PER_SECOND, _WORK_PER_FEEDBACK, _MOST_WORK = 4, 1000, 16, 10_000
"""How many statuses a viewer's feedback may hold: some for each packet it was sent, whatever it claims."""


class BandwidthEstimator:
    """Times are monotonic seconds, rates bit/s.  Note every packet in ``sent``, hand in what the viewer reports,
    call :meth:`tick` some 20 times a second, send what it asks for.  ``first`` numbers the first packet."""

    def __init__(self, start: float = START_BITRATE, first: int = 0) -> None:
        self.sent = SentLog(first)
        self.bitrate = clamp(start)
        """What may be sent, always within the limits."""
        self._reader = GroupReader(self.sent)
        self._detector = OveruseDetector()
        self._acked = AckedRate()
        self._aimd = AimdControl(self.bitrate)
        self._loss_window = LossWindow()
        self._loss_control = LossControl()
        self._probing = ProbeController(self.sent)
        self._remb = math.inf
        self._round_trip = _ROUND_TRIP
        self._round_trip_known = False
        self._loss = 0.0
        self._heard = False
        self._heard_at = -math.inf
        self._backed_off_at = -math.inf
        self._out = False
        self._work = float(_MOST_WORK)
        self._worked_at = 0.0
        self._worked_next = self.sent.next[0]

    @property
    def state(self) -> Usage:
        return self._detector.usage

    @property
    def loss(self) -> float:
        """The fraction of packets lost lately, 0..1."""
        return self._loss

    @property
    def acked_bitrate(self) -> float | None:
        """What arrived in the last half second, or ``None`` when too little is known."""
        return self._acked.bitrate

    @property
    def round_trip(self) -> float:
        """Seconds, as told or as the feedback shows (then with the viewer's wait before it reports)."""
        return self._round_trip

    @round_trip.setter
    def round_trip(self, seconds: float) -> None:
        self._round_trip_known = True
        self._round_trip = min(max(seconds, 0.0), 2.0)

    def want(self, bitrate: float) -> None:
        """What the allocator could use; more than the estimate is looked for by probing."""
        self._probing.wanted = bitrate

    def feedback(self, fci: bytes, now: float) -> None:
        """Take the FCI of a transport-wide feedback.  Raises :class:`media.rtp.twcc.MalformedFeedbackError`."""
        if not self._affordable(fci, now):
            return
        digest = self._reader.locate(twcc.parse(fci))
        probing = self._probing
        if probing.cluster is not None:
            probing.cluster.collect(digest)
        self._reader.take(digest)
        if not digest.received:
            return
        self._heard, self._heard_at = True, now
        self._remb = math.inf
        if self._out:
            self._return(now)
        else:
            self._count_loss(digest, now)
        self._digest_delay(digest, now)
        self._settle()
        if probing.cluster is not None:
            shown = probing.result(self._reader.reported, now)
            if shown is not None and self._detector.queue_ms < _FULL_MS:
                self._aimd.probed(shown.bitrate, shown.passed, self._acked.bitrate)
                self._loss_control.raise_to(shown.bitrate)
                self._settle()
        probing.observe(self.bitrate, now)

    def remb(self, bitrate: float, now: float) -> None:
        """The viewer's own estimate (draft-alvestrand-rmcat-remb-03), for one that sends no transport-wide
        feedback; with such feedback it is ignored."""
        if not self._heard:
            self._remb = clamp(bitrate)
            self._aimd.set(self._remb)
            self._settle()

    def receiver_report(self, fraction_lost: float, now: float) -> None:
        """The loss (0..1) in a receiver report; used only as long as there is no transport-wide feedback."""
        if not self._heard:
            rate = self.bitrate
            loss = min(max(fraction_lost, 0.0), 1.0)
            self._loss += _LOSS_SMOOTHING * (loss - self._loss)
            self._loss_control.update(loss, rate * (1 - loss), rate, self._round_trip, now)
            self._settle()

    def probe_sent(self, probe: Probe, now: float) -> None:
        """All packets of ``probe`` have left and are noted in ``sent``."""
        self._probing.sent(probe.id, now)

    def tick(self, now: float) -> Probe | None:
        """Let time pass; a probe that is to be sent now, if any."""
        self._back_off(now)
        if not self._heard or self._out or self.state is not Usage.NORMAL or self._loss_control.trying:
            return None
        return self._probing.next(self.bitrate, now)

    def _settle(self) -> None:
        self.bitrate = clamp(min(self._aimd.bitrate, self._loss_control.bound, self._remb))

    def _affordable(self, fci: bytes, now: float) -> bool:
        sent = self.sent.next[0]
        earned = _WORK_PER_SECOND * (now - self._worked_at)
        earned += _WORK_PER_PACKET * ((sent - self._worked_next) & CLOCK_MASK)
        self._worked_next, self._worked_at = sent, now
        work = min(self._work + earned, _MOST_WORK) - _WORK_PER_FEEDBACK
        self._work = work - int.from_bytes(fci[2:4], "big")
        if self._work >= 0:
            return True
        self._work = max(work, 0.0)
        return False

    def _digest_delay(self, digest: Digest, now: float) -> None:
        self._acked.add(digest.last_arrival, digest.size)
        age = ((int(now * 1e6) - digest.newest_sent) & CLOCK_MASK) / 1e6
        if not self._round_trip_known and age < 2.0:
            self._round_trip += 0.1 * (age - self._round_trip)
        for group in digest.groups:
            self._detector.add(group)
        if self._reader.group is not None:
            self._detector.judge(self._reader.group)
        usage, queue_ms = self._detector.usage, self._detector.queue_ms
        if usage is Usage.OVERUSING and queue_ms < _PROBED_MS and self._probing.disturbs(now):
            # A probe that was too fast says nothing against the pictures, which need less.
            usage = Usage.UNDERUSING
        acked = self._acked.fallen_bitrate if usage is Usage.OVERUSING else self._acked.bitrate
        if acked is not None:
            self._aimd.used(acked / (1.01 - self._loss))
        longer = self._aimd.update(usage, acked, queue_ms, self._round_trip, now)
        if longer:
            self._detector.lengthen(longer)
            self._probing.retry(now)

    def _count_loss(self, digest: Digest, now: float) -> None:
        loss = self._loss_window.add(digest.received, digest.lost, now)
        if loss is None:
            return
        self._loss += _LOSS_SMOOTHING * (loss - self._loss)
        acked = self._acked.bitrate
        if acked is not None and self._loss_control.update(loss, acked, self.bitrate, self._round_trip, now):
            self._loss_window.restart(now)

    def _back_off(self, now: float) -> None:
        """Halve the estimate as long as packets leave and nothing is heard of them."""
        log, reported = self.sent, self._reader.reported
        if not self._heard or log.next[0] == reported or self._since(log.next[0] - 1, now) > SILENCE_SECONDS:
            return
        waited = self._since(reported, now) - self._round_trip
        if min(waited, now - self._heard_at, now - self._backed_off_at) < SILENCE_SECONDS:
            return
        self._out = True
        self._backed_off_at = now
        self._aimd.set(self.bitrate / 2)
        self._settle()

    def _since(self, index: int, now: float) -> float:
        """Seconds since packet ``index`` left."""
        return ((int(now * 1e6) - self.sent.sent_at(index)) & CLOCK_MASK) / 1e6

    def _return(self, now: float) -> None:
        """Feedback is back after an outage: delays and losses from before say nothing about the path now."""
        self._out = False
        self._reader.forget()
        self._detector.reset()
        self._acked.reset()
        self._loss_window.restart(now)
        self._probing.retry(now)
