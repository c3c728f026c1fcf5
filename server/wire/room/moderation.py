"""Taking turns, and what a host does so that everybody is heard."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from server.wire.room.base import ClientMessage, ServerMessage
from server.wire.vocabulary import Id, Language


class Reaction(StrEnum):
    THUMBS_UP = "thumbs_up"
    HEART = "heart"
    CLAP = "clap"
    LAUGH = "laugh"
    SURPRISE = "surprise"
    SLOWER = "slower"
    """Speak slower, please."""


Asked = Literal["microphone", "camera"]


# --- client to server -------------------------------------------------------------------------------------------


class RaiseHand(ClientMessage, tag="raise_hand", frozen=True, kw_only=True):
    raised: bool


class LowerHands(ClientMessage, tag="lower_hands", frozen=True, kw_only=True):
    """One person's hand, or all."""

    participant: Id | None


class React(ClientMessage, tag="react", frozen=True, kw_only=True):
    reaction: Reaction


class Mute(ClientMessage, tag="mute", frozen=True, kw_only=True):
    """Mute one person, or everybody who is not a host.  Only the person turns their microphone on again."""

    participant: Id | None


class AskFor(ClientMessage, tag="ask_for", frozen=True, kw_only=True):
    """Ask a person to turn on their microphone or camera."""

    participant: Id
    source: Asked


class AnswerAsk(ClientMessage, tag="answer_ask", frozen=True, kw_only=True):
    """What the person says to that; turning it on is theirs to do."""

    source: Asked
    agreed: bool


class AskToShare(ClientMessage, tag="ask_to_share", frozen=True, kw_only=True):
    """Ask the hosts for leave to share the screen; with ``asking`` false the question is taken back."""

    asking: bool


class AllowShare(ClientMessage, tag="allow_share", frozen=True, kw_only=True):
    """Answer a person who asked, or take the leave back."""

    participant: Id
    allowed: bool


class ShareFreely(ClientMessage, tag="share_freely", frozen=True, kw_only=True):
    """Whether guests may share the screen without asking."""

    free: bool


class StopShare(ClientMessage, tag="stop_share", frozen=True, kw_only=True):
    """Stop the screen that a person shares."""

    participant: Id


class Spotlight(ClientMessage, tag="spotlight", frozen=True, kw_only=True):
    """Show this person large for all; nobody when it is None."""

    participant: Id | None


class AppointCoHost(ClientMessage, tag="appoint_co_host", frozen=True, kw_only=True):
    """Make a colleague who has proved who they are co-host, or guest again, for as long as they are in the meeting."""

    participant: Id
    on: bool


class MarkInterpreter(ClientMessage, tag="mark_interpreter", frozen=True, kw_only=True):
    """Make a guest who came as something else interpreter, or no longer."""

    participant: Id
    on: bool


class Interpret(ClientMessage, tag="interpret", frozen=True, kw_only=True):
    """The language into which oneself interprets from now on; None when one does not."""

    language: Language | None


class SeeSpeakingTimes(ClientMessage, tag="see_speaking_times", frozen=True, kw_only=True):
    """Answered by ``speaking_times``."""


FromClient = (
    RaiseHand
    | LowerHands
    | React
    | Mute
    | AskFor
    | AnswerAsk
    | AskToShare
    | AllowShare
    | ShareFreely
    | StopShare
    | Spotlight
    | AppointCoHost
    | MarkInterpreter
    | Interpret
    | SeeSpeakingTimes
)

# --- server to client -------------------------------------------------------------------------------------------


class Reacted(ServerMessage, tag="reacted", frozen=True, kw_only=True):
    participant: str
    reaction: Reaction


class Muted(ServerMessage, tag="muted", frozen=True, kw_only=True):
    """To the person whose microphone a host has turned off.  Until the client says that it is off, nothing that it
    says turns it on."""

    by: str
    """The host's name."""


class AskedFor(ServerMessage, tag="asked_for", frozen=True, kw_only=True):
    source: Asked
    by: str
    """The host's name."""


class AskAnswered(ServerMessage, tag="ask_answered", frozen=True, kw_only=True):
    """To the host who asked."""

    participant: str
    source: Asked
    agreed: bool


class ShareRequests(ServerMessage, tag="share_requests", frozen=True, kw_only=True):
    """To the hosts: everybody who asks for leave to share their screen, in order."""

    participants: list[str]


class ShareAnswered(ServerMessage, tag="share_answered", frozen=True, kw_only=True):
    """To the person who asked for leave to share."""

    allowed: bool


class ShareStopped(ServerMessage, tag="share_stopped", frozen=True, kw_only=True):
    """To the person whose screen a host has stopped."""

    by: str
    """The host's name."""


class SharingRule(ServerMessage, tag="sharing_rule", frozen=True, kw_only=True):
    free: bool
    """Guests may share their screen without asking."""


class SpotlightChanged(ServerMessage, tag="spotlight_changed", frozen=True, kw_only=True):
    participant: str | None


class SpeakingTimes(ServerMessage, tag="speaking_times", frozen=True, kw_only=True):
    """Seconds for which each person now inside has been heard."""

    seconds: dict[str, int]


FromServer = (
    Reacted
    | Muted
    | AskedFor
    | AskAnswered
    | ShareRequests
    | ShareAnswered
    | ShareStopped
    | SharingRule
    | SpotlightChanged
    | SpeakingTimes
)
