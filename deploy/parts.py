"""Writes ``dist/resfri.cdx.json``: what a running Resfri is made of, with licences (CycloneDX 1.5).

From the lock files alone, so without a network.  Called by ``make sbom``, and by CI.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "dist/resfri.cdx.json"
MODEL = ROOT / "web/src/call/background/model/selfie_segmentation_landscape.tflite"

PYTHON = ("uv", "export", "--frozen", "--quiet", "--no-dev", "--format", "cyclonedx1.5", "--preview-features",
          "sbom-export")  # fmt: skip
CLIENT = ("npm", "sbom", "--sbom-format", "cyclonedx", "--omit=dev", "--package-lock-only")

# The lesser licence asks nothing of those who link.
_COPYLEFT = re.compile(r"(?<!L)GPL|GNU (Affero )?General Public", re.IGNORECASE)

Part = dict[str, Any]


def listed(command: tuple[str, ...], folder: Path) -> Part:
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.run(command, cwd=folder, capture_output=True, check=True, env={**os.environ, "PATH": path})
    found: Part = json.loads(said.stdout)
    return found


def licence(package: str) -> str | None:
    """As the installed package says it; None where it says nothing, or is for another system."""
    try:
        about = metadata(package)
    except PackageNotFoundError:
        return None
    by_class = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if each.startswith("License ::")]
    (stated,) = about.get_all("License-Expression", [])[:1] or [", ".join(by_class)]
    (free,) = about.get_all("License", [])[:1] or [""]
    return stated or free.split("\n")[0] or None


def with_licence(part: Part) -> Part:
    name = licence(part["name"])
    return {**part, "licenses": [{"license": {"name": name}}]} if name else part


def carried() -> Part:
    """What stands in our own tree and is somebody else's."""
    return {
        "type": "machine-learning-model",
        "bom-ref": MODEL.name,
        "name": MODEL.name,
        "author": "The MediaPipe Authors",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(MODEL.read_bytes()).hexdigest()}],
    }


def parts() -> Part:
    python, client = listed(PYTHON, ROOT), listed(CLIENT, ROOT / "web")
    return {
        **python,
        "components": [*map(with_licence, python["components"]), *client["components"], carried()],
        "dependencies": [*python.get("dependencies", []), *client.get("dependencies", [])],
    }


def licences(part: Part) -> list[str]:
    stated = (each.get("expression") or each["license"] for each in part.get("licenses", []))
    return [each if isinstance(each, str) else each.get("id") or each["name"] for each in stated]


def copyleft(found: Part) -> list[str]:
    """The parts whose licence would be asked of ours too, as far as they say it."""
    return [part["name"] for part in found["components"] if any(map(_COPYLEFT.search, licences(part)))]


def main() -> int:
    found = parts()
    LIST.parent.mkdir(exist_ok=True)
    LIST.write_text(json.dumps(found, indent=1))
    unknown = sum(not licences(part) for part in found["components"])
    print(f"{LIST.relative_to(ROOT)}: {len(found['components'])} parts, {unknown} that state no licence")
    for name in (wrong := copyleft(found)):
        print(f"parts: {name} has a licence that would be asked of ours too")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
