"""Who is heard, from the audio levels of RFC 6464 (0 is loudest, 127 is silence, in -dBov)."""

from __future__ import annotations

AUDIBLE = 55.0
"""Smoothed loudness (127 - level) at which somebody begins to count as speaking: -72 dBov is room noise."""
INAUDIBLE = 45.0
HOLD_SECONDS = 1.0
"""Pauses between words do not end a turn."""
DOMINANCE_SECONDS = 0.6
"""How long somebody must be clearly louder before the first place changes hands."""
DOMINANCE_MARGIN = 6.0
_RISE, _FALL = 0.3, 0.05


class _Voice:
    __slots__ = ("loudness", "speaking", "until")

    def __init__(self) -> None:
        self.loudness = 0.0
        self.speaking = False
        self.until = 0.0


class SpeakerDetector:
    """Loudness per participant with hysteresis; times are seconds on any one monotonic clock."""

    __slots__ = ("_challenger", "_challenger_since", "_dominant", "_last", "_voices")

    def __init__(self) -> None:
        self._voices: dict[str, _Voice] = {}
        self._dominant = ""
        self._challenger = ""
        self._challenger_since = 0.0
        self._last: list[str] = []

    def heard(self, who: str, level: int, now: float, packets: int = 1) -> bool:
        """Note the level (0..127) of so many audio packets; true when they count as speaking."""
        voice = self._voices.get(who)
        if voice is None:
            voice = self._voices[who] = _Voice()
        loudness = 127.0 - (level & 0x7F)
        weight = _RISE if loudness > voice.loudness else _FALL
        voice.loudness = loudness + (voice.loudness - loudness) * (1 - weight) ** packets
        if voice.loudness >= AUDIBLE or (voice.speaking and voice.loudness >= INAUDIBLE):
            voice.speaking = True
            voice.until = now + HOLD_SECONDS
        return voice.speaking

    def speaks(self, who: str, now: float) -> bool:
        """Whether they are in the middle of a turn, short pauses included."""
        voice = self._voices.get(who)
        return voice is not None and voice.speaking and now < voice.until

    def forget(self, who: str) -> None:
        self._voices.pop(who, None)

    def evaluate(self, now: float) -> list[str] | None:
        """The speakers, dominant first, then by loudness; ``None`` when nothing changed since the last call."""
        for voice in self._voices.values():
            if voice.speaking and now >= voice.until:
                voice.speaking = False
                voice.loudness = min(voice.loudness, INAUDIBLE - 1)
        active = sorted((who for who, voice in self._voices.items() if voice.speaking), key=self._rank)
        self._choose_dominant(active, now)
        if self._dominant in active:
            active.remove(self._dominant)
            active.insert(0, self._dominant)
        # Behind the dominant speaker the order follows arrival in the list, or it would flicker with every word.
        ordered = [who for who in self._last if who in active] + [who for who in active if who not in self._last]
        if active and ordered[0] != active[0]:
            ordered.remove(active[0])
            ordered.insert(0, active[0])
        if ordered == self._last:
            return None
        self._last = ordered
        return list(ordered)

    def _rank(self, who: str) -> tuple[float, str]:
        return -self._voices[who].loudness, who

    def _choose_dominant(self, active: list[str], now: float) -> None:
        if not active:
            self._challenger = ""
            return
        loudest = active[0]
        if self._dominant not in active:
            self._dominant, self._challenger = loudest, ""
            return
        lead = self._voices[loudest].loudness - self._voices[self._dominant].loudness
        if loudest == self._dominant or lead < DOMINANCE_MARGIN:
            self._challenger = ""
        elif loudest != self._challenger:
            self._challenger, self._challenger_since = loudest, now
        elif now - self._challenger_since >= DOMINANCE_SECONDS:
            self._dominant, self._challenger = loudest, ""
