"""``make wire``; see the package."""

from __future__ import annotations

import sys
from pathlib import Path

from server.wire.generate import decoder, page, typescript

_ROOT = Path(__file__).resolve().parents[3]
_CLIENT = _ROOT / "web" / "src" / "protocol"


def wanted() -> dict[Path, str]:
    """Every generated file and what it must say."""
    return {
        _CLIENT / "messages.gen.ts": typescript.messages_source(),
        _CLIENT / "decode.gen.ts": decoder.source(),
        _CLIENT / "api.gen.ts": typescript.bodies_source(),
        _ROOT / "server" / "wire" / "PROTOCOL.md": page.source(),
    }


def main() -> int:
    stale = {path: text for path, text in wanted().items() if not path.exists() or path.read_text() != text}
    if "--check" in sys.argv:
        if stale:
            names = ", ".join(path.name for path in stale)
            sys.stderr.write(f"{names} differ from server/wire: run `make wire`.\n")
        return 1 if stale else 0
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
