"""Firefox from Debian's package, with its fake camera, driven over WebDriver BiDi by a program of a few lines."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.support.browsers import until
from tests.support.identity_provider import NODE

HERE = Path(__file__).resolve().parent
FIREFOX = os.environ.get("RESFRI_TEST_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox") or ""


class Firefox:
    """One browser with one page."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [NODE, str(HERE / "driver.js")],
            env={**os.environ, "FIREFOX": FIREFOX},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, command: str, **given: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": command, **given}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "Firefox has ended"}')
        assert "error" not in answer, answer["error"]
        return answer["ok"]

    def click(self, testid: str) -> None:
        until(lambda: self.tell("click", testid=testid), f"{testid} to click in Firefox", seconds=40.0)

    def wait_for_phase(self, phase: str) -> None:
        seen: list[Any] = []

        def look() -> bool:
            seen.append(self.tell("attribute", testid="room", name="data-phase"))
            return bool(seen[-1] == phase)

        until(look, f"phase {phase} in Firefox", seconds=40.0)

    def decoded(self) -> int:
        """Frames of all incoming pictures so far."""
        return int(self.tell("evaluate", script=_received("video", "framesDecoded")))

    def heard(self) -> int:
        """Packets of all incoming sound so far."""
        return int(self.tell("evaluate", script=_received("audio", "packetsReceived")))

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


def _received(kind: str, field: str) -> str:
    """A script that sums a figure of all incoming media of a kind."""
    return f"""(async () => {{
        const deep = (root) => {{
            for (const element of root.querySelectorAll('*')) {{
                if (element.localName === 'resfri-room') return element;
                const inner = element.shadowRoot && deep(element.shadowRoot);
                if (inner) return inner;
            }}
            return null;
        }};
        const report = await deep(document).session.peer.connection.getStats();
        return [...report.values()].filter((row) => row.type === 'inbound-rtp' && row.kind === '{kind}')
            .reduce((sum, row) => sum + (row.{field} ?? 0), 0);
    }})()"""
