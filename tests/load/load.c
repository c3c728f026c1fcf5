/* The load's one thread: sends what is due when it is due, drains the sockets, keeps consent fresh.  Receive times are
 * the kernel's, so that nothing is gained by waking up for each packet: it looks for them once a millisecond. */
#define _GNU_SOURCE
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

static const uint64_t TICK_NS = 1000000, CONSENT_NS = 2500000000u;
enum { RECEIVE_BUFFER = 8 << 20, MIN_PAUSE_NS = 50000 };

/* What came with a datagram; buffers are reused for every batch of the one thread. */
static uint8_t buffers[BATCH][MAX_PACKET] __attribute__((aligned(8)));
static char controls[BATCH][CMSG_SPACE(sizeof(struct timespec))] __attribute__((aligned(8)));

static uint64_t received_at(struct msghdr *message) {
    for (struct cmsghdr *item = CMSG_FIRSTHDR(message); item; item = CMSG_NXTHDR(message, item)) {
        if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec time;
            memcpy(&time, CMSG_DATA(item), sizeof time);
            return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
        }
    }
    return 0;
}

static void count_media(struct load *load, const uint8_t *packet, int length, uint64_t at) {
    struct probe probe;
    if (length < 12 + (int)sizeof probe) return;
    memcpy(&probe, packet + length - sizeof probe, sizeof probe);
    if (probe.magic != PROBE_MAGIC) return;
    load->result.arrived++;
    if (!probe.window || probe.window != load->counted_window) return;
    load->result.received++;
    if (at && load->sample_count < MAX_SAMPLES) {
        uint64_t latency = at > probe.sent_at ? at - probe.sent_at : 0;
        load->samples[load->sample_count++] = latency > UINT32_MAX ? UINT32_MAX : (uint32_t)latency;
    }
}

static void receive(struct load *load, struct connection *connection, uint8_t *packet, int length, uint64_t at) {
    if (length >= 20 && packet[0] == 0 && packet[1] == 1) {
        load->asked((int)(connection - load->connections), packet, length);
        return;
    }
    if (length < 12 || packet[0] >> 6 != 2) return; /* STUN answers and DTLS retransmissions */
    int forged;
    if (packet[1] >= 192 && packet[1] <= 223) {
        forged = load->srtp.unprotect_rtcp(connection->received, packet, &length);
        if (!forged) read_rtcp(load, connection, packet, length, clock_ns(CLOCK_MONOTONIC));
    } else {
        forged = load->srtp.unprotect(connection->received, packet, &length);
        if (!forged) {
            count_incoming(connection, packet);
            count_media(load, packet, length, at);
        }
    }
    load->result.forged += forged != 0;
}

static void drain(struct load *load, struct connection *connection) {
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    int count;
    do {
        for (int i = 0; i < BATCH; i++) {
            vectors[i] = (struct iovec){buffers[i], MAX_PACKET};
            messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1,
                                                  .msg_control = controls[i], .msg_controllen = sizeof controls[i]};
        }
        count = recvmmsg(connection->fd, messages, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < count; i++)
            receive(load, connection, buffers[i], (int)messages[i].msg_len, received_at(&messages[i].msg_hdr));
    } while (count == BATCH);
}

static void drain_ready(struct load *load) {
    struct epoll_event events[MAX_CONNECTIONS];
    int ready = epoll_wait(load->epoll, events, MAX_CONNECTIONS, 0);
    for (int i = 0; i < ready; i++) drain(load, &load->connections[events[i].data.u32]);
}

static void keep_alive(struct load *load, uint64_t now) {
    for (int number = 0; number < load->connection_count; number++) {
        struct connection *connection = &load->connections[number];
        if (now >= connection->consent_due) {
            connection->consent_due = now + CONSENT_NS;
            (void)!send(connection->fd, connection->consent, (size_t)connection->consent_length, MSG_DONTWAIT);
        }
        send_reports(load, number, now);
    }
}

static void sleep_until(uint64_t when) {
    uint64_t earliest = clock_ns(CLOCK_MONOTONIC) + MIN_PAUSE_NS;
    if (when < earliest) when = earliest;
    struct timespec until = {(time_t)(when / 1000000000u), (long)(when % 1000000000u)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void *run(void *argument) {
    struct load *load = argument;
    uint64_t tick = 0;
    while (!load->stopping) {
        pthread_mutex_lock(&load->lock);
        uint64_t now = clock_ns(CLOCK_MONOTONIC);
        uint64_t due = send_due(load, now);
        if (now >= tick) {
            drain_ready(load);
            keep_alive(load, now);
            tick = now + TICK_NS;
        }
        pthread_mutex_unlock(&load->lock);
        sleep_until(due < tick ? due : tick);
    }
    return NULL;
}

/* `asked` answers a server's connectivity check, which comes every few seconds. */
struct load *load_start(const struct srtp_calls *calls, asked_function asked) {
    struct load *load = calloc(1, sizeof *load);
    if (!load) return NULL;
    load->srtp = *calls;
    load->asked = asked;
    load->samples = malloc(MAX_SAMPLES * sizeof *load->samples);
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    pthread_mutex_init(&load->lock, NULL);
    if (!load->samples || load->epoll < 0 || pthread_create(&load->thread, NULL, run, load)) return NULL;
    return load;
}

/* Number of the connection, or -1; the socket stays the caller's to close, after load_stop. */
int load_connect(struct load *load, int fd, void *outgoing, void *received, uint32_t ssrc, const uint8_t *consent,
                 int consent_length) {
    if (load->connection_count == MAX_CONNECTIONS || consent_length > MAX_CONSENT) return -1;
    int size = RECEIVE_BUFFER, on = 1, number = load->connection_count;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size))
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on)) return -1;
    pthread_mutex_lock(&load->lock);
    struct connection *connection = &load->connections[number];
    connection->fd = fd;
    connection->outgoing = outgoing;
    connection->received = received;
    connection->ssrc = ssrc;
    memcpy(connection->consent, consent, (size_t)consent_length);
    connection->consent_length = consent_length;
    /* Neither consent nor reports of all connections fall on the same moment. */
    uint64_t spread = (uint64_t)number * 37000000u, now = clock_ns(CLOCK_MONOTONIC);
    connection->consent_due = now + spread % CONSENT_NS;
    connection->report_due = now + spread % 1000000000u;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)number};
    int failed = epoll_ctl(load->epoll, EPOLL_CTL_ADD, fd, &event);
    if (!failed) load->connection_count++;
    pthread_mutex_unlock(&load->lock);
    return failed ? -1 : number;
}

int load_publish(struct load *load, const struct stream_options *options) {
    if (load->stream_count == MAX_STREAMS) return -1;
    pthread_mutex_lock(&load->lock);
    struct stream *stream = &load->streams[load->stream_count];
    memset(stream, 0, sizeof *stream);
    stream->options = *options;
    stream_prepare(stream, load->stream_count, clock_ns(CLOCK_MONOTONIC));
    load->connections[options->connection].ssrc = options->ssrc;
    load->stream_count++;
    pthread_mutex_unlock(&load->lock);
    return 0;
}

/* Publishers of rooms 0 .. rooms - 1 send; the others are silent. */
void load_activate(struct load *load, int rooms) {
    pthread_mutex_lock(&load->lock);
    load->active_rooms = rooms;
    pthread_mutex_unlock(&load->lock);
}

/* Since the sockets were opened; the lock is held. */
static uint64_t dropped(const struct load *load) {
    uint64_t sum = 0;
    for (int i = 0; i < load->connection_count; i++) {
        uint32_t memory[SK_MEMINFO_VARS] = {0};
        socklen_t size = sizeof memory;
        if (!getsockopt(load->connections[i].fd, SOL_SOCKET, SO_MEMINFO, memory, &size)) sum += memory[SK_MEMINFO_DROPS];
    }
    return sum;
}

void load_begin(struct load *load) {
    pthread_mutex_lock(&load->lock);
    struct result *result = &load->result;
    *result = (struct result){.forged = result->forged, .nacks = result->nacks, .arrived = result->arrived,
                              .key_frame_requests = result->key_frame_requests};
    load->dropped_before = dropped(load);
    load->sample_count = 0;
    load->window = load->counted_window = ++load->next_window;
    pthread_mutex_unlock(&load->lock);
}

/* What is sent from now on is not counted; what is still on its way is. */
void load_end(struct load *load) {
    pthread_mutex_lock(&load->lock);
    load->window = 0;
    pthread_mutex_unlock(&load->lock);
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void load_result(struct load *load, struct result *result) {
    pthread_mutex_lock(&load->lock);
    uint32_t count = load->sample_count;
    *result = load->result;
    result->dropped = dropped(load) - load->dropped_before;
    pthread_mutex_unlock(&load->lock);
    if (!count) return;
    qsort(load->samples, count, sizeof *load->samples, by_size);
    result->latency_p50 = load->samples[count / 2] / 1e6;
    result->latency_p99 = load->samples[(uint64_t)count * 99 / 100] / 1e6;
    result->latency_max = load->samples[count - 1] / 1e6;
}

void load_stop(struct load *load) {
    load->stopping = 1;
    pthread_join(load->thread, NULL);
    close(load->epoll);
    free(load->samples);
    free(load);
}
