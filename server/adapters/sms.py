"""SMS services over HTTP: one adapter, told by a setting what the request looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping

import aiohttp
from yarl import URL

from auth.signin.oidc import acceptable
from server.adapters.outside import Outside, is_inner
from server.services.delivery.sms import SmsNotSent, SmsTrouble
from server.wire.api import SmsSettings

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
MAX_ANSWER_BYTES = 64 * 1024
_PLACE = re.compile(r"{(to|text|sender)}")


def filled(fields: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Every place is filled once; what is filled in is not looked at again."""
    return {name: _PLACE.sub(lambda place: values[place[1]], template) for name, template in fields.items()}


class HttpSms:
    """Implements ``SmsGateway``: one POST, which has worked when the answer's status is 2xx.  No redirect is
    followed, because the request carries a secret and a person's phone number."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    async def send(self, settings: SmsSettings, to: str, text: str) -> None:
        if not acceptable(settings.url):
            raise SmsNotSent(SmsTrouble.UNREACHABLE)
        fields = filled(settings.fields, {"to": to, "text": text, "sender": settings.sender})
        try:
            status = await self._post(settings, fields)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise SmsNotSent(SmsTrouble.INNER if is_inner(error) else SmsTrouble.UNREACHABLE) from error
        if status in (401, 403):
            raise SmsNotSent(SmsTrouble.SIGN_IN)
        if not 200 <= status < 300:
            raise SmsNotSent(SmsTrouble.REFUSED)

    async def _post(self, settings: SmsSettings, fields: dict[str, str]) -> int:
        secret = settings.secret or ""
        if settings.auth == "basic":
            authorization = aiohttp.encode_basic_auth(settings.username, secret)
        else:
            authorization = f"Bearer {secret}"
        headers = {"Authorization": authorization, "Accept": "application/json", "Accept-Encoding": "identity"}
        form, json = (fields, None) if settings.body == "form" else (None, fields)
        async with (
            self._outside.session(TIMEOUT) as session,
            session.post(URL(settings.url), data=form, json=json, headers=headers, allow_redirects=False) as answer,
        ):
            # What it says is of no interest, but reading a little lets a well-behaved server finish.
            _ = await answer.content.read(MAX_ANSWER_BYTES)
            return answer.status
