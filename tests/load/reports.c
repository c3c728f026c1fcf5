/* RTCP of a browser that neither repairs nor estimates: sender and receiver reports once a second; key-frame requests
 * are obeyed, NACKs counted (RFC 3550 section 6, RFC 4585 section 6). */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "load.h"

enum { SR = 200, RR = 201, SDES = 202, RTPFB = 205, PSFB = 206, NACK = 1, PLI = 1, FIR = 4, MAX_BLOCKS = 31 };
static const uint64_t REPORT_NS = 1000000000u, NTP_EPOCH = 2208988800u;

struct incoming *incoming_of(struct connection *connection, uint32_t ssrc) {
    for (int i = 0; i < connection->incoming_count; i++)
        if (connection->incoming[i].ssrc == ssrc) return &connection->incoming[i];
    return NULL;
}

void count_incoming(struct connection *connection, const uint8_t *packet) {
    uint32_t ssrc = get32(packet + 8), sequence = get16(packet + 2);
    struct incoming *incoming = incoming_of(connection, ssrc);
    if (!incoming) {
        if (connection->incoming_count == MAX_INCOMING) return;
        incoming = &connection->incoming[connection->incoming_count++];
        *incoming = (struct incoming){.ssrc = ssrc, .highest = sequence, .first = sequence};
    }
    int ahead = (int16_t)(sequence - (incoming->highest & 0xFFFF));
    if (ahead > 0) incoming->highest += (uint32_t)ahead;
    incoming->count++;
}

static void key_frame_for(struct load *load, uint32_t ssrc) {
    load->result.key_frame_requests++;
    for (int i = 0; i < load->stream_count; i++)
        if (load->streams[i].options.ssrc == ssrc) load->streams[i].key_frame_wanted = 1;
}

void read_rtcp(struct load *load, struct connection *connection, const uint8_t *data, int length, uint64_t now) {
    while (length >= 12) {
        int size = 4 * ((int)get16(data + 2) + 1), format = data[0] & 0x1F;
        if (size > length) return;
        if (data[1] == SR && size >= 20) {
            struct incoming *incoming = incoming_of(connection, get32(data + 4));
            if (incoming) incoming->report = get32(data + 10), incoming->report_at = now;
        } else if (data[1] == PSFB && format == PLI) {
            key_frame_for(load, get32(data + 8));
        } else if (data[1] == PSFB && format == FIR && size >= 20) {
            key_frame_for(load, get32(data + 12));
        } else if (data[1] == RTPFB && format == NACK) {
            load->result.nacks++;
        }
        data += size;
        length -= size;
    }
}

static void head(uint8_t *at, int count, int type, int bytes, uint32_t ssrc) {
    at[0] = (uint8_t)(0x80 | count);
    at[1] = (uint8_t)type;
    put16(at + 2, (uint32_t)bytes / 4 - 1);
    put32(at + 4, ssrc);
}

static int write_sender_report(const struct stream *stream, uint8_t *at) {
    uint64_t wall = clock_ns(CLOCK_REALTIME);
    head(at, 0, SR, 28, stream->options.ssrc);
    put32(at + 8, (uint32_t)(wall / 1000000000u + NTP_EPOCH));
    put32(at + 12, (uint32_t)((wall % 1000000000u << 32) / 1000000000u));
    put32(at + 16, stream->timestamp);
    put32(at + 20, stream->packets);
    put32(at + 24, stream->octets);
    return 28;
}

static void write_block(const struct incoming *incoming, uint8_t *at, uint64_t now) {
    uint32_t expected = incoming->highest - incoming->first + 1;
    uint32_t lost = expected > incoming->count ? expected - incoming->count : 0;
    memset(at, 0, 24);
    put32(at, incoming->ssrc);
    put32(at + 4, lost & 0xFFFFFF);
    put32(at + 8, incoming->highest);
    put32(at + 12, 10);
    put32(at + 16, incoming->report);
    if (incoming->report) put32(at + 20, (uint32_t)((now - incoming->report_at) * 65536 / 1000000000u));
}

static int write_receiver_report(const struct connection *connection, uint8_t *at, uint64_t now) {
    int blocks = connection->incoming_count < MAX_BLOCKS ? connection->incoming_count : MAX_BLOCKS;
    head(at, blocks, RR, 8 + 24 * blocks, connection->ssrc);
    for (int i = 0; i < blocks; i++) write_block(&connection->incoming[i], at + 8 + 24 * i, now);
    return 8 + 24 * blocks;
}

static int write_description(uint32_t ssrc, uint8_t *at) {
    static const uint8_t name[] = {1, 4, 'l', 'o', 'a', 'd', 0, 0};
    head(at, 1, SDES, 16, ssrc);
    memcpy(at + 8, name, sizeof name);
    return 16;
}

void send_reports(struct load *load, int number, uint64_t now) {
    struct connection *connection = &load->connections[number];
    uint8_t data[MAX_PACKET] __attribute__((aligned(8)));
    int length = 0;
    if (now < connection->report_due) return;
    connection->report_due = now + REPORT_NS;
    for (int i = 0; i < load->stream_count; i++) {
        const struct stream *stream = &load->streams[i];
        if (stream->options.connection == number && stream->packets && stream->options.room < load->active_rooms)
            length += write_sender_report(stream, data + length);
    }
    if (connection->incoming_count) length += write_receiver_report(connection, data + length, now);
    if (!length) return;
    length += write_description(get32(data + 4), data + length);
    if (load->srtp.protect_rtcp(connection->outgoing, data, &length)) return;
    /* A report that the socket refuses is made up for a second later. */
    (void)!send(connection->fd, data, (size_t)length, MSG_DONTWAIT);
}
