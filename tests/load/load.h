/* The compiled half of the load: everything that happens per packet.  Python connects (ICE, DTLS) and then hands over
 * sockets and SRTP sessions; one thread sends paced media and receives what the server forwards.
 *
 * Times are nanoseconds: CLOCK_MONOTONIC for pacing, CLOCK_REALTIME for stamps, which kernel receive times use. */
#ifndef LOAD_H
#define LOAD_H

#include <pthread.h>
#include <stdint.h>

enum {
    MAX_CONNECTIONS = 1024,
    MAX_STREAMS = 1024,
    MAX_INCOMING = 128, /* SSRCs that one connection receives */
    MAX_MID = 8,
    MAX_CONSENT = 256,
    MAX_PACKET = 2048,
    MAX_SAMPLES = 1 << 21,
    BATCH = 64,
};

/* libsrtp 2 as the Python package carries it; its functions come as pointers, so that no header is needed. */
struct srtp_calls {
    int (*protect)(void *session, void *packet, int *length);
    int (*unprotect)(void *session, void *packet, int *length);
    int (*protect_rtcp)(void *session, void *packet, int *length);
    int (*unprotect_rtcp)(void *session, void *packet, int *length);
};

/* What a publisher sends; the binding in native.py has the same layout. */
struct stream_options {
    int32_t connection;
    int32_t room;
    int32_t viewers;
    int32_t video;
    uint32_t ssrc;
    int32_t payload_type;
    int32_t mid_extension;
    int32_t level_extension;
    char mid[MAX_MID];
};

struct stream {
    struct stream_options options;
    uint16_t sequence;
    uint16_t picture;
    uint32_t timestamp;
    uint64_t due;      /* when the next frame leaves */
    uint64_t interval; /* between frames */
    uint32_t ticks;    /* RTP clock ticks between frames */
    uint32_t packets, octets;
    int key_frame_wanted;
};

/* Reception of one SSRC, for receiver reports (RFC 3550 section 6.4.1). */
struct incoming {
    uint32_t ssrc;
    uint32_t highest; /* extended sequence number */
    uint32_t first;
    uint32_t count;
    uint32_t report;    /* middle 32 bits of the last sender report */
    uint64_t report_at; /* when it came */
};

struct connection {
    int fd;
    void *outgoing, *received; /* srtp_t */
    uint8_t consent[MAX_CONSENT];
    int consent_length;
    uint64_t consent_due, report_due;
    uint32_t ssrc; /* under which reports are sent */
    struct incoming incoming[MAX_INCOMING];
    int incoming_count;
};

/* One measured window; the binding in native.py has the same layout. */
struct result {
    uint64_t sent;      /* media packets of publishers */
    uint64_t refused;   /* of them not taken by the socket */
    uint64_t expected;  /* sent times viewers */
    uint64_t received;  /* media packets at viewers, each authenticated and of this window */
    uint64_t dropped;   /* datagrams for which the load's own sockets had no room */
    uint64_t forged;    /* datagrams that did not authenticate, in the whole run */
    uint64_t nacks, key_frame_requests; /* in the whole run */
    uint64_t arrived;   /* media packets at viewers of any window, in the whole run */
    double latency_p50, latency_p99, latency_max; /* ms, sent to received by the kernel */
    double late_max;    /* ms that a frame left later than it was due */
};

/* Takes the connection's number and the check. */
typedef void (*asked_function)(int number, const uint8_t *data, int length);

struct load {
    struct srtp_calls srtp;
    asked_function asked;
    pthread_t thread;
    pthread_mutex_t lock;
    volatile int stopping;
    int epoll;
    int active_rooms;
    uint32_t window; /* 0 while nothing is measured */
    uint32_t next_window;
    struct connection connections[MAX_CONNECTIONS];
    int connection_count;
    struct stream streams[MAX_STREAMS];
    int stream_count;
    struct result result;
    uint64_t dropped_before; /* the window */
    uint32_t counted_window; /* whose packets are counted, also after it ended */
    uint32_t *samples;       /* latencies in ns */
    uint32_t sample_count;
};

/* At the end of each media payload. */
struct __attribute__((packed)) probe {
    uint32_t magic;
    uint32_t window;
    uint64_t sent_at;
};
enum { PROBE_MAGIC = 0x52534652 };

static inline void put16(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void put32(uint8_t *at, uint32_t value) {
    put16(at, value >> 16);
    put16(at + 2, value);
}

static inline uint32_t get16(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }
static inline uint32_t get32(const uint8_t *at) { return get16(at) << 16 | get16(at + 2); }

uint64_t clock_ns(int clock);

/* sending.c */
void stream_prepare(struct stream *stream, int number, uint64_t now);
uint64_t send_due(struct load *load, uint64_t now); /* when the next frame is due */

/* reports.c */
struct incoming *incoming_of(struct connection *connection, uint32_t ssrc);
void count_incoming(struct connection *connection, const uint8_t *packet);
void read_rtcp(struct load *load, struct connection *connection, const uint8_t *data, int length, uint64_t now);
void send_reports(struct load *load, int number, uint64_t now);

#endif
