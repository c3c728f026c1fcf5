"""A server that is being drained, as people see it: their meeting goes on, and a new one says when to try again."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browsers import Operator, Person
from tests.support.stories import admit, knock, make_first_account, make_meeting, open_room, wait_for_pictures

pytestmark = pytest.mark.media


def test_a_meeting_goes_on_and_a_new_one_is_refused_with_a_sentence(chromium: Browser, tmp_path: Path) -> None:
    operator = Operator(tmp_path, MEDIA_WORKERS="1", SEAT_GRACE_SECONDS="2")
    agent = Person(chromium)
    make_first_account(agent, operator)
    (later,) = make_meeting(agent, operator, "Bo")
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(chromium, link)
    open_room(agent)
    operator.process.send_signal(signal.SIGUSR1)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    wait_for_pictures(guest, 1)

    refused = Person(chromium)
    refused.page.goto(later)
    refused.see("start-check").click()
    refused.see("self-view").wait_for()
    refused.see("enter").click()
    refused.wait_for_phase("ended")
    assert refused.see("ended").get_attribute("data-reason") == "refused"
    assert "Försök igen om några minuter" in refused.see("ended").inner_text()
    assert refused.see("again").is_visible()

    refused.close()
    guest.close()
    agent.close()
    assert operator.process.wait(timeout=90) == 0
    operator.stop()
