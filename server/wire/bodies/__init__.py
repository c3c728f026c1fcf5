"""Every JSON body of the HTTP API, both directions.  Routes and the OpenAPI document are built from these; the
TypeScript types in ``web/src/protocol/api.gen.ts`` are generated from them (``make wire``).

State-changing requests are POST, PUT or DELETE with the header ``X-Resfri: 1`` and a same-origin ``Origin``; anything
else is refused.  Errors of every route have the shape :class:`Problem`.
"""

from server.wire.bodies import (
    administration,
    audit,
    base,
    entering,
    faults,
    files,
    guests,
    meetings,
    policies,
    settings,
    signin,
)
from server.wire.bodies.administration import *  # noqa: F403
from server.wire.bodies.audit import *  # noqa: F403
from server.wire.bodies.base import *  # noqa: F403
from server.wire.bodies.entering import *  # noqa: F403
from server.wire.bodies.faults import *  # noqa: F403
from server.wire.bodies.files import *  # noqa: F403
from server.wire.bodies.guests import *  # noqa: F403
from server.wire.bodies.meetings import *  # noqa: F403
from server.wire.bodies.policies import *  # noqa: F403
from server.wire.bodies.settings import *  # noqa: F403
from server.wire.bodies.signin import *  # noqa: F403

MODULES = (base, signin, meetings, guests, entering, policies, settings, administration, audit, files, faults)
"""In the order in which the generated types declare them."""
