"""What somebody has begun to send and does not finish is nobody else's loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.operator.serve import Serving
from tests.support.polling import until
from tests.support.server import Browser, Wire, enter, make_meeting

RAW = {"Content_Type": "application/octet-stream"}


async def begin(browser: Browser, wire: Wire, joined: int = 1) -> Any:
    told = await wire.next("joined", joined)
    form = {"meeting": told["meeting"]["id"], "participant": told["you"], "place": "main", "to": None}
    answer = await browser.post("/api/uploads", {**form, "name": "a.txt", "size": 1000})
    return answer.json["id"] if answer.status == 201 else answer.json["code"]


def lying(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


async def test_it_ends_with_the_person_who_leaves(server: Serving, agent: Browser, tmp_path: Path) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    anna = await enter(server.origin, token)
    async with anna:
        for turn in range(3):
            wire = await anna.connect()
            if turn == 0:
                await host.send({"type": "admit", "participant": (await wire.next("waiting"))["you"]})
            ids = [await begin(anna, wire) for _ in range(4)]
            assert ids.pop() == "too_many_files"
            sent = await anna.send("PUT", f"/api/uploads/{ids[0]}?offset=0", b"a" * 10, **RAW)
            assert sent.status == 200, sent.text
            assert len(lying(tmp_path)) == 1
            await wire.send({"type": "leave"})
            await wire.goodbye()
            await until(lambda: lying(tmp_path) == [])
            assert [(await anna.get(f"/api/uploads/{one}")).json["code"] for one in ids] == ["upload_gone"] * 3


async def test_it_ends_with_the_person_who_waits_again(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    async with await enter(server.origin, token) as anna:
        wire = await anna.connect()
        you = (await wire.next("waiting"))["you"]
        await host.send({"type": "admit", "participant": you})
        upload = await begin(anna, wire)
        await host.send({"type": "return_to_lobby", "participant": you})
        await wire.next("waiting", 2)
        await host.send({"type": "admit", "participant": you})
        await wire.next("joined", 2)
        answer = await anna.send("PUT", f"/api/uploads/{upload}?offset=0", b"a" * 1000, **RAW)
        assert answer.json["code"] == "upload_gone"
