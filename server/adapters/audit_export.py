"""Delivers audit records: syslog over TLS (RFC 5425, messages of RFC 5424), or HTTPS with a JSON object per line."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aiohttp
import msgspec

from server.adapters.outside import Outside, is_inner
from server.services.audit.export import NotDelivered, Record
from server.wire import api

SECONDS = 15.0
SYSLOG_PORT = 6514
PRIORITY = 13 * 8 + 6
"""Facility log audit, severity informational (RFC 5424 section 6.2.1)."""
ENTERPRISE = 32473
"""The private enterprise number of documentation (RFC 5612): this project has none of its own."""


async def deliver(outside: Outside, destination: api.AuditExportSettings, records: list[Record]) -> None:
    """Raises :class:`NotDelivered`."""
    try:
        context = ssl.create_default_context(cadata=destination.ca or None)
        async with asyncio.timeout(SECONDS):
            if destination.kind == "syslog":
                await _syslog(outside, destination.address, context, records)
            else:
                await _https(outside, destination, context, records)
    except TimeoutError:
        raise NotDelivered("no answer in time") from None
    except ssl.SSLCertVerificationError:
        raise NotDelivered("the certificate is not one that is trusted for this address") from None
    except (OSError, aiohttp.ClientError, ValueError) as error:
        if is_inner(error):
            raise NotDelivered("the address is in the server's own network; see RESFRI_INNER_NETWORKS") from None
        raise NotDelivered(type(error).__name__) from None


async def _syslog(outside: Outside, address: str, context: ssl.SSLContext, records: list[Record]) -> None:
    """One connection per batch, closed properly: who receives says goodbye only to what it has read."""
    parts = urlsplit(f"//{address}")
    if not parts.hostname:
        raise NotDelivered("the address is not host:port")
    sock = await outside.connect(parts.hostname, parts.port or SYSLOG_PORT)
    _, writer = await asyncio.open_connection(sock=sock, ssl=context, server_hostname=parts.hostname)
    try:
        writer.write(b"".join(frame(message(record)) for record in records))
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    finally:
        writer.close()


async def _https(
    outside: Outside, destination: api.AuditExportSettings, context: ssl.SSLContext, records: list[Record]
) -> None:
    if urlsplit(destination.address).scheme != "https":
        raise NotDelivered("the address is not https://")
    headers = {"Content-Type": "application/x-ndjson"}
    if destination.secret:
        headers["Authorization"] = f"Bearer {destination.secret}"
    body = b"".join(msgspec.json.encode(record) + b"\n" for record in records)
    async with (
        outside.session(aiohttp.ClientTimeout(total=SECONDS)) as session,
        session.post(destination.address, data=body, headers=headers, ssl=context, allow_redirects=False) as answer,
    ):
        if not 200 <= answer.status < 300:
            raise NotDelivered(f"answer {answer.status}")


def frame(text: bytes) -> bytes:
    """Octet counting (RFC 5425 section 4.3)."""
    return b"%d %b" % (len(text), text)


def message(record: Record) -> bytes:
    """RFC 5424 section 6.  The record is there as JSON; what a collector sorts by is structured data too."""
    at = float(record["at"] if record["record"] == "link" else record["signed_at"])
    time = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    host = "".join(letter for letter in socket.gethostname() if "!" <= letter <= "~")[:255] or "-"
    kind = str(record.get("action", "head"))[:32] or "-"
    named = {"organisation": record["tenant_id"], "seq": str(record["seq"]), "hash": record["hash"]}
    data = " ".join(f'{name}="{_escaped(str(value))}"' for name, value in named.items())
    head = f"<{PRIORITY}>1 {time} {host} resfri - {kind} [audit@{ENTERPRISE} {data}] "
    return head.encode() + b"\xef\xbb\xbf" + msgspec.json.encode(record)


def _escaped(value: str) -> str:
    """RFC 5424 section 6.3.3."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")
