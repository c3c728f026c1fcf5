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
    uint32_t singly;         /* the way there does not take several packets at once */
    uint64_t octets;         /* sent in all */
    int32_t first, last;     /* of its parcels, counted from 1; 0: none */
};

/* Which ingress packet went out under one number, and the shifts that held then. */
struct sent_slot {
    uint32_t index;          /* unwrapped ingress number modulo 2^32 */
    uint16_t picture_shift;
    uint8_t tl0_shift;
    uint8_t reserved;
    int32_t transport_number; /* that it carried; -1 until it is sent */
};

/* One forwarded track, as long as it takes from one ingress stream.  Shifts are "ingress minus egress". */
struct route {
    struct viewer *viewer;
    struct sent_slot *sent_slots; /* ring by egress number */
    int64_t sent_slots_mask;
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

/* One encrypted packet that waits in an outbox slot for the others of its batch. */
struct parcel {
    int32_t next;            /* for the same viewer, counted from 1; 0: none */
    uint32_t length;
};

/* What leaves together at the end of a batch. */
struct outbox {
    uint8_t *bytes;          /* slots of 2208 bytes */
    struct parcel *parcels;  /* one for each slot */
    struct viewer **viewers; /* those with parcels; as many places as slots */
    void *protect;           /* libsrtp's srtp_protect */
    int32_t fd;
    int32_t slots;
    int32_t used;            /* slots */
    int32_t waiting;         /* viewers */
    uint64_t sent;           /* packets that the system took in all */
};

/* One packet that is kept for retransmissions; its bytes lie in the ring's slot. */
struct kept {
    int64_t index;           /* unwrapped ingress number; 0: nothing */
    uint32_t timestamp;
    uint16_t length;
    uint16_t payload;
    uint16_t transport_cc;
    uint8_t payload_type;
    uint8_t key_frame;
};

/* Packets that did not come before a later one did. */
struct gap {
    int64_t first;           /* unwrapped ingress number */
    int64_t count;
};

/* One ingress stream that compiled code may forward by itself. */
struct inlet {
    struct route **routes;
    struct kept *kept;       /* ring by ingress number */
    uint8_t *kept_bytes;     /* a slot for each */
    int64_t kept_mask;
    int64_t highest;         /* unwrapped number of the newest packet; only those behind it are taken */
    struct gap gaps[8];      /* since Python looked last */
    uint64_t octets[4];      /* forwarded, by temporal layer, since Python looked last */
    double jitter;           /* in clock ticks (RFC 3550 appendix A.8) */
    uint32_t transit;        /* of the last packet */
    uint32_t clock_rate;
    uint32_t packets;        /* forwarded since Python looked last */
    uint32_t last_at;        /* when the last one came, in microseconds modulo 2^32 */
    uint32_t gap_told_at;    /* when Python was told of a gap last, likewise */
    int32_t gap_count;
    uint32_t levels;         /* audio levels since Python looked last */
    uint32_t loudest;        /* of these, 0..127 where 0 is loudest */
    uint32_t allowance;      /* bytes that it may still send; Python refills; 2^32 - 1: as many as it likes */
    uint32_t least;          /* as how many bytes a smaller packet counts */
    uint32_t kept_slot;      /* bytes of a slot; longer packets are Python's */
    uint32_t ssrc;
    int32_t count;           /* of routes */
    int32_t id;              /* told with each packet */
    int32_t group;           /* of inlets that have viewers in common: the room */
    int32_t first, last;     /* arrivals of this batch to forward, counted from 1; 0: none */
    uint8_t payload_type;
    uint8_t vp8;             /* 0: sound, of which only the header is read */
    uint8_t open;            /* 0: Python handles everything */
    uint8_t report;          /* Python has others to forward to, and hears of each packet */
};

#define MAX_INLETS 16

/* One sending transport. */
struct peer {
    void *srtp;              /* its srtp_t; NULL until there is one */
    int64_t budget;          /* packets that it may still send; Python refills */
    int64_t octets;          /* and bytes */
    int64_t doubts;          /* and packets under its address that turn out not to be its own */
    int32_t leaps;           /* and packets that it may leave out, since all viewers' numbers are kept for them */
    int32_t id;              /* told with each packet */
    int32_t group;           /* the room's number */
    int32_t count;           /* of inlets */
    struct inlet *inlets[16];
    uint16_t numbers[512];   /* transport-wide numbers since Python looked last */
    uint32_t times[512];     /* and when they came */
    int32_t numbered;
    uint32_t number_ssrc;    /* whose packet carried the last one */
};

/* What became of one datagram. */
struct arrival {
    struct packet packet;    /* where DONE */
    int32_t kind;            /* 0 RAW: as received; 1 PLAIN: decrypted; 2 DONE: decrypted, forwarded and kept */
    int32_t inlet;           /* DONE: id of the inlet */
    int32_t peer;            /* id of the peer, -1 for a stranger */
    int32_t slot;            /* which 2048 bytes of the inbox hold it */
    int32_t transport_number;/* DONE: its transport-wide sequence number, -1 without */
    int32_t level;           /* DONE: audio level, -1 without */
    uint32_t length;         /* RAW, PLAIN */
    uint32_t address_length;
    uint8_t address[28];
    int32_t next;            /* DONE: of the same inlet, counted from 1; 0: none */
    int32_t told;            /* to Python */
    uint8_t padding[4];
};

/* Validated addresses and whose they are: open addressing, linear probing. */
struct entry {
    struct peer *peer;       /* NULL: free */
    uint32_t length;
    uint8_t address[28];
};

/* All that receiving needs. */
struct inbox {
    struct entry *entries;
    uint32_t entries_mask;
    struct outbox *outbox;
    void *unprotect;         /* libsrtp's srtp_unprotect */
    void *unprotect_rtcp;
    uint8_t *bytes;          /* slots of 2048 bytes */
    struct arrival *arrivals;
    struct inlet **waiting;  /* those with packets to forward; as many places as slots */
    int32_t fd;
    int32_t slots;
    uint64_t received;       /* datagrams in all */
    uint64_t dropped;        /* of these: strangers, forged, over budget, too long */
    uint64_t forwarded;      /* packets sent in all */
    int64_t quiet_until;     /* microseconds; nobody looks before, so that packets gather; 0: look at once */
    int64_t counted_at;
    int64_t worked;          /* microseconds of work since then */
    int32_t seen;            /* datagrams since then */
    int32_t gather;          /* microseconds that waiting for more is worth now; 0: too little comes */
    int32_t busy;            /* more than half of the time */
    uint8_t padding[4];
};
