"""Inputs with a few things changed, without a library: with sanitizers Hypothesis would take all the time."""

from __future__ import annotations

from random import Random

LONGEST = 1200
KINDS = ("write", "insert", "delete", "double", "cut")


def edited(seed: bytes, edits: list[tuple[str, int, int]]) -> bytes:
    data = bytearray(seed)
    for kind, place, value in edits:
        at = place % (len(data) + 1)
        match kind:
            case "write" if at < len(data):
                data[at] = value
            case "insert":
                data[at:at] = bytes([value])
            case "delete":
                del data[at : at + value % 16]
            case "double":
                data[at:at] = data[at : at + value]
            case "cut":
                del data[at:]
    return bytes(data[: 8 * LONGEST])


def thrown(seeds: list[bytes], dice: Random) -> bytes:
    """Any bytes, one seed with a few things changed, or the beginning of one before another."""
    if dice.random() < 0.1:
        return dice.randbytes(dice.randrange(LONGEST))
    first, second = (
        edited(
            dice.choice(seeds),
            [(dice.choice(KINDS), dice.randrange(1 << 16), dice.randrange(256)) for _ in range(dice.randrange(8))],
        )
        for _ in range(2)
    )
    return first if dice.random() < 0.5 else first[: dice.randrange(LONGEST)] + second
