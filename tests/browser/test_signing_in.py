"""Staff on their way in, as they go: the first administrator with a passkey, an invited colleague with password and
app, an agent through the organisation's identity provider; and what each can change afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.test_accessible import assert_accessible
from tests.support.browsers import PASSWORD, PHONE, Operator, Person, until
from tests.support.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    TWO_FACTORS,
    IdentityProvider,
    identity_provider,
)
from tests.support.stories import choose_app


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


def ask(person: Person, method: str, path: str, body: Any = None) -> Any:
    """A request of the page's own origin, as an administration page would make it."""
    answer = person.page.evaluate(
        """async ([method, path, body]) => {
            const headers = {"X-Resfri": "1", "Content-Type": "application/json"};
            const sent = method === "GET" ? {} : {method, headers, body: body && JSON.stringify(body)};
            const answer = await fetch(path, sent);
            return {status: answer.status, text: await answer.text()};
        }""",
        [method, path, body],
    )
    assert answer["status"] < 300, answer
    return answer["text"]


def invite(agent: Person, name: str, email: str) -> str:
    import json

    unit = json.loads(ask(agent, "GET", "/api/admin/units"))["units"][0]["id"]
    form = {"name": name, "email": email, "unit": unit, "role": "agent"}
    return str(json.loads(ask(agent, "POST", "/api/admin/staff", form))["link"])


def test_a_passkey_signs_in_without_an_address(agent: Person, operator: Operator) -> None:
    agent.page.goto(operator.origin + "/meetings")
    agent.page.get_by_role("button", name="Logga ut").click()
    agent.see("sign-in-passkey").click()
    agent.page.wait_for_url("**/meetings")
    assert agent.errors == []


def test_an_invited_colleague_chooses_password_and_app(agent: Person, operator: Operator, chromium: Browser) -> None:
    link = invite(agent, "Bo Ek", "bo@example.se")
    bo = Person(chromium, PHONE)
    bo.page.goto(link)
    bo.see("setup-form").wait_for()
    assert_accessible(bo, "an invitation")
    bo.see("method-totp").check()
    bo.page.locator('[name="password"]').fill("kort")
    bo.page.locator('[name="password"]').press("Enter")
    bo.page.locator('[aria-invalid="true"]').wait_for()
    assert_accessible(bo, "a password that is too short")
    bo.page.goto("about:blank")
    app = choose_app(bo, link)
    bo.page.goto(operator.origin + "/security")
    bo.see("session").wait_for()
    bo.page.get_by_role("button", name="Logga ut", exact=True).click()
    bo.page.wait_for_url("**/sign-in")
    assert_accessible(bo, "signing in")
    for name, value in (("email", "bo@example.se"), ("password", PASSWORD), ("code", "000000")):
        bo.page.locator(f'[name="{name}"]').fill(value)
    bo.page.locator('[name="code"]').press("Enter")
    bo.page.get_by_role("alert").wait_for()
    assert "stämmer inte" in bo.page.get_by_role("alert").inner_text()
    assert_accessible(bo, "a sign-in that failed")
    bo.page.locator('[name="code"]').fill(app.code())
    bo.page.locator('[name="code"]').press("Enter")
    bo.page.wait_for_url("**/meetings")
    assert bo.errors == []
    bo.close()


def test_what_is_shown_while_an_app_is_connected(agent: Person, chromium: Browser) -> None:
    person = Person(chromium)
    person.page.goto(invite(agent, "Cia Dahl", "cia@example.se"))
    person.see("method-totp").check()
    person.page.locator('[name="password"]').fill(PASSWORD)
    person.page.locator('[name="password"]').press("Enter")
    person.see("seed").wait_for()
    assert_accessible(person, "the app's QR code")
    person.page.locator('[name="app-code"]').fill("000000")
    person.page.locator('[name="app-code"]').press("Enter")
    person.page.locator('[aria-invalid="true"]').wait_for()
    from tests.support.authenticator import App

    app = App(person.see("seed").inner_text().replace(" ", ""))
    person.page.locator('[name="app-code"]').fill(app.code())
    person.page.locator('[name="app-code"]').press("Enter")
    person.see("recovery-codes").wait_for()
    assert person.page.locator("recovery-codes li").count() == 10
    assert_accessible(person, "the recovery codes")
    person.close()


def test_an_agent_comes_through_the_organisations_provider(
    agent: Person, operator: Operator, chromium: Browser, provider: IdentityProvider
) -> None:
    setting = {
        "issuer": provider.issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "acr": TWO_FACTORS,
        "roles": {"handläggare": "agent"},
    }
    ask(agent, "PUT", "/api/admin/settings/oidc", setting)
    frida = Person(chromium)
    frida.page.goto(operator.origin + "/o/storstad/sign-in")
    frida.see("sign-in-provider").wait_for()
    assert_accessible(frida, "signing in with a provider")
    frida.see("sign-in-provider").click()
    frida.page.get_by_role("button", name="frida").click()
    frida.page.wait_for_url("**/meetings")
    assert "code=" not in frida.page.url
    frida.page.goto(operator.origin + "/security")
    frida.page.get_by_text("organisationens inloggningstjänst").wait_for()
    assert frida.errors == []
    frida.close()

    gerd = Person(chromium)
    gerd.page.goto(operator.origin + "/sign-in")
    gerd.see("sign-in-provider").click()
    gerd.page.get_by_role("button", name="gerd").click()
    gerd.see("provider-problem").wait_for()
    assert "inte stark nog" in gerd.see("provider-problem").inner_text()
    assert_accessible(gerd, "a provider's refusal")
    gerd.close()


def test_what_is_sensitive_asks_once_more_and_then_goes_on(agent: Person, operator: Operator) -> None:
    agent.page.goto(operator.origin + "/security")
    agent.see("passkey").wait_for()
    assert_accessible(agent, "sign-in and security")
    # As after five minutes.
    agent.page.evaluate("""() => {
        const fetched = window.fetch.bind(window);
        let asked = false;
        window.fetch = async (path, options) => {
            if (asked || !String(path).startsWith("/api/me/passkeys/") || options.method !== "PUT")
                return fetched(path, options);
            asked = true;
            const text = {sv: "Visa igen att det är du.", en: "Show again that it is you."};
            const problem = {code: "step_up_needed", blame: "user", text, fields: {}};
            return new Response(JSON.stringify(problem), {status: 403});
        };
    }""")
    agent.see("rename-passkey").click()
    agent.page.locator('[name="passkey-name"]').fill("Arbetsdatorn")
    agent.page.locator('[name="passkey-name"]').press("Enter")
    agent.see("step-up-passkey").wait_for()
    assert_accessible(agent, "the step-up dialog")
    agent.see("step-up-passkey").click()
    until(lambda: "Arbetsdatorn" in agent.see("passkey").inner_text(), "the passkey has its name")
    assert agent.errors == []


def test_the_last_way_in_stays(agent: Person, operator: Operator) -> None:
    agent.page.goto(operator.origin + "/security")
    agent.see("remove-passkey").click()
    agent.see("confirm").click()
    alert = agent.page.locator("ui-dialog [role=alert], form [role=alert]").first
    alert.wait_for()
    assert "enda sätt" in alert.inner_text()
    assert_accessible(agent, "a refusal to remove the last way in")


def test_signing_out_everywhere(agent: Person, operator: Operator) -> None:
    agent.page.goto(operator.origin + "/security")
    agent.see("everywhere").click()
    agent.see("confirm").click()
    agent.page.wait_for_url("**/sign-in")
    agent.see("sign-in-passkey").click()
    agent.page.wait_for_url("**/meetings")
    assert agent.errors == []
