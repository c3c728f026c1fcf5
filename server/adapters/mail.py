"""Mail over SMTP, as an organisation has set it up."""

from __future__ import annotations

import asyncio
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib

from server.adapters.outside import Inner, Outside
from server.services.delivery.mail import MailMessage, MailTrouble, NotSent
from server.wire.api import MailSettings

SECONDS = 15.0


class SmtpMailer:
    """Implements ``Mailer``."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    async def send(self, settings: MailSettings, message: MailMessage) -> None:
        """Raises :class:`NotSent` with what went wrong, in one word."""
        if settings.security == "none" and not self._outside.plain_mail:
            raise NotSent(MailTrouble.PLAIN)
        written = EmailMessage()
        written["From"] = settings.sender
        written["To"] = message.to
        written["Subject"] = message.subject
        written["Date"] = formatdate()
        written["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(message.text)
        try:
            async with asyncio.timeout(SECONDS):
                sock = await self._outside.connect(settings.host, settings.port)
            await aiosmtplib.send(
                written,
                hostname=settings.host,
                sock=sock,
                username=settings.username or None,
                password=settings.secret if settings.username else None,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                tls_context=ssl.create_default_context() if settings.security != "none" else None,
                timeout=SECONDS,
            )
        except Inner as error:
            raise NotSent(MailTrouble.INNER) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            raise NotSent(MailTrouble.SIGN_IN) from error
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPTimeoutError, ssl.SSLError, OSError) as error:
            raise NotSent(MailTrouble.UNREACHABLE) from error
        except (aiosmtplib.SMTPException, ValueError) as error:
            raise NotSent(MailTrouble.REFUSED) from error
