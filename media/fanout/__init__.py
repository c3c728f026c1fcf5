"""Forwarding one packet to many viewers: number, rewrite, protect, send.

One function does it, twice: ``python.py`` says what happens, and ``fanout.c`` does the same where a C compiler was
there at installation.  Both work on the memory that ``state.h`` describes, so that everything else cannot tell them
apart.
"""
