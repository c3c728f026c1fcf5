"""The delay-based and the loss-based part of the estimator and its probes, each by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import twcc
from media.rtp.bandwidth.aimd import NEXT_STATE, AimdControl, Drain, RateState
from media.rtp.bandwidth.groups import Group, GroupReader
from media.rtp.bandwidth.limits import MAX_BITRATE, MIN_BITRATE, clamp
from media.rtp.bandwidth.loss import LossControl, LossWindow
from media.rtp.bandwidth.overuse import OveruseDetector, Trendline, Usage
from media.rtp.bandwidth.probing import NEXT_PHASE, Probe, ProbeController, ProbePhase, Shown
from media.rtp.bandwidth.sentlog import SentLog

# Delay


@given(st.floats(-2, 2), st.integers(21, 400))
def test_the_trend_of_a_straight_line_is_its_slope(slope: float, points: int) -> None:
    trendline = Trendline()
    found = None
    for point in range(points):
        found = trendline.add(1e9 + point * 12.5, slope * point * 12.5)
    assert found == pytest.approx(slope, abs=1e-6)


def detect(step_ms: float, arrival_step_ms: float, groups: int) -> OveruseDetector:
    detector = OveruseDetector()
    for number in range(groups):
        detector.add(Group(int(number * step_ms * 1000), int(number * arrival_step_ms * 4), 1000))
    return detector


@pytest.mark.parametrize(
    ("arrival_step_ms", "usage"), [(20, Usage.NORMAL), (21, Usage.OVERUSING), (19, Usage.UNDERUSING)]
)
def test_growing_delay_is_overuse_and_shrinking_delay_an_emptying_queue(arrival_step_ms: float, usage: Usage) -> None:
    assert detect(20, arrival_step_ms, 80).usage is usage


def test_a_group_that_never_ends_to_arrive_is_overuse_before_it_is_complete() -> None:
    detector = detect(20, 20, 80)
    group = Group(80 * 20_000, 80 * 80, 1000)
    detector.judge(group)
    assert detector.usage is Usage.NORMAL
    group.last_arrival += 1_400
    detector.judge(group)
    assert detector.usage is Usage.OVERUSING
    assert detector.queue_ms == pytest.approx(350)


def test_every_state_of_the_rate_has_a_successor_for_every_usage() -> None:
    assert set(NEXT_STATE) == set(RateState)
    assert all(set(row) == set(Usage) for row in NEXT_STATE.values())


def test_the_rate_grows_eight_percent_a_second_until_the_first_overuse() -> None:
    control = AimdControl(500_000)
    for tick in range(41):
        control.update(Usage.NORMAL, 2_000_000, 0, 0.1, tick * 0.05)
    assert control.bitrate == pytest.approx(500_000 * 1.08**2, rel=0.03)


def test_overuse_sets_the_rate_below_what_arrives_and_growth_is_slow_from_then_on() -> None:
    control = AimdControl(2_000_000)
    control.update(Usage.OVERUSING, 1_000_000, 0, 0.1, 1.0)
    assert control.bitrate == pytest.approx(850_000)
    assert control.state is RateState.DECREASE
    control.update(Usage.NORMAL, 1_000_000, 0, 0.1, 1.05)
    assert control.state is RateState.HOLD
    for tick in range(1, 21):
        control.update(Usage.NORMAL, 850_000, 0, 0.1, 1.05 + tick * 0.05)
    assert 854_000 < control.bitrate < 920_000


def test_a_long_queue_is_drained_and_then_the_rate_comes_back() -> None:
    control = AimdControl(2_000_000)
    control.update(Usage.OVERUSING, 1_000_000, 1_000, 0.1, 1.0)
    assert control.bitrate == pytest.approx(500_000)
    control.update(Usage.UNDERUSING, 1_000_000, 500, 0.1, 2.0)
    assert control.bitrate == pytest.approx(500_000)
    control.update(Usage.UNDERUSING, 1_000_000, 10, 0.1, 3.0)
    assert control.bitrate == pytest.approx(850_000)


@pytest.mark.parametrize(
    ("queues", "standing"),
    [([400, 320, 240, 160, 80], 0), ([200, 200, 200], 200), ([400, 360, 300, 290, 285], 290), ([150, 151, 10], 151)],
)
def test_a_queue_that_does_not_empty_is_none(queues: list[float], standing: float) -> None:
    drain = Drain()
    drain.begin(1.0)
    looks = (drain.standing_ms(queue, 1.5 + number * 0.5) for number, queue in enumerate(queues))
    assert next((found for found in looks if found), 0) == standing


def test_a_queue_is_not_judged_before_less_can_have_arrived() -> None:
    drain = Drain()
    drain.begin(2.0)
    assert [drain.standing_ms(200, now / 10) for now in range(10, 30)] == [0] * 20


def test_a_sender_with_little_to_send_assumes_no_more_than_a_probe_has_found() -> None:
    control = AimdControl(1_200_000)
    control.probed(950_000, False, 700_000)
    assert control.bitrate == 950_000
    for tick in range(40):
        control.used(700_000)
        control.update(Usage.NORMAL, 700_000, 0, 0.1, tick * 0.05)
    assert control.bitrate == 950_000
    control.used(900_000)
    control.update(Usage.NORMAL, 900_000, 0, 0.1, 2.05)
    assert control.bitrate > 950_000


@given(st.floats())
def test_whatever_is_clamped_is_a_bitrate(value: float) -> None:
    assert MIN_BITRATE <= clamp(value) <= MAX_BITRATE


# Loss


def lose(control: LossControl, windows: int, own_loss: float, capacity: float = 1e12) -> list[float]:
    """Bounds while the sender follows them from 1 Mbit/s; loss is ``own_loss`` and what exceeds ``capacity``."""
    bounds = []
    for window in range(windows):
        rate = min(control.bound, 1_000_000.0)
        arrives = min(rate, capacity) * (1 - own_loss)
        control.update(1 - arrives / rate, arrives, rate, 0.1, window * 0.5)
        bounds.append(control.bound)
    return bounds


def test_little_loss_bounds_nothing() -> None:
    assert min(lose(LossControl(), 20, 0.05)) == MAX_BITRATE


def test_loss_that_goes_on_when_less_is_sent_is_the_path_s_own() -> None:
    control = LossControl()
    bounds = lose(control, 20, 0.2)
    assert control.own_loss == pytest.approx(0.2)
    assert min(bounds) == pytest.approx(800_000)
    assert bounds[-1] >= 1_000_000


def test_loss_that_ends_when_less_is_sent_was_a_full_queue() -> None:
    control = LossControl()
    bounds = lose(control, 60, 0.0, capacity=600_000)
    assert control.own_loss == 0
    assert all(500_000 < bound < 640_000 for bound in bounds[5:])


def test_a_full_queue_behind_a_lossy_path_is_found_too() -> None:
    control = LossControl()
    lose(control, 10, 0.15)
    bounds = lose(control, 60, 0.15, capacity=600_000)
    assert min(bounds[10:]) > 350_000
    assert max(bounds[10:]) < 750_000


def test_a_fraction_of_loss_needs_enough_packets() -> None:
    window = LossWindow()
    assert window.add(10, 1, 0.0) is None
    assert window.add(10, 1, 0.5) is None
    assert window.add(20, 0, 1.6) == pytest.approx(2 / 42)
    assert window.add(90, 10, 2.0) == pytest.approx(0.1)


# Probing


class Prober:
    """Sends the probes of a controller over a link of ``capacity`` bit/s and reports them 100 ms later."""

    def __init__(self, capacity: float) -> None:
        self.log = SentLog()
        self.reader = GroupReader(self.log)
        self.controller = ProbeController(self.log)
        self.controller.wanted = 5e6
        self.capacity = capacity
        self.now = 1.0

    def next(self, rate: float) -> Probe | None:
        return self.controller.next(rate, self.now)

    def carry_out(self, probe: Probe, lost: int = 0) -> Shown | None:
        base = self.log.next[0]
        size = probe.size // probe.packets
        arrivals: list[float | None] = []
        for number in range(probe.packets):
            self.log.note(int((self.now + number * size * 8 / probe.bitrate) * 1e6), size)
            pace = max(size * 8 / probe.bitrate, size * 8 / self.capacity)
            arrivals.append(None if 0 < number <= lost else 20 + number * pace * 1000)
        self.controller.sent(probe.id, self.now)
        self.now += 0.1
        ticks = [None if at is None else round(at * 4) for at in arrivals]
        found = self.reader.locate(twcc.Feedback(base & 0xFFFF, 0, ticks))
        assert self.controller.cluster is not None
        self.controller.cluster.collect(found)
        self.reader.take(found)
        return self.controller.result(self.reader.reported, self.now)


def test_probes_double_as_long_as_they_pass() -> None:
    prober = Prober(50e6)
    rate, tried = 300_000.0, []
    while (probe := prober.next(rate)) is not None:
        tried.append(probe.bitrate)
        shown = prober.carry_out(probe)
        assert shown is not None
        assert shown.passed
        rate = shown.bitrate
    assert tried[:3] == pytest.approx([600e3, 1.2e6, 2.4e6], rel=0.05)
    assert rate == pytest.approx(5e6, rel=0.1)


def test_a_probe_shows_the_capacity_of_a_link_it_exceeds_and_the_next_waits() -> None:
    prober = Prober(400e3)
    probe = prober.next(300e3)
    assert probe is not None
    shown = prober.carry_out(probe)
    assert shown is not None
    assert shown.bitrate == pytest.approx(380e3, rel=0.05)
    assert not shown.passed
    assert prober.next(380e3) is None
    prober.now += 1
    assert prober.next(380e3) is not None


def test_a_probe_that_shows_nothing_new_has_not_passed() -> None:
    prober = Prober(1e6)
    prober.controller.wanted = 1.2e6
    probe = prober.next(1e6)
    assert probe is not None
    shown = prober.carry_out(probe)
    assert shown is not None
    assert not shown.passed
    assert prober.next(1e6) is None


def test_a_probe_with_much_loss_shows_nothing() -> None:
    prober = Prober(50e6)
    probe = prober.next(300e3)
    assert probe is not None
    assert prober.carry_out(probe, lost=3) is None


def test_a_probe_that_is_never_sent_or_answered_is_given_up() -> None:
    prober = Prober(50e6)
    first = prober.next(300e3)
    assert first is not None
    prober.now += 2
    assert prober.next(300e3) is None
    prober.controller.sent(first.id, prober.now)
    assert prober.controller.phase is ProbePhase.IDLE
    prober.now += 1
    second = prober.next(300e3)
    assert second is not None
    assert second.id != first.id


def test_a_big_drop_ends_the_wait_for_the_next_probe() -> None:
    prober = Prober(400e3)
    for _ in range(4):
        while (probe := prober.next(400e3)) is None:
            prober.now += 0.1
        prober.carry_out(probe)
    prober.controller.observe(2e6, prober.now)
    prober.controller.observe(400e3, prober.now)
    prober.now += 1.0
    assert prober.next(400e3) is not None


def test_every_phase_of_a_probe_is_left_again() -> None:
    assert set(NEXT_PHASE) == set(ProbePhase)
    assert all(NEXT_PHASE.values())
