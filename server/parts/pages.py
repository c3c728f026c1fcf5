"""The built client, and what it needs before anybody is somebody."""

from __future__ import annotations

from pathlib import Path

from server.http.api.browser_policy import BrowserPolicyApi
from server.http.api.pages import PagesApi
from server.parts.part import Part
from server.services.support.condition import Condition


def pages_part(web_dir: Path, condition: Condition) -> Part:
    """``web_dir`` holds the built client."""

    async def well() -> bool:
        return not await condition.troubles()

    return Part(apis=(PagesApi(web_dir=web_dir, well=well), BrowserPolicyApi()))
