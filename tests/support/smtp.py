"""A real SMTP server that keeps what it gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.relay import free_port

MAIL = {"host": "127.0.0.1", "port": 2525, "security": "none", "sender": "moten@example.se"}
"""The setting, without the port that the server has."""


class Letters:
    """``to`` and ``texts``, in the order in which they came."""

    def __init__(self) -> None:
        self.to: list[str] = []
        self.texts: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        message: Message[str, str] = message_from_bytes(envelope.content)
        content = message.get_payload(decode=True)
        self.to.append(" ".join(envelope.rcpt_tos))
        self.texts.append(content.decode() if isinstance(content, bytes) else "")
        return "250 OK"


@asynccontextmanager
async def smtp_server() -> AsyncIterator[tuple[Letters, int]]:
    letters, port = Letters(), free_port("127.0.0.1")
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield letters, port
    finally:
        controller.stop()
