"""Which action each message needs, and what it does: a module per capability, as in ``server.wire.room``.  What has
``ROWS`` here is in the table."""
