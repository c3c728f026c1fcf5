"""The built client, and what it needs before anybody is somebody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from server.http.api.browser_policy import BrowserPolicyApi
from server.http.api.pages import PagesApi
from server.parts.part import Part


def pages_part(web_dir: Path, workers_alive: Callable[[], int]) -> Part:
    """``workers_alive`` answers how many media workers there are."""
    return Part(apis=(PagesApi(web_dir=web_dir, workers_alive=workers_alive), BrowserPolicyApi()))
