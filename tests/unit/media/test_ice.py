"""The lite agent: whom it answers, and that it sends to nobody who has not agreed."""

from __future__ import annotations

import pytest

from media.net import ice, stun
from tests.unit.media.endpoints import THEIRS, Address, check


def heard(agent: ice.IceAgent, path: Address, now: float, *, nominate: bool = False) -> ice.Path | None:
    """An authentic check comes from there; answers who had to make room."""
    credentials = agent.current
    message = check(credentials.ufrag, credentials.password, nominate=nominate)
    evicted = agent.validate(path, credentials, len(message.raw), now)
    if nominate:
        agent.nominate(path, credentials)
    agent.send(path, ice.answer(message, credentials, path))
    agent.challenge(path, now)
    return evicted


def agrees(agent: ice.IceAgent, path: Address, now: float) -> bool:
    """The address answers the last check that it got, if it got one."""
    return any(agent.prove(path, stun.parse(answer), now) for answer in path.answers())


@pytest.fixture
def agent() -> ice.IceAgent:
    """The client's answer has come."""
    made = ice.IceAgent(0.0)
    made.answered(THEIRS, 0.0)
    return made


def test_only_our_credentials_are_accepted(agent: ice.IceAgent) -> None:
    ufrag, password = agent.current.ufrag, agent.current.password
    assert agent.check(check(ufrag, password), ufrag) is agent.current
    assert agent.check(check(ufrag, "x" * 22), ufrag) is None
    assert agent.check(check("other", password), "other") is None


@pytest.mark.parametrize("username", ["", "nocolon", "abc:theirs", ":"])
def test_a_username_that_is_no_pair_is_no_check(username: str) -> None:
    message = stun.parse(stun.binding_request(username, "p" * 22, nominate=False)[1])
    assert ice.username_ufrag(message) is None


def test_an_address_that_answers_is_sent_to(agent: ice.IceAgent) -> None:
    path = Address()
    heard(agent, path, 1.0)
    assert agent.selected is None, "its check can have been written by anybody"
    assert agrees(agent, path, 1.1)
    assert agent.selected is path


def test_an_address_that_does_not_answer_gets_three_times_what_came_from_it(agent: ice.IceAgent) -> None:
    mine, victim = Address(), Address(port=9)
    heard(agent, mine, 1.0, nominate=True)
    agrees(agent, mine, 1.0)
    for second in range(2, 100):
        before = victim.octets
        heard(agent, victim, second, nominate=True)
        assert victim.octets - before <= ice.AMPLIFICATION * 100
        heard(agent, mine, second)
        agrees(agent, mine, second)
    assert agent.selected is mine, "however often it is nominated"
    assert agrees(agent, victim, 100.0)
    assert agent.selected is victim, "and it waits for nothing but the answer"


def test_a_long_name_makes_no_larger_answers(agent: ice.IceAgent) -> None:
    agent.answered(ice.Credentials("u" * 256, "p" * 256), 0.0)
    path = Address()
    heard(agent, path, 1.0)
    agent.answered(ice.Credentials("u" * 256, "p" * 256), 1.0)
    asked = len(check(agent.current.ufrag, agent.current.password).raw)
    assert path.octets <= ice.AMPLIFICATION * asked


def test_an_answer_counts_from_the_address_that_was_asked_and_with_the_clients_password(agent: ice.IceAgent) -> None:
    mine, victim = Address(), Address(port=9)
    heard(agent, mine, 1.0)
    heard(agent, victim, 1.0)
    [answer] = mine.answers()
    [forged] = victim.answers(ice.Credentials(THEIRS.ufrag, "x" * 22))
    assert not agent.prove(victim, stun.parse(answer), 1.0)
    assert not agent.prove(victim, stun.parse(forged), 1.0)
    assert not agent.prove(Address(port=10), stun.parse(answer), 1.0)
    assert agent.prove(mine, stun.parse(answer), 1.0)
    assert not agent.prove(mine, stun.parse(answer), 1.0), "once"


def test_addresses_that_were_there_before_the_clients_answer_are_asked_when_it_comes() -> None:
    agent, path = ice.IceAgent(0.0), Address()
    heard(agent, path, 1.0)
    assert path.answers() == []
    agent.answered(THEIRS, 2.0)
    assert agrees(agent, path, 2.1)


def test_consent_is_asked_for_again_in_time_and_ends_without_an_answer(agent: ice.IceAgent) -> None:
    path = Address()
    for second in range(0, 60, 2):
        heard(agent, path, float(second))
        agrees(agent, path, float(second))
        assert agent.expire(float(second)) == []
    asked = len(path.asked)
    assert asked <= 60 / ice.RENEWAL_SECONDS + 1
    for second in range(60, 90, 2):
        heard(agent, path, float(second))
    assert len(path.asked) - asked >= 10, "a lost one is not the end"
    assert agent.expire(90.0) == [path]
    assert agent.selected is None
    heard(agent, path, 91.0)
    assert agrees(agent, path, 91.1)
    assert agent.selected is path, "who comes back is asked anew"


def test_who_connected_over_tcp_has_agreed_by_that() -> None:
    agent, path = ice.IceAgent(0.0), Address(protocol="tcp")
    heard(agent, path, 1.0)
    assert agent.selected is path
    assert path.asked == []


def test_after_a_restart_the_old_credentials_work_until_the_new_ones_nominate(agent: ice.IceAgent) -> None:
    old, path = agent.current, Address()
    heard(agent, path, 0.0)
    assert agent.restart() is None
    new = agent.current
    assert agent.check(check(old.ufrag, old.password), old.ufrag) is old
    assert agent.nominate(path, old) is None, "the old ones do not end themselves"
    assert agent.nominate(path, new) is old
    assert agent.check(check(old.ufrag, old.password), old.ufrag) is None


def test_after_a_restart_a_new_address_is_asked_with_the_new_credentials(agent: ice.IceAgent) -> None:
    agent.restart()
    path = Address()
    heard(agent, path, 1.0, nominate=True)
    assert path.asked == []
    fresh = ice.Credentials("fresh", "f" * 22)
    agent.answered(fresh, 1.5)
    [answer] = path.answers(fresh)
    assert agent.prove(path, stun.parse(answer), 2.0)
    assert agent.selected is path


def test_a_second_restart_keeps_what_works_and_drops_what_was_never_used(agent: ice.IceAgent) -> None:
    working = agent.current
    agent.restart()
    unused = agent.current
    assert agent.restart() is unused
    assert agent.ufrags == [agent.current.ufrag, working.ufrag]


def test_consent_expires_half_a_minute_after_the_last_check(agent: ice.IceAgent) -> None:
    heard(agent, Address(), 10.0)
    assert not agent.consent_expired(39.9)
    assert agent.consent_expired(40.0)


def test_a_client_has_a_few_paths_and_those_that_agreed_stay_longest(agent: ice.IceAgent) -> None:
    paths = [Address(port=number) for number in range(ice.MAX_PATHS + 2)]
    for number, path in enumerate(paths[: ice.MAX_PATHS]):
        assert heard(agent, path, float(number)) is None
    assert agrees(agent, paths[0], 9.0)
    assert agrees(agent, paths[1], 9.0)
    assert agent.selected is paths[0]
    assert heard(agent, paths[-2], 99.0) is paths[2]
    assert heard(agent, paths[-1], 99.0) is paths[3]
    assert len(agent.paths) == ice.MAX_PATHS


def test_when_the_selected_path_is_lost_the_one_heard_last_that_agreed_takes_over(agent: ice.IceAgent) -> None:
    first, second, third, silent = (Address(port=number) for number in range(4))
    for at, path in ((1.0, first), (3.0, second), (2.0, third), (4.0, silent)):
        heard(agent, path, at)
        assert path is silent or agrees(agent, path, at)
    agent.lose(first)
    assert agent.selected is second
    agent.lose(second)
    agent.lose(third)
    assert agent.selected is None
