"""RTP and RTCP as pure functions on bytes: nothing here knows sockets, rooms or clocks."""
