"""How much a viewer's network carries, from transport-wide feedback: Google Congestion Control
(draft-ietf-rmcat-gcc-02) with a trendline, evaluated per group of packets that left together.

``estimator`` is the whole; it puts together the log of what was sent (``sentlog``), what a feedback says about it
(``groups``), the delay-based part (``overuse``, ``aimd``), the loss-based part (``loss``), what arrived (``acked``)
and probing (``probing``).  Nothing here reads a clock: callers pass monotonic seconds.
"""
