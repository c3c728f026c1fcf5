"""Mail and SMS."""

from __future__ import annotations

import time
from dataclasses import dataclass

from server.adapters.mail import SmtpMailer
from server.adapters.sms import HttpSms
from server.parts.core import Core
from server.services.delivery.mail import Mail
from server.services.delivery.sms import Sms


@dataclass(frozen=True, slots=True)
class Delivery:
    """What reaches people outside."""

    mail: Mail
    sms: Sms


def delivery(core: Core) -> Delivery:
    """Each organisation's own mail server and SMS service."""
    return Delivery(
        Mail(core.settings, SmtpMailer(core.outside), time.time),
        Sms(core.settings, HttpSms(core.outside), time.time),
    )
