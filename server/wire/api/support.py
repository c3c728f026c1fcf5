"""Faults that people report."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.wire.api.base import Body, View
from server.wire.vocabulary import PLAIN

FaultText = Annotated[
    str, Meta(min_length=1, max_length=2000, pattern=PLAIN.replace(r"\u0000-\u001f", r"\u0000-\u0009\u000b-\u001f"))
]
"""As plain text, with line breaks."""
_NO_ADDRESS = r"^(?!.*\d+\.\d+\.\d+\.\d+)[\w .,%/×=+-]{0,60}$"
"""Figures and names of codecs; nothing that could be a network address, of either kind."""
BrowserName = Annotated[str, Meta(max_length=60, pattern=r"^[\w .-]{0,60}$")]


class FaultFigure(Body, frozen=True, kw_only=True):
    """One line of the connection's figures."""

    name: Annotated[str, Meta(max_length=40, pattern=r"^[a-z_.]{1,40}$")]
    value: Annotated[str, Meta(max_length=60, pattern=_NO_ADDRESS)]


class NewFault(Body, frozen=True, kw_only=True):
    """What the person has seen in full and agreed to send."""

    text: FaultText
    browser: BrowserName
    figures: Annotated[list[FaultFigure], Meta(max_length=40)]
    errors: Annotated[list[Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]], Meta(max_length=20)]
    """Codes of what this page showed as errors lately."""


class FaultReference(View, frozen=True, kw_only=True):
    reference: str
    """For the person to say on the telephone."""


class FaultView(View, frozen=True, kw_only=True):
    reference: str
    at: float
    by_staff: bool
    fault: NewFault


class FaultList(View, frozen=True, kw_only=True):
    faults: list[FaultView]
    """The newest first."""
