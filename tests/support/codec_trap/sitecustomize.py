"""Loaded by the server's processes in the browser tests: opening a codec leaves a trace and fails.

``CODEC_TRACES`` in the environment names the folder for traces.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

traces = Path(os.environ["CODEC_TRACES"]) if "CODEC_TRACES" in os.environ else None

if traces is not None and any("media.worker.forkserver" in argument for argument in sys.orig_argv):
    import aiortc.codecs
    import aiortc.rtcrtpreceiver
    import aiortc.rtcrtpsender

    def refuse(*_: object) -> NoReturn:
        (traces / f"opened-{os.getpid()}").touch()
        raise RuntimeError("the server opened a codec")

    for module in (aiortc.codecs, aiortc.rtcrtpreceiver, aiortc.rtcrtpsender):
        for name in ("get_decoder", "get_encoder"):
            if hasattr(module, name):
                setattr(module, name, refuse)
    os.register_at_fork(after_in_child=lambda: (traces / f"armed-{os.getpid()}").touch())
