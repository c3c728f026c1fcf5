"""What the harness makes of the packets and samples it sees."""

from __future__ import annotations

import random

from tests.impairment.link import MIN_QUEUE_BYTES, Direction, Impairment
from tests.impairment.measure import Sample, figures, recovery
from tests.impairment.packets import UDP, Translation, read
from tests.impairment.report import BEGIN, END, replace_section

INSIDE, PUBLIC, SERVER = b"\x0a\x40\x00\x02", b"\xcb\x00\x71\x02", b"\xc6\x33\x64\x01"


def direction(**changes: float) -> Direction:
    made = Direction(random.Random(1))
    made.impairment = Impairment(**changes)  # type: ignore[arg-type]
    return made


def arrivals(made: Direction, count: int, *, length: int = 1000, udp: bool = True) -> list[float]:
    found = (made.arrival(length, udp=udp, now=0.0) for _ in range(count))
    return [each for each in found if each is not None]


def test_packets_are_lost_delayed_and_jittered_as_asked() -> None:
    assert arrivals(direction(), 3) == [0.0, 0.0, 0.0]
    assert arrivals(direction(loss=1.0), 100) == []
    assert 750 < len(arrivals(direction(loss=0.2), 1000)) < 850
    spread = arrivals(direction(delay_ms=100, jitter_ms=30), 500)
    assert 0.07 <= min(spread) < 0.08
    assert 0.12 < max(spread) <= 0.13
    assert spread != sorted(spread)


def test_a_slow_link_queues_a_little_and_drops_the_rest() -> None:
    assert arrivals(direction(rate_kbit=1024), 100) == [number / 128 for number in range(1, 40)]
    crawling = arrivals(direction(rate_kbit=80), 100)
    assert len(crawling) == MIN_QUEUE_BYTES // 1000 + 1


def test_only_udp_is_blocked() -> None:
    made = direction(blocks_udp=1)
    assert arrivals(made, 1, udp=True) == []
    assert arrivals(made, 1, udp=False) == [0.0]


def checksum(data: bytes) -> int:
    padded = data + b"\0" * (len(data) % 2)
    total = sum(int.from_bytes(padded[at : at + 2], "big") for at in range(0, len(padded), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def datagram(source: bytes, destination: bytes, source_port: int, destination_port: int, payload: bytes) -> bytearray:
    """IPv4 and UDP with valid checksums."""
    ports = source_port.to_bytes(2, "big") + destination_port.to_bytes(2, "big")
    length = (8 + len(payload)).to_bytes(2, "big")
    udp = ports + length + b"\0\0" + payload
    udp = udp[:6] + checksum(source + destination + b"\0\x11" + length + udp).to_bytes(2, "big") + payload
    head = b"\x45\0" + (20 + len(udp)).to_bytes(2, "big") + b"\0\0\x40\0\x40\x11\0\0" + source + destination
    return bytearray(head[:10] + checksum(head).to_bytes(2, "big") + head[12:] + udp)


def test_a_router_translates_both_ways_with_valid_checksums_until_it_forgets() -> None:
    router = Translation(PUBLIC)
    out = datagram(INSIDE, SERVER, 5000, 40000, b"hello")
    header = read(out)
    assert header is not None
    assert header.protocol == UDP
    router.outward(out, header)
    outside = read(out)
    assert outside is not None
    assert outside.source == PUBLIC
    assert out == datagram(PUBLIC, SERVER, outside.source_port, 40000, b"hello")

    answer = datagram(SERVER, PUBLIC, 40000, outside.source_port, b"hi")
    back = read(answer)
    assert back is not None
    assert router.inward(answer, back)
    assert answer == datagram(SERVER, INSIDE, 40000, 5000, b"hi")

    router.forget()
    assert not router.inward(datagram(SERVER, PUBLIC, 40000, outside.source_port, b"hi"), back)
    again = datagram(INSIDE, SERVER, 5000, 40000, b"hello")
    router.outward(again, header)
    renewed = read(again)
    assert renewed is not None
    assert renewed.source_port != outside.source_port


def call(*gap: float, until: float = 10.0) -> list[Sample]:
    """Ten frames and sound packets a second, except within the gap."""
    made, count = [], 0
    for number in range(int(until * 10)):
        at = number / 10
        count += not (gap and gap[0] < at <= gap[1])
        made.append(Sample(at=at, frames=count, audio_packets=count, audio_lost=number // 50, width=640, height=360))
    return made


def test_recovery_is_when_picture_and_sound_flow_again_and_go_on() -> None:
    assert recovery(call(), 3.0) == 0.0
    back = recovery(call(2.0, 4.5), 3.0)
    assert back is not None
    assert 1.5 < back < 1.7
    assert recovery(call(2.0, 99.0), 3.0) is None
    assert recovery(call(2.0, 4.5, until=6.0), 3.0) is None


def test_a_new_connection_counts_from_nothing() -> None:
    before = [Sample(at=1.0, frames=100), Sample(at=2.0, frames=130)]
    after = [Sample(at=3.0, frames=30, connection=2), Sample(at=4.0, frames=60, connection=2, path="tcp4")]
    seen = figures(before + after, 0.0, 5.0)
    assert seen.frames_per_second == 30
    assert seen.path == "tcp4"


def test_only_the_marked_section_of_the_readme_is_replaced() -> None:
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replace_section(text, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
