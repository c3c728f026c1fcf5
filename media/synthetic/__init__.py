"""Participants without a browser, for demonstrations, tests and load: clients of the SFU, never part of a worker."""

from media.synthetic.peer import SyntheticPeer
from media.synthetic.reception import ReceivedStream

__all__ = ["ReceivedStream", "SyntheticPeer"]
