"""What a call survives without anybody doing anything: the whole product, over networks that change under it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.impairment.namespaces import obstacle
from tests.impairment.scenarios import BLACKOUT, NO_UDP
from tests.impairment.stage import MOBILE, Stage, samples
from tests.support.browsers import until

BACK_SECONDS = 30.0
BLACKOUT_SECONDS = 4.0


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    reason = obstacle()
    if reason:
        pytest.skip(reason)
    with Stage() as made:
        yield made


@pytest.fixture
def call(stage: Stage) -> Iterator[Stage]:
    """A call in which Anna's network is perfect to begin with; nobody may reload during the story."""
    stage.reset()
    stage.call()
    before = documents(stage)
    yield stage
    assert documents(stage) == before


def documents(stage: Stage) -> list[float]:
    return [person.page.evaluate("performance.timeOrigin") for person in stage.people]


def wait_until_back(stage: Stage, since: float) -> None:
    """Until picture and sound flow both ways again, and go on."""
    try:
        until(lambda: None not in stage.recoveries(since), "picture and sound both ways", seconds=BACK_SECONDS)
    except AssertionError as error:
        last = [samples(person)[-1:] for person in stage.people]
        raise AssertionError(f"{error}; last seen of each person: {last}") from None


def test_a_blackout_of_some_seconds_ends_by_itself(call: Stage) -> None:
    call.impair(BLACKOUT, BLACKOUT)
    time.sleep(BLACKOUT_SECONDS)
    call.impair()
    wait_until_back(call, time.time())


def test_a_router_that_forgets_its_translations_interrupts_nobody_for_long(call: Stage) -> None:
    call.rebind()
    wait_until_back(call, time.time())


def test_a_call_goes_on_from_wifi_to_a_mobile_network(call: Stage) -> None:
    call.move(MOBILE)
    wait_until_back(call, time.time())


def test_a_call_goes_on_over_tcp_when_udp_is_blocked_under_it(call: Stage) -> None:
    call.impair(NO_UDP, NO_UDP)
    wait_until_back(call, time.time())
    assert samples(call.people[1])[-1].path == "tcp4"
