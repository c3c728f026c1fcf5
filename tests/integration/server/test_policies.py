"""Administrators set the bar, with a reason where they lower it, and every door holds to it."""

from __future__ import annotations

from typing import Any

import pytest

from auth import meeting_classes
from auth.meeting_classes import Way
from auth.model import GuestKind, StaffRole
from server.operator.serve import Serving
from server.wire.api import EidSettings, SmsSettings
from tests.support.server import Answer, Browser, enter, make_meeting
from tests.support.staff import colleague, first_account, new_organisation, new_unit

REASON = "Socialnämnden 2026-11-20, § 14: äldre utan e-legitimation"


async def decide(browser: Browser, meeting_class: str, *ways: str, **more: Any) -> Answer:
    form = {"meeting_class": meeting_class, "allowed": True, "ways": list(ways)}
    return await browser.post("/api/admin/policies", {**form, **more})


def offered(answer: Answer, meeting_class: str) -> dict[str, Any]:
    assert answer.status == 200, answer.text
    return next(one for one in answer.json["classes"] if one["meeting_class"] == meeting_class)


async def test_what_a_unit_is_offered_out_of_the_box(server: Serving, agent: Browser) -> None:
    policies = await agent.get("/api/policies")
    protected = offered(policies, "protected")
    assert protected["ways"] == ["link", "shown"]
    assert protected["not_set_up"] == ["sms", "sms+shown", "eid"]
    assert (protected["exists"], protected["allowed"], protected["shared_link"]) == (True, True, False)
    assert offered(policies, "open")["shared_link"] is True
    sensitive = offered(policies, "sensitive")
    assert (sensitive["exists"], sensitive["ways"], sensitive["not_set_up"]) == (False, [], ["eid"])
    assert (policies.json["sms"], policies.json["mail"]) == (False, False)


async def test_lowering_the_bar_needs_a_reason_that_is_kept_with_who_and_when(server: Serving, agent: Browser) -> None:
    assert (await decide(agent, "protected", "shown")).status == 200
    refused = await decide(agent, "protected", "link", "shown")
    assert (refused.status, set(refused.json["fields"])) == (422, {"decision"})
    assert (await decide(agent, "protected", "link", "shown", decision=REASON)).status == 200
    refused = await decide(agent, "sensitive", "link", "eid", decision=REASON)
    assert (refused.status, set(refused.json["fields"])) == (422, {"ways"})
    overview = (await agent.get("/api/admin/policies")).json
    newest, oldest = overview["history"]
    assert (newest["decision"], newest["decided_by"], newest["unit"]) == (REASON, "Eva Berg", None)
    assert newest["decided_at"] >= oldest["decided_at"]
    assert (oldest["ways"], oldest["decision"]) == (["shown"], "")


async def test_a_units_own_decision_goes_before_the_organisations(server: Serving, agent: Browser) -> None:
    eva = await first_account(server)
    unit = await new_unit(server, eva.tenant_id, "Försörjningsstöd")
    bo = await colleague(server, "Bo", unit_id=unit)
    assert (await decide(agent, "open", "link", unit=unit, allowed=False)).status == 200
    assert offered(await bo.get("/api/policies"), "open")["allowed"] is False
    assert offered(await agent.get("/api/policies"), "open")["allowed"] is True
    refused = await bo.post("/api/meetings", {"title": "T", "meeting_class": "open"})
    assert (refused.status, refused.json["code"]) == (403, "class_not_allowed")
    assert (await agent.post("/api/meetings", {"title": "T", "meeting_class": "open"})).status == 201
    places = (await agent.get("/api/admin/policies")).json["units"]
    bars = {place["name"]: {bar["meeting_class"]: bar for bar in place["bars"]} for place in places}
    assert bars["Försörjningsstöd"]["open"] == {
        "meeting_class": "open",
        "allowed": False,
        "ways": ["link"],
        "own": True,
    }
    assert bars[""]["open"]["allowed"] is True
    await bo.http.close()


async def test_only_administrators_decide_and_nobody_about_another_organisation(
    server: Serving, agent: Browser
) -> None:
    tenant, unit = await new_organisation(server, "Lillstad")
    for role, sees in ((StaffRole.AGENT, 403), (StaffRole.UNIT_ADMINISTRATOR, 403), (StaffRole.AUDITOR, 200)):
        somebody = await colleague(server, role.value, role)
        assert (await decide(somebody, "protected", "eid")).status == 403
        assert (await somebody.get("/api/admin/policies")).status == sees
        await somebody.http.close()
    refused = await decide(agent, "protected", "eid", unit=unit)
    assert (refused.status, set(refused.json["fields"])) == (422, {"unit"})
    elsewhere = await colleague(server, "Cleo", StaffRole.ADMINISTRATOR, tenant_id=tenant, unit_id=unit)
    assert (await decide(elsewhere, "protected", "shown")).status == 200
    assert "link" in offered(await agent.get("/api/policies"), "protected")["ways"]
    assert (await agent.get("/api/admin/policies")).json["history"] == []
    await elsewhere.http.close()


async def test_the_bar_holds_when_inviting_entering_and_coming_back(server: Serving, agent: Browser) -> None:
    meeting, (first, second) = await make_meeting(agent, "Anna", "Bo")
    anna = await enter(server.origin, first)
    wire = await anna.connect()
    await wire.next("waiting")
    assert (await decide(agent, "protected", "shown")).status == 200
    refused = await agent.post(f"/api/meetings/{meeting}/invitations", {"name": "Cleo", "kind": "client"})
    assert (refused.status, set(refused.json["fields"])) == (422, {"identification"})
    guest = {"name": "Cleo", "kind": "client", "identification": "shown"}
    assert (await agent.post(f"/api/meetings/{meeting}/invitations", guest)).status == 201
    async with Browser(server.origin) as bo:
        refused = await bo.post("/api/guest/enter", {"token": second})
        assert (refused.status, refused.json["code"]) == (403, "too_weak")
    refused = await anna.post("/api/ticket", {})
    assert (refused.status, refused.json["code"]) == (403, "too_weak")
    refused = await agent.post(
        "/api/meetings",
        {"title": "T", "meeting_class": "protected", "guests": [guest, {"name": "Disa", "kind": "client"}]},
    )
    assert set(refused.json["fields"]) == {"guests.1.identification"}
    actions = [event.action for event in await server.running.core.audit.events(meeting)]
    assert actions.count("entry_refused") == 2
    await wire.close()
    await anna.http.close()


async def test_an_open_meeting_has_no_common_link_where_a_link_is_not_enough(server: Serving, agent: Browser) -> None:
    assert (await decide(agent, "open", "shown")).status == 200
    answer = await agent.post("/api/meetings", {"title": "T", "meeting_class": "open"})
    assert answer.json["invitations"] == []


@pytest.mark.parametrize("kind", GuestKind)
async def test_a_sensitive_meeting_is_refused_until_it_exists_and_then_by_its_own_rules(
    server: Serving, agent: Browser, monkeypatch: pytest.MonkeyPatch, kind: GuestKind
) -> None:
    """Each way of identification, with everything set up, before and after a decision (R1)."""
    eva = await first_account(server)
    eid = EidSettings(issuer="https://eid.example.se", client_id="resfri")
    sms = SmsSettings(url="https://sms.example.se", body="form", auth="basic", sender="K", fields={"to": "{to}"})
    for value in (eid, sms):
        await server.running.core.settings.put(eva, value)

    async def make(way: Way) -> Answer:
        guest = {"name": "Anna", "kind": kind, "identification": way, "phone": "0701234567", "number": "811218-9876"}
        return await agent.post("/api/meetings", {"title": "T", "meeting_class": "sensitive", "guests": [guest]})

    for way in Way:
        assert (await make(way)).json["code"] == "class_unavailable"
    monkeypatch.setattr(meeting_classes, "END_TO_END_READY", True)
    assert {way: (await make(way)).status for way in Way} == {way: 201 if way is Way.EID else 422 for way in Way}
    refused = await decide(agent, "sensitive", "eid", "sms+shown")
    assert (refused.status, set(refused.json["fields"])) == (422, {"decision"})
    assert (await decide(agent, "sensitive", "eid", "sms+shown", decision=REASON)).status == 200
    enough = {Way.EID, Way.SMS_SHOWN}
    assert {way: (await make(way)).status for way in Way} == {way: 201 if way in enough else 422 for way in Way}
    last = await make(Way.SMS_SHOWN)
    assert len(last.json["invitations"]) == 1, "a sensitive meeting has a common link"
    guest = await enter(server.origin, last.json["invitations"][0]["link"]["url"].partition("#")[2])
    refused = await guest.post("/api/ticket", {})
    assert (refused.status, refused.json["code"]) == (403, "not_identified")
    assert (await decide(agent, "sensitive", "eid")).status == 200
    assert (await guest.post("/api/ticket", {})).json["code"] == "too_weak"
    await guest.http.close()
