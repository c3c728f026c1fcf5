"""Selective forwarding: rooms, transports, producers and consumers."""
