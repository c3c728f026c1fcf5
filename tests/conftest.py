"""No test is about a power cut, so none waits for the disk; `contract/test_stores.py` holds what the product does."""

from __future__ import annotations

from server.storage.database import PRAGMAS

PRODUCTS = dict(PRAGMAS)
PRAGMAS["synchronous"] = "OFF"
