"""What a guest's browser downloads before the meeting is there: little enough for an old phone on a weak network."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DIST = Path(__file__).resolve().parents[2] / "web/dist"
GUEST_WAY = ("index.html", "src/pages/guest/index.ts", "src/meeting/room.ts")
MOST_BYTES = 150 * 1024


def manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DIST / ".vite/manifest.json").read_text())
    return read


def needed(name: str, chunks: dict[str, Any], seen: set[str]) -> Iterator[str]:
    """Files of a chunk and of all that it imports at once."""
    if name in seen:
        return
    seen.add(name)
    chunk = chunks[name]
    yield chunk["file"]
    yield from chunk.get("css", [])
    for other in chunk.get("imports", []):
        yield from needed(other, chunks, seen)


def test_what_a_guest_loads_to_be_in_a_meeting_is_small() -> None:
    seen: set[str] = set()
    files = [file for start in GUEST_WAY for file in needed(start, manifest(), seen)]
    sizes = {file: len(gzip.compress((DIST / file).read_bytes())) for file in files}
    assert any("room" in file for file in sizes)
    assert sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda one: -one[1])


def test_what_is_large_is_loaded_only_when_it_is_wanted() -> None:
    seen: set[str] = set()
    for start in GUEST_WAY:
        list(needed(start, manifest(), seen))
    wanted_later = {
        "src/call/background/background.ts",
        "src/call/noise/quiet.ts",
        "src/meeting/devices/picture-settings.ts",
    }
    assert wanted_later <= manifest().keys()
    assert seen.isdisjoint(wanted_later)
