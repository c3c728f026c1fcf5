"""The networks that are tried, and what must hold on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from tests.impairment.link import PERFECT, Impairment
from tests.impairment.measure import Figures

BLACKOUT = Impairment(loss=1.0)
NO_UDP = Impairment(blocks_udp=True)


class Trouble(Enum):
    """What happens to Anna's network in mid-call."""

    NONE = "nothing"
    BLACKOUT = "nothing gets through for ten seconds"
    NO_UDP = "only TCP gets through from now on"
    REBINDING = "her router gives every connection a new port"
    MOVE = "from Wi-Fi to a mobile network"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Anna received, what Eva received from her, and how long the trouble lasted for the slower of them;
    ``recovery`` is ``None`` when it never ended."""

    anna: Figures
    eva: Figures
    recovery: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    text: str
    met: Callable[[Outcome], bool]


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    up: Impairment = PERFECT
    down: Impairment = PERFECT
    trouble: Trouble = Trouble.NONE
    ipv6: bool = False
    """Anna's network has nothing but IPv6."""
    new_call: bool = False
    """The network is so before the call begins."""
    targets: tuple[Target, ...] = ()


def _recovers_within(seconds: float) -> Target:
    return Target(f"back within {seconds:g} s", lambda seen: seen.recovery is not None and seen.recovery <= seconds)


def _both_ways(name: str, impairment: Impairment, *targets: Target) -> Scenario:
    return Scenario(name, up=impairment, down=impairment, targets=targets)


RECOVERS = Target("comes back", lambda seen: seen.recovery is not None)
AT_MOST_8_PERCENT = Target("concealment < 8 %", lambda seen: seen.anna.concealment < 0.08)
MOVES_WELL = Target(">= 20 fps", lambda seen: seen.anna.frames_per_second >= 20)
MOVES = Target("picture moves (>= 5 fps)", lambda seen: seen.anna.frames_per_second >= 5)
SOUND_WHOLE = Target("no sound lost after 3 s", lambda seen: seen.anna.audio_lost == 0)
TCP = Target("over TCP", lambda seen: seen.anna.path.startswith("tcp"))
IPV6 = Target("over IPv6", lambda seen: seen.anna.path.endswith("6"))


def all_scenarios() -> Iterator[Scenario]:
    """In the order of the table; those that need a new call or leave a call behind come last."""
    yield Scenario("perfect")
    for percent in (2, 5, 10, 20):
        targets = (AT_MOST_8_PERCENT,) if percent == 20 else ()
        yield _both_ways(f"loss {percent} %", Impairment(loss=percent / 100), *targets)
    for delay in (20, 100, 200, 400):
        yield _both_ways(f"delay {delay} ms", Impairment(delay_ms=delay))
    for delay, jitter in ((50, 30), (100, 100)):
        yield _both_ways(f"delay {delay} ms, jitter {jitter} ms", Impairment(delay_ms=delay, jitter_ms=jitter))
    yield _both_ways("delay 100 ms, loss 10 %", Impairment(delay_ms=100, loss=0.1))
    yield _both_ways("rate 10 Mbit/s", Impairment(rate_kbit=10_000))
    yield _both_ways("rate 2 Mbit/s", Impairment(rate_kbit=2000))
    yield _both_ways("rate 1 Mbit/s, loss 2 %", Impairment(rate_kbit=1000, loss=0.02), MOVES_WELL)
    yield _both_ways("rate 500 kbit/s", Impairment(rate_kbit=500))
    yield Scenario("downlink 250 kbit/s", down=Impairment(rate_kbit=250), targets=(SOUND_WHOLE, MOVES))
    yield Scenario("uplink 250 kbit/s", up=Impairment(rate_kbit=250))
    yield _both_ways("rate 150 kbit/s", Impairment(rate_kbit=150))
    yield Scenario("blackout of 10 s", trouble=Trouble.BLACKOUT, targets=(_recovers_within(5),))
    yield Scenario("NAT rebinding", trouble=Trouble.REBINDING, targets=(_recovers_within(2),))
    yield Scenario("Wi-Fi to mobile network", trouble=Trouble.MOVE, targets=(RECOVERS,))
    yield Scenario("UDP blocked in mid-call", trouble=Trouble.NO_UDP, targets=(RECOVERS, TCP))
    yield Scenario("UDP blocked", up=NO_UDP, down=NO_UDP, new_call=True, targets=(TCP,))
    lossy = Impairment(blocks_udp=True, loss=0.02)
    yield Scenario("UDP blocked, loss 2 %", up=lossy, down=lossy, new_call=True, targets=(TCP,))
    yield Scenario("IPv6 only", ipv6=True, new_call=True, targets=(IPV6,))
