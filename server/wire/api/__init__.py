"""Every JSON body of the HTTP API, both directions.  Routes and the OpenAPI document are built from these; the
TypeScript types in ``web/src/protocol/api.gen.ts`` are generated from them (``make wire``).

State-changing requests are POST, PUT or DELETE with the header ``X-Resfri: 1`` and a same-origin ``Origin``; anything
else is refused.  Errors of every route have the shape :class:`Problem`.
"""

from importlib import import_module
from pkgutil import iter_modules

from server.wire.api.audit import *  # noqa: F403
from server.wire.api.base import *  # noqa: F403
from server.wire.api.entering import *  # noqa: F403
from server.wire.api.files import *  # noqa: F403
from server.wire.api.guests import *  # noqa: F403
from server.wire.api.meetings import *  # noqa: F403
from server.wire.api.organisation import *  # noqa: F403
from server.wire.api.policies import *  # noqa: F403
from server.wire.api.settings import *  # noqa: F403
from server.wire.api.signin import *  # noqa: F403
from server.wire.api.support import *  # noqa: F403

MODULES = tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))  # noqa: F405
"""Every area's; those that many areas work with are names of the package too."""
