"""`resfri incident`: one command gathers who did what and who has to be told, and nothing of another time or place."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

from server.operator.serve import Serving
from tests.support.process import resfri
from tests.support.server import Browser, enter, make_meeting


async def test_the_pack_names_the_meetings_and_everybody_who_was_invited(
    server: Serving, agent: Browser, tmp_path: Path
) -> None:
    await make_meeting(agent, "Before", title="Another day")
    after = time.time()
    meeting, tokens = await make_meeting(agent, "Anna", "Bo", title="The meeting")
    async with await enter(server.origin, tokens[0]):
        pass
    file = tmp_path / "incident.json"
    code, printed = await resfri(
        tmp_path, "incident", "--after", datetime.fromtimestamp(after, UTC).isoformat(), str(file)
    )
    assert code == 0, printed
    pack = json.loads(file.read_text())
    assert [one["id"] for one in pack["meetings"]] == [meeting]
    assert {guest["name"]: guest["used_at"] is not None for guest in pack["guests"]} == {"Anna": True, "Bo": False}
    assert [one["email"] for one in pack["staff"]] == ["eva@example.se"]
    assert pack["summary"]["by_action"]["meeting_made"] == 1
    assert "Another day" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    again, complaint = await resfri(tmp_path, "incident", "--after", "2026-01-01T00:00", str(file))
    assert again == 1
    assert "exists already" in complaint


async def test_a_time_that_is_none_is_explained(tmp_path: Path) -> None:
    code, complaint = await resfri(tmp_path, "incident", "--after", "yesterday", str(tmp_path / "x.json"))
    assert code == 2
    assert "--after" in complaint
