"""``resfri`` that is imported already: each command is a fork of this process.

The imports take two seconds, and the tests run some hundred commands.  What a fork does is what the program does, with
arguments and environment of its own; what it prints goes into its channel, or into files ``out`` and ``err`` of a
folder.  The first commands of ``test_cli.py`` are still started as programs.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

from media.worker.forkserver import ForkServer
from server.operator import cli
from server.storage.database import PRAGMAS


def become(channel: socket.socket, asked: bytes) -> int:
    given = json.loads(asked)
    os.environ.clear()
    os.environ.update(given["environment"])
    for number, name in ((1, "out"), (2, "err")):
        file = given["folder"] and os.open(Path(given["folder"]) / name, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(file or channel.fileno(), number)
    channel.close()
    if given["inside"]:
        command = [*given["inside"], sys.executable, "-m", cli.__name__, *given["arguments"]]
        os.execvp(command[0], command)
    try:
        return cli.main(given["arguments"])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()


if __name__ == "__main__":
    PRAGMAS["synchronous"] = "OFF"
    with socket.socket(fileno=int(sys.argv[1])) as control:
        ForkServer(control, become).serve()
