"""Meetings, their guests, and how a guest gets in and is identified."""
