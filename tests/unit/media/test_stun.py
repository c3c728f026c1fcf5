"""Our STUN codec, with aioice's as the oracle, and the lite agent on top of it."""

from __future__ import annotations

from typing import Literal

import pytest
from aioice import stun as oracle
from hypothesis import given
from hypothesis import strategies as st

from media.net import ice, stun

PASSWORD = "p" * 22
transactions = st.binary(min_size=12, max_size=12)


class FakePath:
    def __init__(self, host: str = "192.0.2.9", port: int = 4711) -> None:
        self.protocol: Literal["udp", "tcp"] = "udp"
        self.host = host
        self.port = port

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None:
        raise AssertionError("the agent itself sends nothing")

    def release(self) -> None:
        raise AssertionError("the agent itself releases nothing")


def check(ufrag: str, password: str, *, nominate: bool = False) -> stun.Message:
    return stun.parse(stun.binding_request(f"{ufrag}:theirs", password, nominate=nominate)[1])


def test_a_check_is_what_the_oracle_takes_for_one() -> None:
    transaction, data = stun.binding_request("ours:theirs", PASSWORD, nominate=True)
    message = oracle.parse_message(data)
    assert message.transaction_id == transaction
    assert message.attributes["USERNAME"] == "ours:theirs"
    assert "USE-CANDIDATE" in message.attributes
    assert message.check_message_integrity(PASSWORD.encode())


@pytest.mark.parametrize(
    ("host", "seen"), [("192.0.2.9", "192.0.2.9"), ("::ffff:192.0.2.9", "192.0.2.9"), ("fd00::9", "fd00::9")]
)
def test_the_answer_tells_the_client_its_address(host: str, seen: str) -> None:
    agent = ice.IceAgent(0.0)
    request = check(agent.current.ufrag, agent.current.password)
    answer = oracle.parse_message(ice.answer(request, agent.current, FakePath(host)))
    assert answer.message_class == oracle.Class.RESPONSE
    assert answer.transaction_id == request.transaction
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == (seen, 4711)
    assert answer.check_message_integrity(agent.current.password.encode())


def test_a_client_that_also_wants_to_be_controlled_hears_of_the_conflict() -> None:
    agent = ice.IceAgent(0.0)
    request = check(agent.current.ufrag, agent.current.password)
    request.attributes[stun.ICE_CONTROLLED] = bytes(8)
    answer = oracle.parse_message(ice.answer(request, agent.current, FakePath()))
    assert answer.error_code == 487


@given(st.binary(max_size=200))
def test_any_bytes_are_stun_or_malformed(data: bytes) -> None:
    with pytest.raises(stun.MalformedStunError):
        stun.parse(data)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_check_with_any_byte_changed_is_not_authentic(place: int, change: int) -> None:
    data = bytearray(stun.binding_request("ours:theirs", PASSWORD, nominate=True)[1])
    fingerprint_bytes = 8
    data[place % (len(data) - fingerprint_bytes)] ^= change
    try:
        message = stun.parse(bytes(data))
    except stun.MalformedStunError:
        return
    assert not message.authenticated(PASSWORD)


def test_attributes_behind_the_integrity_check_are_not_believed() -> None:
    request = bytearray(stun.binding_request("ours:theirs", PASSWORD, nominate=False)[1])
    request += b"\x00\x25\x00\x00"
    request[2:4] = (len(request) - 20).to_bytes(2, "big")
    # The fingerprint is no longer last, so it is left out of this message.
    without = request[:-12] + request[-4:]
    without[2:4] = (len(without) - 20).to_bytes(2, "big")
    message = stun.parse(bytes(without))
    assert stun.USE_CANDIDATE not in message.attributes
    assert message.authenticated(PASSWORD)


def test_only_our_credentials_are_accepted() -> None:
    agent = ice.IceAgent(0.0)
    ufrag, password = agent.current.ufrag, agent.current.password
    assert agent.check(check(ufrag, password), ufrag) is agent.current
    assert agent.check(check(ufrag, "x" * 22), ufrag) is None
    assert agent.check(check("other", password), "other") is None


@pytest.mark.parametrize("username", ["", "nocolon", "abc:theirs", ":"])
def test_a_username_that_is_no_pair_is_no_check(username: str) -> None:
    message = stun.parse(stun.binding_request(username, PASSWORD, nominate=False)[1])
    assert ice.username_ufrag(message) is None


def test_after_a_restart_the_old_credentials_work_until_the_new_ones_nominate() -> None:
    agent = ice.IceAgent(0.0)
    old, path = agent.current, FakePath()
    agent.validate(path, 0.0)
    assert agent.restart() is None
    new = agent.current
    assert agent.check(check(old.ufrag, old.password), old.ufrag) is old
    assert agent.nominate(path, old) is None, "the old ones do not end themselves"
    assert agent.nominate(path, new) is old
    assert agent.check(check(old.ufrag, old.password), old.ufrag) is None


def test_a_second_restart_keeps_what_works_and_drops_what_was_never_used() -> None:
    agent = ice.IceAgent(0.0)
    working = agent.current
    agent.restart()
    unused = agent.current
    assert agent.restart() is unused
    assert agent.ufrags == [agent.current.ufrag, working.ufrag]


def test_consent_expires_half_a_minute_after_the_last_check() -> None:
    agent = ice.IceAgent(0.0)
    agent.validate(FakePath(), 10.0)
    assert not agent.consent_expired(39.9)
    assert agent.consent_expired(40.0)


def test_a_client_has_a_few_paths_and_the_selected_one_stays() -> None:
    agent = ice.IceAgent(0.0)
    paths = [FakePath(port=number) for number in range(ice.MAX_PATHS + 1)]
    assert [agent.validate(path, float(number)) for number, path in enumerate(paths[:-1])] == [None] * ice.MAX_PATHS
    assert agent.selected is paths[0]
    assert agent.validate(paths[-1], 99.0) is paths[1]
    assert len(agent.paths) == ice.MAX_PATHS


def test_when_the_selected_path_is_lost_the_one_heard_last_takes_over() -> None:
    agent = ice.IceAgent(0.0)
    first, second, third = FakePath(), FakePath(), FakePath()
    for at, path in ((1.0, first), (3.0, second), (2.0, third)):
        agent.validate(path, at)
    agent.lose(first)
    assert agent.selected is second
    agent.lose(second)
    agent.lose(third)
    assert agent.selected is None
