"""Sends the packets that test whether more would fit: a few every few milliseconds, as real ones would come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from media.rtp.bandwidth.probing import Probe
from media.sfu.consumer import Consumer
from media.sfu.repair import Repair

STEP_SECONDS = 0.005
LONGEST_SECONDS = 0.2


class Prober:
    """One probe at a time.  ``consumers`` gives the tracks whose packets may be sent again; ``sent`` is told the
    number of a probe when its last packet has left."""

    __slots__ = ("_consumers", "_loop", "_octets", "_probe", "_repair", "_sent", "_started", "_timer")

    def __init__(
        self, repair: Repair, consumers: Callable[[], list[Consumer]], sent: Callable[[Probe, float], None]
    ) -> None:
        self._repair = repair
        self._consumers = consumers
        self._sent = sent
        self._loop = asyncio.get_running_loop()
        self._probe: Probe | None = None
        self._started = 0.0
        self._octets = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self, probe: Probe) -> None:
        """Begin ``probe`` instead of one that is still under way."""
        self.stop()
        self._probe = probe
        self._started = self._loop.time()
        self._octets = 0
        self._step()

    def _step(self) -> None:
        probe, self._timer = self._probe, None
        if probe is None:
            return
        now = self._loop.time()
        passed = now - self._started + STEP_SECONDS
        due = min(probe.size, int(passed * probe.bitrate / 8)) - self._octets
        if due > 0:
            self._octets += self._send(due, now)
        if self._octets >= probe.size or passed > LONGEST_SECONDS:
            self._probe = None
            self._sent(probe, now)
        else:
            self._timer = self._loop.call_later(STEP_SECONDS, self._step)

    def _send(self, octets: int, now: float) -> int:
        """Packets of the biggest picture make the fewest packets."""
        videos = [consumer for consumer in self._consumers() if consumer.video]
        videos.sort(key=lambda consumer: consumer.stream.layer if consumer.stream is not None else -1, reverse=True)
        for consumer in videos:
            sent = self._repair.probe(consumer, octets, now)
            if sent:
                return sent
        return 0

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._probe = None
