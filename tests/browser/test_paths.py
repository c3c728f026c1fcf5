"""However narrow the network is: media flows over UDP, over TCP, over IPv6, and through a TURN server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.support.browsers import ARGUMENTS, CHROMIUM, PHONE, Operator, Person, until
from tests.support.networks import NO_UDP, ONLY_IPV6, relay_only
from tests.support.relay import TurnServer, own_address
from tests.support.stories import admit, knock, make_meeting, open_room, video_progress, wait_for_pictures

pytestmark = pytest.mark.media

TURN_UDP = relay_only("turn:", "udp")
TURN_TCP = relay_only("turn:", "tcp")
TURN_TLS = relay_only("turns:", "tcp")


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TurnServer]:
    running = TurnServer(tmp_path_factory.mktemp("turn"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium(turn: TurnServer, playwright: Playwright) -> Iterator[Browser]:
    """Trusts the TURN server's certificate, which no authority has signed, by its key."""
    trust = f"--ignore-certificate-errors-spki-list={turn.pin}"
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, trust])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def operator(turn: TurnServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    running = Operator(tmp_path_factory.mktemp("data"), **turn.settings)
    yield running
    running.assert_no_codec_was_opened()
    assert running.stop() == 0, running.printed


@pytest.mark.parametrize(
    ("network", "candidate", "protocol"),
    [
        ("", "prflx host", "udp"),
        (NO_UDP, "prflx host", "tcp"),
        (TURN_UDP, "relay", "udp"),
        (TURN_TCP, "relay", "tcp"),
        (TURN_TLS, "relay", "tls"),
    ],
    ids=["direct", "tcp", "turn udp", "turn tcp", "turn tls"],
)
def test_sound_and_picture_flow(
    network: str, candidate: str, protocol: str, agent: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(chromium, link, network=network)
    open_room(agent)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    wait_for_pictures(guest, 1)
    wait_for_pictures(agent, 1)
    path = guest.path()
    assert path["candidateType"] in candidate
    assert (path["relayProtocol"] or path["protocol"]) == protocol
    guest.choose_more("devices")
    guest.see("path", way="relay" if candidate == "relay" else "direct", protocol=protocol).wait_for()
    assert not any(character.isdigit() for character in guest.see("path").inner_text()), "an address is shown"
    restart(guest)
    assert guest.path()["candidateType"] in candidate
    assert guest.errors == []
    guest.close()


def restart(guest: Person) -> None:
    """The guest's way is looked for anew, as after a change of network, and found."""
    before = ice_user(guest)
    guest.page.locator("resfri-room").evaluate("(room) => room.session.peer.resume(true)")
    until(lambda: ice_user(guest) != before, "new ICE credentials")
    frames = sum(video_progress(guest).values())
    until(lambda: sum(video_progress(guest).values()) > frames + 20, "the picture goes on")


def ice_user(guest: Person) -> str:
    sdp = guest.page.locator("resfri-room").evaluate("(room) => room.session.peer.connection.localDescription.sdp")
    return next(line for line in str(sdp).splitlines() if line.startswith("a=ice-ufrag:"))


@pytest.mark.skipif(own_address(6) is None, reason="this machine has no IPv6 address")
def test_sound_and_picture_flow_over_ipv6(agent: Person, operator: Operator, chromium: Browser) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(chromium, link, network=ONLY_IPV6)
    open_room(agent)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    wait_for_pictures(guest, 1)
    wait_for_pictures(agent, 1)
    assert ":" in guest.path()["to"]
    guest.close()


def test_a_guest_whom_only_a_relay_reaches_is_told_that_it_works(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = Person(chromium, PHONE, TURN_TLS)
    guest.page.goto(link)
    guest.see("start-check").click()
    guest.see("network-result", udp="false", tcp="false", relay="true").wait_for()
    guest.close()
