"""For how long each person has been heard: pure, clock injected, kept for as long as the meeting runs."""

from __future__ import annotations

from collections.abc import Iterable


class SpeakingTime:
    """Times are seconds on one clock."""

    def __init__(self) -> None:
        self._total: dict[str, float] = {}
        self._since: dict[str, float] = {}

    def heard(self, speaking: Iterable[str], now: float) -> None:
        """These are heard from now on, and nobody else."""
        going_on = dict.fromkeys(speaking, now)
        for who, since in self._since.items():
            self._total[who] = self._total.get(who, 0.0) + max(0.0, now - since)
        self._since = going_on

    def seconds(self, now: float) -> dict[str, int]:
        """Whole seconds of everybody who has been heard."""
        self.heard(list(self._since), now)
        return {who: int(total) for who, total in self._total.items() if total >= 1.0}
