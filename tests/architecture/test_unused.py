"""No name that nothing uses: what is dead is deleted."""

from __future__ import annotations

from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parents[2]

# Used where this cannot see it: by the interpreter and by libraries, by compiled code on the same memory, by the client
# that reads an answer's fields, by the rows of tables.
ELSEWHERE = (
    "server/storage/migrations/", "server/wire/", "server/storage/rows/", "server/runtime/config.py",
    "media/protocol.py",
    "media/fanout/inbox.py", "media/fanout/outbox.py", "media/fanout/state.py", "media/synthetic/scenes.py",
)  # fmt: skip
CALLED_BY_OTHERS = {
    "connection_made", "connection_lost", "data_received", "datagram_received", "get_buffer", "buffer_updated",
    "sizehint", "handle_error", "log_exception", "readinto", "writable", "formatException", "exc_text", "_value_",
    "_recv", "RTCIceTransport", "addr",
}  # fmt: skip

# Still there, each with a reason; an entry that is no longer needed fails the test.
YET = {
    "server/storage/privacy/inventory.py: ID": "a word of the inventory's table, which is read from text",
    "server/storage/meetings/meetings.py: identified_at": "a column, which the export of a person's data reads by name",
}


def test_every_name_is_used() -> None:
    finder = Vulture()
    finder.scavenge([str(ROOT / top) for top in ("auth", "media", "server", "tests")])
    found = {
        f"{Path(item.filename).relative_to(ROOT).as_posix()}: {item.name}"
        for item in finder.get_unused_code(min_confidence=60)
        if item.name not in CALLED_BY_OTHERS
    }
    ours = {entry for entry in found if not entry.startswith(("tests/", *ELSEWHERE))}
    assert ours == set(YET)
