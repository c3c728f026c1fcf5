"""One Chromium for all, and per test file one server and an agent who has made the first account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support.browsers import ARGUMENTS, CHROMIUM, Operator, Person
from tests.support.stories import make_first_account


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    running = Operator(tmp_path_factory.mktemp("data"))
    yield running
    running.assert_no_codec_was_opened()
    assert running.stop() == 0, running.printed


@pytest.fixture(scope="module")
def agent(chromium: Browser, operator: Operator) -> Iterator[Person]:
    person = Person(chromium)
    make_first_account(person, operator)
    yield person
    person.close()
