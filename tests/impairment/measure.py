"""What a browser's own statistics say about a stretch of a call.  Pure.

``SAMPLER`` runs in the page and looks at ``getStats`` five times a second; times are the machine's wall clock, which
the page and this process share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

STALLED_SECONDS = 0.5
"""Picture or sound that does not advance for so long is noticed as a gap."""
STEADY_SECONDS = 2.0
"""What flows for so long without a gap has recovered."""

SAMPLER = """(room) => {
  window.samples = [];
  let busy = false, last = null, connections = 0;
  const look = async () => {
    const connection = room.session.peer.connection;
    if (!connection || busy) return;
    if (connection !== last) { last = connection; connections++; }
    busy = true;
    const report = await connection.getStats();
    busy = false;
    const seen = {at: Date.now() / 1000, connection: connections, health: room.session.peer.health, path: '',
      width: 0, height: 0, frames: 0, freezes: 0, freeze_seconds: 0, video_packets: 0, video_lost: 0, video_bytes: 0,
      audio_packets: 0, audio_lost: 0, samples: 0, concealed: 0, silent: 0};
    report.forEach((row) => {
      if (row.type === 'inbound-rtp' && row.kind === 'video') {
        seen.width = Math.max(seen.width, row.frameWidth ?? 0);
        seen.height = Math.max(seen.height, row.frameHeight ?? 0);
        seen.frames += row.framesDecoded ?? 0;
        seen.freezes += row.freezeCount ?? 0;
        seen.freeze_seconds += row.totalFreezesDuration ?? 0;
        seen.video_packets += row.packetsReceived ?? 0;
        seen.video_lost += row.packetsLost ?? 0;
        seen.video_bytes += row.bytesReceived ?? 0;
      }
      if (row.type === 'inbound-rtp' && row.kind === 'audio') {
        seen.audio_packets += row.packetsReceived ?? 0;
        seen.audio_lost += row.packetsLost ?? 0;
        seen.samples += row.totalSamplesReceived ?? 0;
        seen.concealed += row.concealedSamples ?? 0;
        seen.silent += row.silentConcealedSamples ?? 0;
      }
      if (row.type === 'transport') {
        const pair = report.get(row.selectedCandidatePairId);
        const local = pair && report.get(pair.localCandidateId);
        const remote = pair && report.get(pair.remoteCandidateId);
        if (local) seen.path = local.protocol + ((remote?.address ?? '').includes(':') ? '6' : '4');
      }
    });
    window.samples.push(seen);
  };
  clearInterval(window.sampler);
  window.sampler = setInterval(look, 200);
}"""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """Counters of everything that one person receives; ``at`` in seconds.  They start over when ``connection``
    changes."""

    at: float
    connection: int = 1
    health: str = "good"
    path: str = ""
    """``udp`` or ``tcp``, and 4 or 6 for the version of IP."""
    width: int = 0
    height: int = 0
    frames: int = 0
    freezes: int = 0
    freeze_seconds: float = 0.0
    video_packets: int = 0
    video_lost: int = 0
    video_bytes: int = 0
    audio_packets: int = 0
    audio_lost: int = 0
    samples: int = 0
    concealed: int = 0
    silent: int = 0


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How a stretch went for one person."""

    frames_per_second: float
    picture: str
    freezes: int
    freeze_seconds: float
    concealment: float
    """Fraction of the sound that was made up; made-up silence does not count."""
    audio_lost: int
    video_lost: int
    video_kbit: float
    path: str


def figures(samples: Sequence[Sample], begin: float, end: float) -> Figures:
    """Raises ``ValueError`` when the page has not looked twice within the stretch."""
    within = [each for each in samples if begin <= each.at <= end]
    if len(within) < 2:
        raise ValueError(f"{len(within)} samples of {len(samples)} in {end - begin:.1f} s")
    last = within[-1]
    seconds = last.at - within[0].at

    def total(name: str) -> float:
        return sum(_risen(before, after, name) for before, after in pairwise(within))

    return Figures(
        frames_per_second=total("frames") / seconds,
        picture=f"{last.width}x{last.height}",
        freezes=int(total("freezes")),
        freeze_seconds=total("freeze_seconds"),
        concealment=max(0.0, total("concealed") - total("silent")) / max(1.0, total("samples")),
        audio_lost=int(total("audio_lost")),
        video_lost=int(total("video_lost")),
        video_kbit=total("video_bytes") / seconds / 125,
        path=last.path,
    )


def _risen(before: Sample, after: Sample, name: str) -> float:
    """A new connection counts from nothing."""
    start: float = getattr(before, name) if before.connection == after.connection else 0
    end: float = getattr(after, name)
    return end - start


def recovery(samples: Sequence[Sample], since: float) -> float | None:
    """Seconds from ``since`` until picture and sound flow and go on flowing; ``None`` when that never was seen."""
    flowing = [each for each in _flowing(samples) if each[0] >= since]
    for number, (at, flows) in enumerate(flowing):
        following = [each for each in flowing[number:] if each[0] <= at + STEADY_SECONDS]
        seen_enough = flowing[-1][0] >= at + STEADY_SECONDS
        if flows and seen_enough and all(each[1] for each in following):
            return at - since
    return None


def _flowing(samples: Sequence[Sample]) -> Iterator[tuple[float, bool]]:
    """For each sample, whether both picture and sound advanced within the last half second."""
    moved = {"frames": 0.0, "audio_packets": 0.0}
    for before, after in pairwise(samples):
        for name in moved:
            if _risen(before, after, name) > 0:
                moved[name] = after.at
        yield after.at, all(after.at - at < STALLED_SECONDS for at in moved.values())
