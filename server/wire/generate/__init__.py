"""Writes what follows from the wire's declarations, so that neither side can drift: ``python -m server.wire.generate``.

The client's types and constants, its decoder, the types of HTTP bodies, and ``PROTOCOL.md``.  With ``--check`` nothing
is written, and the exit status is 1 when a file differs.
"""
