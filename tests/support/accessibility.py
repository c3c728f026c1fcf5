"""What axe finds in what a person sees just now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.browsers import Person

AXE = (Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js").read_text()
DRAWN = """() => new Promise((drawn) => {
    const ends = (animation) => animation.playState === 'running'
        && Number.isFinite(animation.effect?.getComputedTiming().endTime);
    const moving = (root) => root.getAnimations().some(ends)
        || [...root.querySelectorAll('*')].some((each) => each.shadowRoot && moving(each.shadowRoot));
    let frames = 30;
    const look = () => (frames-- > 0 && moving(document) ? requestAnimationFrame(look) : drawn());
    requestAnimationFrame(() => requestAnimationFrame(look));
})"""
"""When the page is drawn and no colour is on its way to another; something that moves for good is not waited for."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(person: Person, where: str) -> None:
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        person.page.evaluate(DRAWN)
        person.page.evaluate(AXE)
        found: list[dict[str, Any]] = person.page.evaluate(
            "(tags) => axe.run(document, {runOnly: tags}).then((result) => result.violations)", TAGS
        )
        told = [
            f"{one['id']}: {[(node['target'], node['failureSummary']) for node in one['nodes']][:2]}" for one in found
        ]
        assert told == [], f"{where}, {scheme}: {told}"
    person.page.emulate_media(color_scheme="light")
    sideways = person.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    assert not sideways, f"{where} scrolls sideways"
