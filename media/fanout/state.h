/* What forwarding keeps in memory.  Read by cffi for Python and by the C compiler for fanout.c, so that both paths
   work on the same bytes; only plain declarations may stand here. */

/* One receiving transport. */
struct viewer {
    void *srtp;              /* its srtp_t; NULL while nothing may be sent */
    uint32_t *sent_at;       /* by transport-wide sequence number: when, in microseconds modulo 2^32 */
    uint16_t *sent_size;     /* and how many bytes */
    uint32_t *sent_next;     /* the next transport-wide sequence number, not wrapped */
    uint32_t sent_mask;
    uint32_t address_length; /* 0: reached over TCP or not at all, which Python does */
    uint8_t address[28];     /* struct sockaddr_in or sockaddr_in6 */
    uint64_t octets;         /* sent in all */
};

/* Which ingress packet went out under one number, and the shifts that held then. */
struct place {
    uint32_t index;          /* unwrapped ingress number modulo 2^32 */
    uint16_t picture_shift;
    uint8_t tl0_shift;
    uint8_t reserved;
};

/* One forwarded track, as long as it takes from one ingress stream.  Shifts are "ingress minus egress". */
struct route {
    struct viewer *viewer;
    struct place *places;    /* ring by egress number */
    int64_t places_mask;
    int64_t shift;
    int64_t newest;          /* highest ingress number handled */
    int64_t first;           /* first egress number of this stream */
    uint64_t octets;         /* payload bytes, for sender reports */
    uint32_t packets;
    uint32_t ssrc;
    uint32_t timestamp_shift;
    uint32_t timestamp;      /* the last one sent */
    int32_t dropped_picture; /* the picture of which packets were left out last; -1: none */
    uint16_t picture_shift;
    uint16_t picture;        /* the last one sent */
    uint8_t tl0_shift;
    uint8_t tl0;             /* the last one sent */
    uint8_t temporal;        /* highest temporal layer that is sent */
    uint8_t wanted;          /* and the one that shall be */
};

/* One packet to forward; offsets are into its bytes, and 0 where the field is absent. */
struct packet {
    int64_t index;
    uint32_t timestamp;
    uint32_t now;            /* microseconds modulo 2^32 */
    uint16_t length;
    uint16_t payload;
    uint16_t transport_cc;   /* two bytes that take the transport-wide sequence number */
    uint16_t picture_offset;
    uint16_t tl0_offset;
    uint16_t picture;
    uint8_t wide;            /* the picture id has 15 bits */
    uint8_t tl0;
    uint8_t temporal;
    uint8_t begins;          /* a frame */
    uint8_t sync;            /* this temporal layer may be joined here */
};
