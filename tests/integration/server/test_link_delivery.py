"""The host sends a guest's link by SMS or e-mail, through services that really take it."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from server.operator.serve import Serving
from server.wire.api import MailSettings
from tests.support.server import Answer, Browser, enter, make_meeting
from tests.support.sms_service import SmsService, sms_service
from tests.support.staff import first_account

GUEST = {"name": "Anna Andersson", "kind": "client", "phone": "070-123 45 67", "email": "anna@example.se"}


class Letterbox:
    """Takes every letter, or none."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return "550 no"
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 OK"


@pytest.fixture
async def letterbox() -> AsyncIterator[tuple[Letterbox, int]]:
    box = Letterbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box, hostname="mail"), "127.0.0.1", 0)
    yield box, server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


@pytest.fixture
async def service() -> AsyncIterator[SmsService]:
    async with sms_service() as running:
        yield running


async def send(agent: Browser, meeting: str, by: str, token: str | None = None) -> Answer:
    (invitation,) = (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]
    return await agent.post(f"/api/meetings/{meeting}/invitations/{invitation['id']}/send", {"by": by, "token": token})


async def set_up_mail(server: Serving, port: int) -> None:
    mail = MailSettings(host="127.0.0.1", port=port, security="none", sender="moten@example.se")
    await server.running.core.settings.put(await first_account(server), mail)


async def test_a_link_by_sms_opens_the_meeting_and_says_nothing_else(
    server: Serving, agent: Browser, service: SmsService
) -> None:
    await server.running.core.settings.put(await first_account(server), service.elks)
    meeting, (token,) = await make_meeting(agent, guests=[GUEST], title="Barnets bästa")
    answer = await send(agent, meeting, "sms", token)
    assert answer.status == 200, answer.text
    ((to, sender, text),) = service.inbox
    assert to == "+46701234567"
    assert f"{server.origin}/m#{token}" in text
    for told in ("Storstad", "Socialtjänsten", "Barnets", "Eva", "Anna"):
        assert told not in text + sender
    guest = await enter(server.origin, token)
    await guest.http.close()
    actions = [one.action for one in await server.running.core.audit.events(meeting)]
    assert actions.count("link_sent") == 1


async def test_without_the_old_link_a_new_one_is_made_and_the_old_one_dies(
    server: Serving, agent: Browser, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox
    await set_up_mail(server, port)
    meeting, (old,) = await make_meeting(agent, guests=[GUEST], title="Barnets bästa")
    answer = await send(agent, meeting, "mail")
    assert answer.status == 200, answer.text
    link = answer.json["link"]["url"]
    (letter,) = box.letters
    text = letter.get_content()
    assert link in text
    assert (letter["To"], letter["From"]) == ("anna@example.se", "moten@example.se")
    for told in ("Storstad", "Socialtjänsten", "Barnets", "Eva", "Anna Andersson"):
        assert told not in f"{letter['Subject']}{text}"
    async with Browser(server.origin) as stranger:
        assert (await stranger.post("/api/guest/check", {"token": old})).json["code"] == "bad_link"
        assert (await stranger.post("/api/guest/check", {"token": link.partition("#")[2]})).status == 200


@pytest.mark.parametrize("by", ["sms", "mail"])
async def test_what_is_not_set_up_is_said_and_changes_nothing(server: Serving, agent: Browser, by: str) -> None:
    meeting, (token,) = await make_meeting(agent, guests=[GUEST])
    answer = await send(agent, meeting, by)
    assert (answer.status, answer.json["code"]) == (409, "not_set_up")
    async with Browser(server.origin) as stranger:
        assert (await stranger.post("/api/guest/check", {"token": token})).status == 200


async def test_a_guest_without_an_address_a_wrong_secret_and_a_refusing_server(
    server: Serving, agent: Browser, letterbox: tuple[Letterbox, int], service: SmsService
) -> None:
    box, port = letterbox
    await set_up_mail(server, port)
    await server.running.core.settings.put(await first_account(server), service.elks)
    meeting, _ = await make_meeting(agent, "Bo")
    for by in ("sms", "mail"):
        assert (await send(agent, meeting, by)).json["code"] == "no_contact"
    other, (theirs,) = await make_meeting(agent, guests=[GUEST])
    mine, (token,) = await make_meeting(agent, guests=[GUEST])
    assert (await send(agent, mine, "mail", theirs)).status == 404
    box.refuses = True
    refused = await send(agent, mine, "mail", token)
    assert (refused.status, refused.json["code"]) == (502, "mail_not_sent")
    service.status = 500
    assert (await send(agent, mine, "sms", token)).json["code"] == "sms_not_sent"
    assert (box.letters, service.inbox) == ([], [])
    assert "link_sent" not in [one.action for one in await server.running.core.audit.events(mine)]
    assert other != mine


async def test_nobody_can_be_flooded(server: Serving, agent: Browser, service: SmsService) -> None:
    await server.running.core.settings.put(await first_account(server), service.elks)
    meeting, (token,) = await make_meeting(agent, guests=[GUEST])
    codes = [(await send(agent, meeting, "sms", token)).status for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    assert len(service.inbox) == 5
