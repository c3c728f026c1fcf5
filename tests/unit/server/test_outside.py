"""Where organisations' settings may lead: not into the server's own network, whatever the address looks like."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network

import aiohttp
import pytest

from auth.signin.oidc import Fault, OidcError
from server.adapters.audit_export import deliver
from server.adapters.mail import SmtpMailer
from server.adapters.oidc import OidcClient
from server.adapters.outside import EVERYWHERE, Inner, Outside, is_inner
from server.adapters.sms import HttpSms
from server.runtime.config import Settings
from server.services.audit.export import NotDelivered
from server.services.delivery.mail import MailMessage, MailTrouble, NotSent
from server.services.delivery.sms import SmsNotSent, SmsTrouble
from server.wire.api import AuditExportSettings, MailSettings, OidcSettings, SmsSettings

OUTER = ("192.88.0.1", "8.8.8.8", "2a00:1450:400f:80d::200e", "::ffff:8.8.8.8", "64:ff9b::808:808")
INNER = (
    "0.0.0.0", "127.0.0.1", "127.255.1.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "localhost", "", "127.1", "0x7f000001", "8.8.8.8.",
)  # fmt: skip


@pytest.mark.parametrize("address", OUTER)
def test_what_everybody_can_reach_is_outside(address: str) -> None:
    assert Outside().may(address)


@pytest.mark.parametrize("address", INNER)
def test_the_servers_own_network_is_not_however_it_is_written(address: str) -> None:
    assert not Outside().may(address)


def test_the_operator_may_open_a_network_and_no_more() -> None:
    opened = Outside((ip_network("10.20.0.0/16"), ip_network("fd00:1::/32")))
    assert [address for address in (*INNER, "10.20.9.9", "::ffff:10.20.0.1", "fd00:1::5", "10.21.0.1")
            if opened.may(address)] == ["10.20.9.9", "::ffff:10.20.0.1", "fd00:1::5"]  # fmt: skip


def test_nothing_inner_is_open_by_default() -> None:
    assert (Settings().inner_networks, Settings().plain_mail) == ([], False)


# --- a service of this machine, which would answer ---


@pytest.fixture
async def listening() -> AsyncIterator[tuple[int, list[str]]]:
    """Its port, and what reached it."""
    from aiohttp import web

    reached: list[str] = []

    async def take(request: web.BaseRequest) -> web.Response:
        reached.append(request.path)
        return web.json_response({})

    runner = web.ServerRunner(web.Server(take))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1], reached
    await runner.cleanup()


Way = Callable[[Outside, str], Awaitable[bool]]


async def sms(outside: Outside, address: str) -> bool:
    where = SmsSettings(url=f"http://{address}/", body="json", auth="bearer", sender="Kommunen", fields={"to": "{to}"})
    try:
        await HttpSms(outside).send(where, "+46701234567", "Hej")
    except SmsNotSent as error:
        return error.trouble is SmsTrouble.INNER
    return False


async def mail(outside: Outside, address: str) -> bool:
    host, _, port = address.partition(":")
    where = MailSettings(host=host, port=int(port), sender="moten@example.se")
    with pytest.raises(NotSent) as caught:
        await SmtpMailer(outside).send(where, MailMessage("a@example.se", "Hej", "Hej"))
    return caught.value.trouble is MailTrouble.INNER


async def provider(outside: Outside, address: str) -> bool:
    with pytest.raises(OidcError) as caught:
        await OidcClient(lambda: 0.0, outside).begin(
            OidcSettings(issuer=f"http://{address}", client_id="resfri"), "https://meet.example.se/back"
        )
    return caught.value.fault is Fault.INNER


async def trail(outside: Outside, address: str) -> bool:
    inner = []
    for place in (AuditExportSettings(kind="syslog", address=address),
                  AuditExportSettings(kind="https", address=f"https://{address}/")):  # fmt: skip
        with pytest.raises(NotDelivered) as caught:
            await deliver(outside, place, [])
        inner.append("RESFRI_INNER_NETWORKS" in str(caught.value))
    return all(inner)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("way", [sms, mail, provider, trail])
async def test_no_setting_reaches_a_service_of_this_machine_and_an_open_port_looks_as_a_closed_one(
    listening: tuple[int, list[str]], way: Way, host: str
) -> None:
    port, reached = listening
    assert [await way(Outside(), f"{host}:{one}") for one in (port, 9)] == [True, True]
    assert reached == []


async def test_what_the_operator_has_opened_is_reached(listening: tuple[int, list[str]]) -> None:
    port, reached = listening
    await sms(Outside(EVERYWHERE), f"127.0.0.1:{port}")
    assert reached == ["/"]


async def test_a_name_is_judged_by_where_it_leads_and_by_every_answer(
    monkeypatch: pytest.MonkeyPatch, listening: tuple[int, list[str]]
) -> None:
    port, reached = listening
    asked: list[str] = []

    def answer(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(Inner):
        await Outside().connect("inside.example.se", port)
    async with Outside().session(aiohttp.ClientTimeout(total=5)) as http:
        with pytest.raises(aiohttp.ClientError) as caught:
            await http.get(f"http://inside.example.se:{port}/")
    assert is_inner(caught.value)
    assert (set(asked), reached) == ({"inside.example.se"}, [])


async def test_mail_without_tls_is_sent_only_where_the_operator_lets_it(listening: tuple[int, list[str]]) -> None:
    where = MailSettings(host="127.0.0.1", port=listening[0], security="none", sender="moten@example.se")
    with pytest.raises(NotSent) as caught:
        await SmtpMailer(Outside(EVERYWHERE)).send(where, MailMessage("a@example.se", "Hej", "Hej"))
    assert caught.value.trouble is MailTrouble.PLAIN
