"""Alerts: one line per kind and minute, with a code and nothing else (R84)."""

from __future__ import annotations

import pytest

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from server.operator.status import alerts as lines
from server.services.audit.alerts import BURST_FAILURES, Alert, Alerts


class Clocks:
    def __init__(self) -> None:
        self.wall, self.tick = 1_800_000_000.0, 50.0
        self.alerts = Alerts(lambda: self.wall, lambda: self.tick)

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.tick += seconds

    @property
    def raised(self) -> list[Alert]:
        return [one.alert for one in self.alerts.seen]


def test_one_line_per_kind_and_minute_and_every_occurrence_counted(caplog: pytest.LogCaptureFixture) -> None:
    clocks = Clocks()
    for _ in range(5):
        clocks.alerts.raise_alert(Alert.FORGED_TOKEN)
    clocks.pass_by(60)
    clocks.alerts.raise_alert(Alert.FORGED_TOKEN)
    said = [(one.name, one.levelname, one.getMessage()) for one in caplog.records]
    assert said == [("resfri.alert", "WARNING", "alert forged_token")] * 2
    assert clocks.alerts.seen[0].count == 6


def test_many_failed_sign_ins_within_a_minute_are_a_burst() -> None:
    clocks = Clocks()
    for _ in range(BURST_FAILURES - 1):
        clocks.alerts.sign_in_failed()
    clocks.pass_by(61)
    clocks.alerts.sign_in_failed()
    assert clocks.raised == []
    for _ in range(BURST_FAILURES - 1):
        clocks.alerts.sign_in_failed()
    assert clocks.raised == [Alert.SIGN_IN_BURST]


@pytest.mark.parametrize(("jump", "raised"), [(0.9, []), (1.1, [Alert.CLOCK_DRIFT]), (-3600.0, [Alert.CLOCK_DRIFT])])
def test_a_clock_that_jumps_is_noticed_once(jump: float, raised: list[Alert]) -> None:
    clocks = Clocks()
    clocks.pass_by(1000)
    clocks.wall += jump
    for _ in range(3):
        clocks.alerts.check_clock()
    assert clocks.raised == raised
    assert [one.count for one in clocks.alerts.seen] == [1] * len(raised)


def test_a_revoked_link_that_is_tried_is_an_alert() -> None:
    clocks = Clocks()
    clocks.alerts.recorded(AuditEvent("t", AuditAction.LINK_REFUSED, ActorKind.GUEST, "anna"))
    clocks.alerts.recorded(AuditEvent("t", AuditAction.LINK_USED, ActorKind.GUEST, "anna"))
    assert clocks.raised == [Alert.REVOKED_LINK]


def test_the_operator_sees_them() -> None:
    from server.operator.control import AlertSeen, ServerStatus

    seen = [AlertSeen(code="chain_broken", count=2, last_at=0.0)]
    (line,) = lines(ServerStatus(at=0.0, draining=False, meetings=0, alerts=seen, workers=[]))
    assert line.startswith("ALERT chain_broken, 2 times, last at 1970-01-01")
