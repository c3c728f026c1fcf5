"""What a person is told about the network: soon when it is bad, later when it is good again, and not in between."""

from __future__ import annotations

import pytest

from media.protocol import Network
from media.sfu.quality import BAD_LOSS, BAD_ROUND_TRIP, BETTER_SECONDS, WEAK_LOSS, WORSE_SECONDS, Measures, Verdict

FINE = Measures(0.05, 0.0, 0.0, held_back=False)
LOSSY = FINE._replace(loss_up=WEAK_LOSS)
BROKEN = FINE._replace(loss_down=BAD_LOSS)


@pytest.mark.parametrize(
    ("measures", "network"),
    [
        (FINE, Network.GOOD),
        (LOSSY, Network.WEAK),
        (FINE._replace(loss_down=WEAK_LOSS), Network.WEAK),
        (FINE._replace(round_trip=0.4), Network.WEAK),
        (FINE._replace(held_back=True), Network.WEAK),
        (BROKEN, Network.BAD),
        (FINE._replace(loss_up=BAD_LOSS), Network.BAD),
        (FINE._replace(round_trip=BAD_ROUND_TRIP), Network.BAD),
        (BROKEN._replace(held_back=True), Network.BAD),
    ],
)
def test_one_second_for_itself(measures: Measures, network: Network) -> None:
    assert measures.network is network


def told(verdict: Verdict, measures: Measures, seconds: int, start: int) -> list[int]:
    """In which seconds from ``start`` on the verdict changed."""
    return [second for second in range(seconds) if verdict.judge(measures, float(start + second))]


def test_trouble_is_told_when_it_lasts() -> None:
    verdict = Verdict()
    assert told(verdict, LOSSY, 1, 100) == [], "a moment is nothing"
    assert told(verdict, FINE, 5, 101) == []
    assert told(verdict, LOSSY, 10, 106) == [round(WORSE_SECONDS + 0.5)]
    assert verdict.network is Network.WEAK
    assert told(verdict, BROKEN, 10, 116) == [round(WORSE_SECONDS + 0.5)]
    assert verdict.network is Network.BAD


def test_praise_takes_its_time() -> None:
    verdict = Verdict()
    told(verdict, BROKEN, 5, 100)
    assert told(verdict, FINE, 10, 105) == [round(BETTER_SECONDS)]
    assert verdict.network is Network.GOOD


def test_a_network_that_flickers_does_not_make_the_sign_flicker() -> None:
    verdict = Verdict()
    assert not any(verdict.judge(FINE if second % 2 else BROKEN, 100.0 + second) for second in range(60))
