"""The auditor's view: the trail, the monthly sample, everything about one person (R9)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.model import StaffRole
from server.operator.serve import Serving
from server.services.audit.alerts import Alert
from server.services.audit.follow_up import SAMPLE, FollowUp, draw, month_bounds, months_before
from server.storage.audit.follow_up import SqlFollowUpStore
from tests.support.server import Browser, enter, make_meeting
from tests.support.staff import colleague, first_account
from tests.support.trail import sink_of


@pytest.fixture
async def auditor(server: Serving, agent: Browser) -> AsyncIterator[Browser]:
    browser = await colleague(server, "Rut", StaffRole.AUDITOR)
    async with browser:
        yield browser


async def events(browser: Browser, query: str = "") -> list[dict[str, Any]]:
    answer = await browser.get(f"/api/audit/events{query}")
    assert answer.status == 200, answer.text
    return list(answer.json["events"])


async def last_months_events(server: Serving, count: int) -> str:
    """As if the server had been used a month ago."""
    core = server.running.core
    tenant = (await first_account(server)).tenant_id
    (period,) = months_before(datetime.now(UTC).timestamp(), 1)
    start, _ = month_bounds(period)
    times = iter(range(count))
    sink = sink_of(core.database, lambda: start + next(times) * 60)
    for number in range(count):
        await sink.record(
            AuditEvent(tenant, AuditAction.ADMITTED, ActorKind.STAFF, f"p{number % 5}", "m", f"g{number}")
        )
    return period


async def test_only_an_auditor_reads_the_trail(server: Serving, agent: Browser, auditor: Browser) -> None:
    for path in ("/api/audit/events", "/api/audit/reviews"):
        assert (await agent.get(path)).status == 403
        async with Browser(server.origin) as nobody:
            assert (await nobody.get(path)).status == 401
        assert (await auditor.get(path)).status == 200
    for path in ("/api/meetings", "/api/admin/staff", "/api/admin/settings"):
        assert (await auditor.get(path)).status == 403


async def test_the_trail_comes_by_page_with_names_and_every_look_is_in_it(
    server: Serving, agent: Browser, auditor: Browser
) -> None:
    meeting, (link,) = await make_meeting(agent, "Anna")
    guest = await enter(server.origin, link)
    await guest.http.close()
    first = await events(auditor, f"?meeting={meeting}")
    shown = [(one["action"], one["actor_name"], one["subject_name"]) for one in reversed(first)]
    assert shown == [("meeting_made", "Eva Berg", ""), ("invited", "Eva Berg", "Anna"), ("link_used", "Anna", "Anna")]
    look = (await events(auditor, "?action=audit_seen"))[0]
    assert (look["actor_name"], look["meeting"]) == ("Rut", meeting)
    everything = await events(auditor, "?limit=200")
    pages: list[dict[str, Any]] = []
    older = ""
    while True:
        answer = (await auditor.get(f"/api/audit/events?limit=2&before={everything[0]['at'] + 0.0005}{older}")).json
        pages += answer["events"]
        if not answer["more"]:
            break
        older = f"&older_than={answer['events'][-1]['seq']}"
    assert [one["seq"] for one in pages][-3:] == [3, 2, 1]
    assert len({one["seq"] for one in pages}) == len(pages)


async def test_everything_about_one_guest_is_found_by_invitation_or_visit(
    server: Serving, agent: Browser, auditor: Browser
) -> None:
    meeting, (link, _) = await make_meeting(agent, "Anna", "Bo")
    guest = await enter(server.origin, link)
    await guest.http.close()
    used = (await events(auditor, f"?meeting={meeting}&action=link_used"))[0]
    for who in (used["actor"], used["subject"]):
        found = {one["action"] for one in await events(auditor, f"?person={who}") if one["meeting"]}
        assert found == {"invited", "link_used"}
    assert await events(auditor, "?person=nobody") == []


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=999", "?limit=x", "?other=1", "?after=x", f"?actor={'a' * 65}", "?seq=1"]
)
async def test_a_wrong_query_is_refused(auditor: Browser, query: str) -> None:
    assert (await auditor.get(f"/api/audit/events{query}")).status == 400


async def test_a_months_sample_is_drawn_once_and_again_the_same_and_its_outcome_is_kept(
    server: Serving, auditor: Browser
) -> None:
    period = await last_months_events(server, 100)
    assert (await auditor.get("/api/audit/reviews")).json == {"reviews": [], "missing": [period]}
    opened = await auditor.post("/api/audit/reviews", {"kind": "sample", "period": period})
    assert opened.status == 201, opened.text
    review = opened.json["review"]
    assert review["records"] == len(opened.json["events"]) == SAMPLE
    store = SqlFollowUpStore(server.running.core.database)
    tenant = (await first_account(server)).tenant_id
    numbers = await store.numbers(tenant, *month_bounds(period))
    assert [one["seq"] for one in opened.json["events"]] == list(draw(review["seed"], numbers))
    again = await auditor.post("/api/audit/reviews", {"kind": "sample", "period": period})
    assert again.json["review"]["id"] == review["id"]

    path = f"/api/audit/reviews/{review['id']}"
    closing = {"outcome": "noted", "note": "Ärende 7 ska följas upp."}
    assert (await auditor.post(f"{path}/close", closing)).status == 204
    assert (await auditor.post(f"{path}/close", closing)).status == 404, "what was found stays"
    seen = (await auditor.get(path)).json
    assert (seen["note"], seen["review"]["outcome"], seen["review"]["closed_by"]) == (closing["note"], "noted", "Rut")
    assert (await auditor.get("/api/audit/reviews")).json["missing"] == []
    async with server.running.core.database.engine.connect() as connection:
        stored = (await connection.execute(text("SELECT note FROM reviews"))).scalar_one()
    assert b"rende" not in bytes(stored)
    kinds = {one["action"] for one in await events(auditor)}
    assert {"review_opened", "review_closed", "audit_seen"} <= kinds


async def test_a_person_is_followed_up(server: Serving, auditor: Browser) -> None:
    await last_months_events(server, 20)
    opened = (await auditor.post("/api/audit/reviews", {"kind": "person", "subject": "p3"})).json
    assert [one["actor"] for one in opened["events"]] == ["p3"] * 4


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "sample"},
        {"kind": "sample", "period": "2999-01"},
        {"kind": "sample", "period": "2026-13"},
        {"kind": "person"},
        {"kind": "other"},
        {"kind": "person", "subject": ""},
    ],
)
async def test_a_follow_up_needs_a_month_that_is_over_or_a_person(auditor: Browser, body: dict[str, str]) -> None:
    answer = await auditor.post("/api/audit/reviews", body)
    assert (answer.status, answer.json["code"]) == (422, "bad_fields")


async def test_what_waits_too_long_is_flagged_and_raises_an_alert(server: Serving, auditor: Browser) -> None:
    core = server.running.core
    period = await last_months_events(server, 3)
    late = month_bounds(period)[1] + 32 * 86400
    follow_up = FollowUp(SqlFollowUpStore(core.database), core.vault, core.audit, core.alerts, lambda: late)
    assert Alert.REVIEW_OVERDUE not in {one.alert for one in core.alerts.seen}
    await follow_up.check_overdue()
    assert Alert.REVIEW_OVERDUE in {one.alert for one in core.alerts.seen}
    await auditor.post("/api/audit/reviews", {"kind": "sample", "period": period})
    (view,) = (await auditor.get("/api/audit/reviews")).json["reviews"]
    assert view["overdue"] is False
    (review,) = await SqlFollowUpStore(core.database).reviews((await first_account(server)).tenant_id)  # type: ignore[union-attr]
    assert review.overdue(review.opened_at + 32 * 86400)


def test_a_sample_is_even_and_depends_on_its_seed() -> None:
    numbers = list(range(1, 2001))
    seen = {seq for n in range(300) for seq in draw(f"seed{n}", numbers)}
    assert len(seen) > 1900
    assert draw("a", numbers) == draw("a", list(reversed(numbers))) != draw("b", numbers)
    assert draw("a", [1, 2]) == (1, 2)


def test_months_are_counted_across_the_year() -> None:
    january = datetime(2027, 1, 15, tzinfo=UTC).timestamp()
    assert months_before(january, 3) == ["2026-12", "2026-11", "2026-10"]
    assert month_bounds("2026-12")[1] == month_bounds("2027-01")[0]
