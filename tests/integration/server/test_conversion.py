"""Office documents as PDF over the real server: who may, and what is refused.  The converter is a stand-in here;
``tests/integration/test_office.py`` has the real one."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import pytest

from server.operator.serve import Serving
from server.services.files.conversion import AT_ONCE, MOST_OF_MEETING, MOST_OF_TENANT, MOST_WAITING
from server.services.files.ports import ConversionFailedError, ConversionUnavailableError
from tests.support import documents
from tests.support.polling import until
from tests.support.server import Answer, Browser, Wire, enter, make_meeting, send_file


@dataclass
class Printer:
    """Answers with this PDF, or fails so; holds back while ``gate`` is closed."""

    result: bytes | Exception = field(default_factory=documents.pdf)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)

    async def to_pdf(self, content: bytes, ending: str) -> bytes:
        self.asked.append(ending)
        await self.gate.wait()
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@pytest.fixture
def printer(server: Serving, monkeypatch: pytest.MonkeyPatch) -> Printer:
    made = Printer()
    made.gate.set()
    monkeypatch.setattr(server.running.files.conversions, "_converter", made)
    return made


async def gathered(server: Serving, agent: Browser) -> tuple[str, Wire, Browser, Wire]:
    meeting, [token] = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    guest = await enter(server.origin, token)
    anna = await guest.connect()
    await host.send({"type": "admit", "participant": (await anna.next("waiting"))["you"]})
    await anna.next("joined")
    return meeting, host, guest, anna


async def convert(browser: Browser, meeting: str, file: str) -> Answer:
    return await browser.post(f"/api/meetings/{meeting}/files/{file}/pdf", {})


async def test_a_document_becomes_a_file_of_its_own(server: Serving, agent: Browser, printer: Printer) -> None:
    meeting, host, guest, _ = await gathered(server, agent)
    sent = await send_file(agent, host, "Plan.DOCX", documents.docx())
    made = await convert(guest, meeting, sent.json["id"])
    assert made.status == 201, made.text
    assert printer.asked == ["docx"]
    got = await guest.get(f"/api/meetings/{meeting}/files/{made.json['id']}")
    assert (got.status, got.headers["Content-Type"]) == (200, "application/pdf")
    assert got.text.encode() == documents.pdf()
    assert "Plan.pdf" in got.headers["Content-Disposition"]
    again = await convert(agent, meeting, sent.json["id"])
    assert again.json["id"] == made.json["id"]
    assert len(printer.asked) == 1
    events = {event.action.value for event in await server.running.core.audit.events(meeting)}
    assert "document_converted" in events
    await guest.http.close()


async def test_only_who_has_it_has_it_converted(server: Serving, agent: Browser, printer: Printer) -> None:
    meeting, host, guest, anna = await gathered(server, agent)
    to_anna = await send_file(agent, host, "a.docx", documents.docx(), to=(await anna.next("joined"))["you"])
    picture = await send_file(agent, host, "b.png", documents.png())
    assert (await convert(guest, meeting, to_anna.json["id"])).json["code"] == "not_yours"
    assert (await convert(guest, meeting, picture.json["id"])).json["code"] == "file_kind"
    assert (await convert(guest, meeting, "unknown")).status == 404
    async with Browser(server.origin) as stranger:
        assert (await convert(stranger, meeting, to_anna.json["id"])).status == 401
    assert printer.asked == []
    await guest.http.close()


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (ConversionUnavailableError(), "converter_unavailable"),
        (ConversionFailedError(), "not_converted"),
        (b"no PDF at all", "not_converted"),
    ],
)
async def test_what_cannot_be_converted_is_said(
    server: Serving, agent: Browser, printer: Printer, result: bytes | Exception, code: str
) -> None:
    meeting, host, guest, _ = await gathered(server, agent)
    printer.result = result
    sent = await send_file(agent, host, "a.docx", documents.docx())
    assert (await convert(agent, meeting, sent.json["id"])).json["code"] == code
    await guest.http.close()


async def test_a_few_are_converted_at_once_and_no_meeting_has_every_place(
    server: Serving, agent: Browser, printer: Printer
) -> None:
    printer.gate.clear()
    meetings = [await gathered(server, agent) for _ in range(3)]
    sent = [(await send_file(agent, host, "a.docx", documents.docx())).json["id"] for _, host, _, _ in meetings]
    asked: list[asyncio.Task[Answer]] = []
    conversions = server.running.files.conversions

    async def ask(which: int, most: int) -> None:
        """Until one more is refused."""
        meeting, guest = meetings[which][0], meetings[which][2]
        for _ in range(most):
            asked.append(asyncio.create_task(convert(guest, meeting, sent[which])))
            await until(lambda: conversions._asked[""] == len(asked))
        assert (await convert(agent, meeting, sent[which])).json["code"] == "converter_busy"

    await ask(0, MOST_OF_MEETING)
    await ask(1, MOST_OF_TENANT - MOST_OF_MEETING)
    await ask(2, 0)
    assert len(printer.asked) == AT_ONCE
    assert MOST_OF_TENANT * 2 <= MOST_WAITING, "another organisation finds a place"
    printer.gate.set()
    assert [answer.status for answer in await asyncio.gather(*asked)] == [201] * MOST_OF_TENANT
    assert +conversions._asked == Counter()
    for _, _, guest, _ in meetings:
        await guest.http.close()
