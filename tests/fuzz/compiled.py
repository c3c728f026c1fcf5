"""The targets that run compiled code, which sanitizers watch; few imports, since a process begins slowly with them."""

from __future__ import annotations

from collections.abc import Callable

from media.rtp import packet
from media.sfu.codecs import EXT_MID, EXT_RID, EXT_TRANSPORT_CC
from tests.fuzz.headers import fuzz_headers
from tests.fuzz.receiving import fuzz_receiving

TARGETS: dict[str, Callable[[bytes], None]] = {"headers": fuzz_headers, "receiving": fuzz_receiving}
_PICTURE = bytes.fromhex("00 02 00 00000001 0001 05 6162636465")
_BEHIND = bytes.fromhex("02 01 09 00000002 03 616263")


def packets() -> list[bytes]:
    extensions = {EXT_MID: b"1", EXT_RID: b"h", EXT_TRANSPORT_CC: b"\0\1"}
    payload = b"\x90\xe0\x81\x02\x03\x20\x10\0\0\x9d\x01\x2a"
    one = packet.build(96, 1, 2, 3, payload, marker=True, extensions=extensions)
    plain = packet.build(111, 1, 2, 3, b"sound", marker=False, extensions={})
    two_byte = bytes([0x90]) + plain[1:12] + bytes.fromhex("10000002 0101310200000000") + b"x"
    padded = bytes([0xA0]) + plain[1:] + b"\0\0\3"
    return [one, plain, two_byte, padded]


SEEDS = {
    "headers": [b"\1" + data[1:] for data in packets()],
    "receiving": [
        b"\1" + _PICTURE * 9,
        b"\0" + _PICTURE * 3 + _BEHIND * 2 + b"\x0b" + _PICTURE,
        b"\1" + _PICTURE + bytes.fromhex("03 10 40000100") + b"\x31\x00\x01" * 4 + _PICTURE + b"\x09\x05",
    ],
}
