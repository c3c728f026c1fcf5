"""Our STUN codec, with aioice's as the oracle."""

from __future__ import annotations

import pytest
from aioice import stun as oracle
from hypothesis import given
from hypothesis import strategies as st

from media.net import ice, stun
from tests.unit.media.endpoints import Address, check

PASSWORD = "p" * 22
transactions = st.binary(min_size=12, max_size=12)


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
    answer = oracle.parse_message(ice.answer(request, agent.current, Address(host)))
    assert answer.message_class == oracle.Class.RESPONSE
    assert answer.transaction_id == request.transaction
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == (seen, 4711)
    assert answer.check_message_integrity(agent.current.password.encode())


def test_a_client_that_also_wants_to_be_controlled_hears_of_the_conflict() -> None:
    agent = ice.IceAgent(0.0)
    request = check(agent.current.ufrag, agent.current.password)
    request.attributes[stun.ICE_CONTROLLED] = bytes(8)
    answer = oracle.parse_message(ice.answer(request, agent.current, Address()))
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


def test_our_own_check_is_what_the_oracle_takes_for_one_of_a_controlled_agent() -> None:
    message = oracle.parse_message(stun.controlled_request("theirs:ours", PASSWORD, bytes(12)))
    assert (message.transaction_id, message.attributes["USERNAME"]) == (bytes(12), "theirs:ours")
    assert "ICE-CONTROLLED" in message.attributes
    assert "USE-CANDIDATE" not in message.attributes


def test_a_message_of_more_attributes_than_a_check_has_is_not_read() -> None:
    most = bytes.fromhex("80700000") * stun.MAX_ATTRIBUTES
    head = bytes.fromhex("0001") + len(most).to_bytes(2, "big") + stun.COOKIE.to_bytes(4, "big") + bytes(12)
    assert stun.parse(head + most).kind == stun.BINDING_REQUEST
    more = head[:2] + (len(most) + 4).to_bytes(2, "big") + head[4:] + most + most[:4]
    with pytest.raises(stun.MalformedStunError):
        stun.parse(more)
