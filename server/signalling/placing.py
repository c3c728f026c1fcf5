"""The handlers of the messages by which people move between the places of a meeting."""

from __future__ import annotations

from server.signalling.handlers import Context
from server.wire.room import breakouts as wire


async def step_outside(context: Context, message: wire.StepOutside) -> None:
    context.perform(context.room.places.step_outside(context.participant, message.participants))


async def come_back(context: Context, message: wire.ComeBack) -> None:
    context.perform(context.room.places.come_back(context.participant))


async def open_groups(context: Context, message: wire.OpenGroups) -> None:
    context.perform(context.room.places.open_groups(context.participant, message.groups))


async def move_to_group(context: Context, message: wire.MoveToGroup) -> None:
    context.perform(context.room.places.move_to_group(context.participant, message.participant, message.place))


async def visit_group(context: Context, message: wire.VisitGroup) -> None:
    context.perform(context.room.places.visit(context.participant, message.place))


async def write_to_groups(context: Context, message: wire.WriteToGroups) -> None:
    context.perform(context.room.places.write_to_groups(context.participant, message.text))


async def call_back(context: Context, message: wire.CallBack) -> None:
    context.perform(context.room.places.call_back(context.participant, message.seconds))
