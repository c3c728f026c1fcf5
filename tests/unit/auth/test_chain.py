"""The audit chain: whatever is done to any record, the first bad one is named (R80)."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth.audit.chain import Break, ChainCheck, Fault
from auth.audit.events import GENESIS, ActorKind, AuditAction, AuditEvent, Link, next_link
from auth.audit.heads import Head, HeadKind
from auth.audit.keys import TrailKey
from tests.support.trail import KEY, KEYS

LENGTH = 60
FIELDS = ["at", "action", "actor_kind", "actor", "unit_id", "meeting_id", "subject", "method", "outcome"]


@cache
def chain(length: int = LENGTH) -> tuple[Link, ...]:
    links: list[Link] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        event = AuditEvent("t", AuditAction.ADMITTED, ActorKind.STAFF, f"eva{seq % 7}", "m", f"anna{seq}")
        links.append(KEYS.stored(next_link(event, seq, 1000.0 + seq / 3, previous)))
        previous = links[-1].hash
    return tuple(links)


def signed(*seqs: int, kind: HeadKind = HeadKind.END) -> list[Head]:
    return [KEY.sign(chain()[seq - 1], kind, 2000.0) for seq in seqs]


def check(links: list[Link] | tuple[Link, ...], heads: list[Head] | None = None) -> Break | None:
    one = ChainCheck("t", heads if heads is not None else signed(20, 40, LENGTH), KEYS)
    for link in links:
        one.take(link)
    return one.finish()


def test_a_whole_chain_is_whole() -> None:
    assert check(chain()) is None


@settings(deadline=None)
@given(st.integers(1, LENGTH), st.sampled_from(FIELDS))
def test_any_changed_field_of_any_record_is_named(seq: int, field: str) -> None:
    links = list(chain())
    value = 1.0 if field == "at" else "other"
    links[seq - 1] = replace(links[seq - 1], **{field: value})
    assert check(links) == Break("t", seq, Fault.CHANGED)


@settings(deadline=None)
@given(st.integers(1, LENGTH), st.integers(1, 10))
def test_any_missing_records_are_named(seq: int, count: int) -> None:
    links = [link for link in chain() if not seq <= link.seq < seq + count]
    fault = Fault.MISSING if links and links[-1].seq > seq else Fault.TRUNCATED
    assert check(links) == Break("t", seq, fault)


@settings(deadline=None)
@given(st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True))
def test_swapped_records_are_named_even_when_their_numbers_are_swapped_too(pair: list[int]) -> None:
    first, second = sorted(pair)
    links = list(chain())
    links[first], links[second] = replace(links[second], seq=first + 1), replace(links[first], seq=second + 1)
    assert check(links) == Break("t", first + 1, Fault.CHANGED)
    rehashed = list(links)
    rehashed[first] = replace(links[first], hash=links[first].computed)
    assert check(rehashed) == Break("t", first + 1, Fault.REORDERED)


@settings(deadline=None)
@given(st.integers(1, LENGTH))
def test_a_chain_that_was_made_anew_from_some_record_on_differs_there(seq: int) -> None:
    links = list(chain())
    previous = links[seq - 2].hash if seq > 1 else GENESIS
    for index in range(seq - 1, LENGTH):
        forged = replace(links[index], outcome="forged", previous=previous)
        links[index] = replace(forged, hash=forged.computed)
        previous = links[index].hash
    assert check(links) == Break("t", seq, Fault.REWRITTEN if seq in (20, 40, LENGTH) else Fault.FOREIGN)


@settings(deadline=None)
@given(st.integers(0, LENGTH - 1))
def test_a_cut_is_named_at_the_first_record_that_was_signed_and_is_gone(kept: int) -> None:
    assert check(chain()[:kept]) == Break("t", kept + 1, Fault.TRUNCATED)


def test_a_beginning_counts_only_with_its_own_signature() -> None:
    rest = chain()[20:]
    assert check(rest, signed(20, kind=HeadKind.BEGIN)) is None
    assert check(rest, signed(20)) == Break("t", 1, Fault.MISSING)
    pretended = [replace(head, kind=HeadKind.BEGIN) for head in signed(20)]
    assert check(rest, pretended) == Break("t", 1, Fault.MISSING)
    assert check(chain()[:0], signed(20, kind=HeadKind.BEGIN)) == Break("t", 1, Fault.TRUNCATED)


OTHER = TrailKey(bytes(range(1, 33)))


@pytest.mark.parametrize("mark", [None, "", "x", "other key", "other link", "changed"])
def test_a_record_that_this_server_did_not_write_is_named_however_well_it_fits(mark: str | None) -> None:
    event = AuditEvent("t", AuditAction.ADMITTED, ActorKind.STAFF, "mallory", "m", "anna")
    added = next_link(event, LENGTH + 1, 9000.0, chain()[-1].hash)
    marks = {"other key": OTHER.mark(added), "other link": chain()[-1].mark, "changed": KEY.mark(added)[:-1] + "z"}
    added = replace(added, mark=marks.get(mark, mark) if mark else mark)
    assert check([*chain(), added]) == Break("t", LENGTH + 1, Fault.FOREIGN)
    assert check([*chain(), KEYS.stored(added)]) is None


def test_what_was_written_before_there_were_marks_is_believed_as_far_as_was_signed_and_no_further() -> None:
    old = [replace(link, mark=None) for link in chain()[:40]]
    until = signed(40, kind=HeadKind.UNMARKED)
    assert check([*old, *chain()[40:]], until) is None
    assert check([*old, replace(chain()[40], mark=None), *chain()[41:]], until) == Break("t", 41, Fault.FOREIGN)
    assert check(old, signed(40)) == Break("t", 1, Fault.FOREIGN)
    assert check(old[:30], until) == Break("t", 31, Fault.TRUNCATED)


def test_a_new_key_goes_on_and_the_one_before_proves_what_it_did() -> None:
    keys = KEYS.rotated(bytes(range(1, 33)))
    links = [*chain()]
    event = AuditEvent("t", AuditAction.ADMITTED, ActorKind.STAFF, "eva", "m", "anna")
    links.append(keys.stored(next_link(event, LENGTH + 1, 9000.0, links[-1].hash)))
    one = ChainCheck("t", [*signed(20, LENGTH), keys.current.sign(links[-1], HeadKind.END, 9001.0)], keys)
    assert all(one.take(link) for link in links)
    assert one.finish() is None
    assert check(links) == Break("t", LENGTH + 1, Fault.FOREIGN), "for who has only the key before"


def test_a_head_that_another_key_signed_is_named() -> None:
    assert check(chain(), [OTHER.sign(chain()[9], HeadKind.END, 1.0)]) == Break("t", 10, Fault.FORGED_HEAD)


@settings(deadline=None)
@given(st.sampled_from(["tenant_id", "seq", "kind", "hash", "signed_at", "signature"]))
def test_a_changed_head_is_not_genuine(field: str) -> None:
    head = signed(20)[0]
    assert KEYS.signed(head)
    other: dict[str, object] = {"seq": 21, "kind": HeadKind.BEGIN, "signed_at": 1.0, "signature": "zz"}
    assert not KEYS.signed(replace(head, **{field: other.get(field, "x")}))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [b"", b"\0" * 32, bytes(31)])
def test_a_weak_key_is_refused(seed: bytes) -> None:
    with pytest.raises(ValueError, match="32 random bytes"):
        TrailKey(seed)


def test_a_hundred_thousand_records_are_proved_in_seconds_and_any_one_of_them_found() -> None:
    links = chain(100_000)
    head = [KEY.sign(links[-1], HeadKind.END, 1.0)]
    assert check(links, head) is None
    seq = random.Random(4).randrange(1, 100_000)
    altered = [*links[: seq - 1], replace(links[seq - 1], outcome="x"), *links[seq:]]
    assert check(altered, head) == Break("t", seq, Fault.CHANGED)
