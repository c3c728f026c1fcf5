"""How people move between the places of a meeting."""

from __future__ import annotations

from auth.permissions.matrix import Action
from server.signalling.rows.row import change
from server.wire.room import breakouts

ROWS = (
    change(
        breakouts.StepOutside,
        Action.STEP_OUTSIDE,
        lambda c, m: c.room.breakouts.step_outside(c.participant, m.participants),
    ),
    change(breakouts.ComeBack, Action.COME_BACK, lambda c, m: c.room.breakouts.come_back(c.participant)),
    change(
        breakouts.OpenGroups, Action.OPEN_GROUPS, lambda c, m: c.room.breakouts.open_groups(c.participant, m.groups)
    ),
    change(
        breakouts.MoveToGroup,
        Action.MOVE_TO_GROUP,
        lambda c, m: c.room.breakouts.move_to_group(c.participant, m.participant, m.place),
    ),
    change(breakouts.VisitGroup, Action.VISIT_GROUP, lambda c, m: c.room.breakouts.visit(c.participant, m.place)),
    change(
        breakouts.WriteToGroups,
        Action.WRITE_TO_GROUPS,
        lambda c, m: c.room.breakouts.write_to_groups(c.participant, m.text),
    ),
    change(breakouts.CallBack, Action.CALL_BACK, lambda c, m: c.room.breakouts.call_back(c.participant, m.seconds)),
)
