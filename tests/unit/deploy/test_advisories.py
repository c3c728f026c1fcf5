"""An advisory stops a build, a silent service does not, and an exception is for one advisory of one package."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy.advisories import PYTHON, ask, exceptions, judge, of_client, of_python

FOUND = {"dependency": {"name": "ecdsa"}, "id": "GHSA-wj6h-64fc-37mp", "aliases": ["CVE-2024-23342"], "summary": "x"}
URL = "https://github.com/advisories/GHSA-aaaa-bbbb-cccc"


def cause(severity: str) -> dict[str, Any]:
    return {"name": "p", "url": URL, "title": "t", "severity": severity}


def test_a_new_advisory_is_red(capsys: pytest.CaptureFixture[str]) -> None:
    assert not judge("packages", of_python({"vulnerabilities": [FOUND]}), [])
    assert "ecdsa: CVE-2024-23342 GHSA-wj6h-64fc-37mp" in capsys.readouterr().out


def test_one_with_a_written_exception_is_not() -> None:
    assert judge("packages", of_python({"vulnerabilities": [FOUND]}), exceptions())


@pytest.mark.parametrize("changed", [{"id": "GHSA-other", "aliases": []}, {"dependency": {"name": "rsa"}}])
def test_an_exception_is_for_nothing_else(changed: dict[str, Any]) -> None:
    assert not judge("packages", of_python({"vulnerabilities": [{**FOUND, **changed}]}), exceptions())


@pytest.mark.parametrize(("severity", "green"), [("moderate", True), ("high", False), ("critical", False)])
def test_only_grave_ones_of_the_client_are_red(severity: str, green: bool) -> None:
    said = {"vulnerabilities": {"p": {"via": [cause(severity)]}, "q": {"via": ["p"]}}}
    assert judge("packages", of_client(said), []) is green


def test_no_answer_is_said_and_not_red(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = ask((*PYTHON, "--service-url", "http://127.0.0.1:9"))
    assert judge("packages", of_python(nothing), [])
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("lacking", ['reason = " "\nwritten = 2026-01-01', 'reason = "so"\nwritten = "soon"'])
def test_an_exception_needs_a_reason_and_a_date(tmp_path: Path, lacking: str) -> None:
    (tmp_path / "a.toml").write_text(f'[[exception]]\npackage = "p"\nadvisory = "a"\n{lacking}\n')
    with pytest.raises(ValueError, match="p needs"):
        exceptions(tmp_path / "a.toml")


class Quiet(BaseHTTPRequestHandler):
    """An advisory service that knows of nothing."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"])).count(b'"version"')
        body = b'{"results":[%s]}' % b",".join([b"{}"] * asked)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_tool_answers_in_the_shape_that_we_read(service: str) -> None:
    said = ask((*PYTHON, "--service-url", service))
    assert said["summary"]["audited_packages"] > 50
    assert said["vulnerabilities"] == []


USE_EVERYTHING = """
import sys
import server.app, media.worker.process, media.worker.forkserver
from jose import jwt
jwt.decode(jwt.encode({"a": 1}, "k" * 32, algorithm="HS256"), "k" * 32, algorithms=["HS256"])
print({name.split(".")[0] for name in sys.modules} & {"ecdsa", "rsa"})
"""


def test_what_python_jose_could_sign_with_is_never_loaded() -> None:
    said = subprocess.run([sys.executable, "-c", USE_EVERYTHING], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"
