"""Files in a meeting over the real server, with ClamAV's daemon: who gets what, and what is not let through
(R72-R78)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.operator.serve import Serving
from server.runtime.config import VirusScan
from server.services.vault import content_scope
from tests.support import documents
from tests.support.clamd import EICAR, answering, clamd_process, installed
from tests.support.polling import until
from tests.support.server import (
    Answer,
    Browser,
    Wire,
    enter,
    make_meeting,
    running_server,
    send_file,
    send_pieces,
    set_up,
)

pytestmark = pytest.mark.skipif(not installed(), reason="needs ClamAV; on Debian: apt install clamav-daemon")
LARGEST = 1 << 20


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with clamd_process(tmp_path_factory.mktemp("clamd")) as socket:
        yield socket


@pytest.fixture
async def server(tmp_path: Path, clamd: Path) -> AsyncIterator[Serving]:
    scanned = {
        "virus_scan": VirusScan.REQUIRED,
        "clamd_socket": await answering(clamd),
        "max_file_mib": 1,
        "max_meeting_mib": 4,
    }
    async with running_server(tmp_path, **scanned) as running:
        yield running


class People:
    """The host and Anna are inside; Bo may come."""

    def __init__(self, server: Serving, agent: Browser) -> None:
        self.server, self.agent = server, agent
        self.guests: list[Browser] = []

    async def close(self) -> None:
        for guest in self.guests:
            await guest.http.close()

    async def gather(self) -> People:
        self.meeting, (anna, self.bo_token) = await make_meeting(self.agent, "Anna", "Bo")
        self.host = await self.agent.connect(self.meeting)
        await self.host.next("joined")
        self.guest, self.anna = await self.come(anna)
        return self

    async def come(self, token: str) -> tuple[Browser, Wire]:
        guest = await enter(self.server.origin, token)
        self.guests.append(guest)
        wire = await guest.connect()
        waiting = (await wire.next("waiting"))["you"]
        await self.host.send({"type": "admit", "participant": waiting})
        await wire.next("joined")
        return guest, wire

    async def fetch(self, browser: Browser, file: str) -> Answer:
        return await browser.get(f"/api/meetings/{self.meeting}/files/{file}")


@pytest.fixture
async def people(server: Serving, agent: Browser) -> AsyncIterator[People]:
    gathered = await People(server, agent).gather()
    yield gathered
    await gathered.close()


async def arrived(wire: Wire) -> dict[str, object]:
    return dict((await wire.next("item"))["item"])


async def test_what_is_sent_to_all_reaches_all_whole_and_lies_sealed(people: People, tmp_path: Path) -> None:
    content = documents.pdf("Beslut") + b"" * 10
    answer = await send_file(people.agent, people.host, "Beslut åäö.pdf", content)
    assert answer.status == 200, answer.text
    item = await arrived(people.anna)
    assert (item["channel"], item["name"], item["key"]) == ("files", "Eva Berg", answer.json["id"])
    got = await people.fetch(people.guest, answer.json["id"])
    assert (got.status, got.text.encode("latin-1", "replace")) == (200, content)
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Beslut%20%C3%A5%C3%A4%C3%B6.pdf"
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert b"PDF" not in stored[0].read_bytes()
    assert "Beslut" not in stored[0].name
    events = {event.action.value for event in await people.server.running.core.audit.events(people.meeting)}
    assert {"file_sent", "file_fetched"} <= events


async def test_what_is_sent_to_one_is_nobody_elses(people: People) -> None:
    bo, wire = await people.come(people.bo_token)
    to = (await people.anna.next("joined"))["you"]
    sent = await send_file(people.agent, people.host, "a.txt", b"hej", to=to)
    assert (await arrived(people.anna))["key"] == sent.json["id"]
    assert (await people.fetch(people.guest, sent.json["id"])).status == 200
    assert (await people.fetch(bo, sent.json["id"])).status == 404
    assert wire.all("item") == []


async def test_the_right_ends_with_the_persons_right_to_be_there(people: People) -> None:
    sent = await send_file(people.agent, people.host, "a.txt", b"hej")
    you = (await people.anna.next("joined"))["you"]
    assert (await people.fetch(people.guest, sent.json["id"])).status == 200
    bo, _ = await people.come(people.bo_token)
    assert (await people.fetch(bo, sent.json["id"])).status == 404, "it was sent before Bo came"
    await people.host.send({"type": "remove", "participant": you})
    await people.anna.goodbye()
    assert (await people.fetch(people.guest, sent.json["id"])).status in (401, 404)
    async with Browser(people.server.origin) as stranger:
        assert (await people.fetch(stranger, sent.json["id"])).status == 401


async def test_a_file_that_is_removed_is_gone(people: People, tmp_path: Path) -> None:
    sent = await send_file(people.guest, people.anna, "a.txt", b"hej")
    assert sent.status == 200, sent.text
    item = {"type": "put", "place": "main", "channel": "files", "key": sent.json["id"], "payload": None}
    await people.host.send(item)
    await people.anna.next("item", 2)
    assert (await people.fetch(people.agent, sent.json["id"])).status == 404
    await until(lambda: not [path for path in (tmp_path / "files").rglob("*") if path.is_file()])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("eicar.txt", EICAR),
        ("eicar.pdf", documents.pdf(EICAR.decode().replace("\\", "\\\\").replace("(", "[")) + EICAR + b"\n%%EOF\n"),
        ("eicar.docx", documents.docx(**{"customXml/item1.xml": EICAR})),
        ("eicar.odt", documents.docx(**{"customXml/item1.xml": EICAR})),
    ],
)
async def test_what_the_scanner_knows_is_stopped(people: People, name: str, content: bytes) -> None:
    answer = await send_file(people.guest, people.anna, name, content)
    assert (answer.status, answer.json["code"]) in [(422, "file_infected"), (422, "file_broken")]
    assert answer.json["code"] == "file_infected" or name == "eicar.odt"
    assert people.host.all("item") == []


async def test_without_the_scanner_nothing_passes(tmp_path: Path) -> None:
    given = {"virus_scan": VirusScan.REQUIRED, "clamd_socket": tmp_path / "nobody"}
    async with running_server(tmp_path, **given) as server, Browser(server.origin) as host:
        await set_up(server, host)
        people = await People(server, host).gather()
        answer = await send_file(people.guest, people.anna, "a.txt", b"hej")
        assert (answer.status, answer.json["code"]) == (503, "scan_unavailable")
        assert [one.alert for one in server.running.core.alerts.seen] == ["scanner_down"]
        assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        await people.close()


@pytest.mark.parametrize(("more", "status"), [(-1, 200), (0, 200), (1, 413)])
async def test_the_limit_is_where_it_says(people: People, more: int, status: int) -> None:
    content = b"a" * (LARGEST + more)
    assert (await send_file(people.guest, people.anna, "a.txt", content)).status == status


async def test_a_scanner_that_looks_at_less_than_everything_lets_nothing_through(tmp_path: Path) -> None:
    with clamd_process(tmp_path / "small", largest="100K") as socket:
        given = {"virus_scan": VirusScan.REQUIRED, "clamd_socket": await answering(socket)}
        async with running_server(tmp_path / "other", **given) as server, Browser(server.origin) as host:
            await set_up(server, host)
            people = await People(server, host).gather()
            small = await send_file(people.guest, people.anna, "a.txt", b"a" * 50_000)
            large = await send_file(people.guest, people.anna, "a.txt", b"a" * 200_000)
            assert (small.status, large.status) == (200, 503)
            await people.close()


async def test_a_sending_goes_on_after_a_loss(people: People) -> None:
    content = b"a" * 600_000
    joined = await people.anna.next("joined")
    form = {"meeting": people.meeting, "participant": joined["you"], "place": "main", "name": "a.txt", "to": None}
    begun = (await people.guest.post("/api/uploads", {**form, "size": len(content)})).json
    path = f"/api/uploads/{begun['id']}"
    raw = {"Content_Type": "application/octet-stream"}
    first = await people.guest.send("PUT", path + "?offset=0", content[: begun["piece"]], **raw)
    assert first.json["received"] == begun["piece"]
    again = await people.guest.send("PUT", path + "?offset=0", content[: begun["piece"]], **raw)
    assert (again.status, again.json["code"]) == (409, "wrong_offset")
    too_much = await people.guest.send("PUT", path + f"?offset={begun['piece']}", b"a" * (begun["piece"] + 1), **raw)
    assert too_much.status == 413
    assert (await people.agent.get(path)).json["code"] == "upload_gone", "it is somebody else's"
    where = await people.guest.get(path)
    assert (await send_pieces(people.guest, where.json, content)).json["received"] == len(content)
    assert (await arrived(people.host))["key"] == begun["id"]


async def test_what_is_given_up_leaves_nothing(people: People, tmp_path: Path) -> None:
    joined = await people.anna.next("joined")
    form = {
        "meeting": people.meeting,
        "participant": joined["you"],
        "place": "main",
        "name": "a.txt",
        "to": None,
        "size": 500_000,
    }
    begun = (await people.guest.post("/api/uploads", form)).json
    path = f"/api/uploads/{begun['id']}"
    raw = {"Content_Type": "application/octet-stream"}
    await people.guest.send("PUT", path + "?offset=0", b"a" * 1000, **raw)
    assert (await people.guest.send("DELETE", path)).status == 204
    assert (await people.guest.get(path)).status == 404
    assert not [one for one in (tmp_path / "files").rglob("*") if one.is_file()]


async def test_there_are_so_many_at_once_and_so_much_in_all(people: People) -> None:
    joined = await people.anna.next("joined")
    form = {
        "meeting": people.meeting,
        "participant": joined["you"],
        "place": "main",
        "name": "a.txt",
        "to": None,
        "size": LARGEST,
    }
    codes = [(await people.guest.post("/api/uploads", form)).status for _ in range(2)]
    assert codes == [201, 409], "a quarter of what the meeting holds"
    mine = {**form, "participant": (await people.host.next("joined"))["you"]}
    assert [(await people.agent.post("/api/uploads", mine)).status for _ in range(4)] == [201, 201, 201, 409]
    stolen = {**form, "participant": mine["participant"]}
    assert (await people.guest.post("/api/uploads", stolen)).status == 404


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\u202etxt.exe", "x.exe", "a/../b.png", "\x00.txt", "a" * 201 + ".txt"]
)
async def test_a_name_is_only_ever_a_label(people: People, name: str, tmp_path: Path) -> None:
    answer = await send_file(people.guest, people.anna, name, b"hej")
    assert answer.status == 422 or answer.json["code"] == "bad_request"
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_all_of_it_ends_when_the_rule_says(people: People, tmp_path: Path) -> None:
    core, meeting = people.server.running.core, people.meeting
    await send_file(people.guest, people.anna, "a.txt", b"hej")
    await people.anna.send({"type": "put", "place": "main", "channel": "chat", "key": "k", "payload": "hej", "seq": 1})
    await people.anna.next("ok")
    await people.host.send({"type": "end_meeting"})
    await people.anna.goodbye()
    scope = content_scope(meeting)
    await until(lambda: not people.server.running.rooms.running())
    assert await core.vault.opens()
    await people.server.running.files.content.erase(meeting)
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    async with core.database.session() as session:
        from sqlalchemy import text

        for table in ("files", "room_items"):
            assert list(await session.execute(text(f"SELECT * FROM {table}"))) == []
        keys = await session.execute(text("SELECT scope FROM data_keys"))
        assert scope not in {row[0] for row in keys}
