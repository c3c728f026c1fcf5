"""One UDP socket and one TCP listener per worker, ICE-lite, DTLS and SRTP."""
