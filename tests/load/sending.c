/* What publishers send: VP8-like video of 30 frames and 90 packets a second, Opus-like audio of 50 packets a second.
 * A frame's packets leave back to back.  The first frame and those after a request are key frames. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "load.h"

enum {
    VIDEO_PACKETS = 3,    /* in a frame */
    VIDEO_PAYLOAD = 1111, /* bytes; 90 of them a second are 800 kbit/s */
    AUDIO_PAYLOAD = 100,
    FRESH_PACKETS = 50, /* browsers name the m-line in the first packets of an SSRC only */
    VOICE_LEVEL = 30,   /* -dBov (RFC 6464) */
};

uint64_t clock_ns(int clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void stream_prepare(struct stream *stream, int number, uint64_t now) {
    stream->interval = stream->options.video ? 1000000000u / 30 : 20000000u;
    stream->ticks = stream->options.video ? 90000 / 30 : 960;
    stream->sequence = (uint16_t)(number * 977);
    stream->timestamp = (uint32_t)number * 1234567u;
    stream->key_frame_wanted = 1;
    /* The golden ratio spreads any number of streams evenly over the interval. */
    double place = number * 0.6180339887498949;
    stream->due = now + (uint64_t)((place - (int)place) * (double)stream->interval);
}

/* One-byte header extensions (RFC 8285 section 4.2); returns the length of the block, 0 when there are none. */
static int write_extensions(const struct stream *stream, uint8_t *at) {
    const struct stream_options *options = &stream->options;
    int mid = (int)strnlen(options->mid, MAX_MID);
    uint8_t *element = at + 4;
    if (stream->packets < FRESH_PACKETS && mid) {
        *element++ = (uint8_t)(options->mid_extension << 4 | (mid - 1));
        memcpy(element, options->mid, (size_t)mid);
        element += mid;
    }
    if (!options->video) {
        *element++ = (uint8_t)(options->level_extension << 4);
        *element++ = 0x80 | VOICE_LEVEL;
    }
    if (element == at + 4) return 0;
    while ((element - at) % 4) *element++ = 0;
    put16(at, 0xBEDE);
    put16(at + 2, (uint32_t)(element - at - 4) / 4);
    return (int)(element - at);
}

/* VP8 payload descriptor with a 15-bit picture id (RFC 7741 section 4.2), then the frame's first bytes. */
static void write_vp8(struct stream *stream, uint8_t *payload, int place, int key_frame) {
    payload[0] = place == 0 ? 0x90 : 0x80;
    payload[1] = 0x80;
    put16(payload + 2, 0x8000u | stream->picture);
    if (place == 0) {
        static const uint8_t key[] = {0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01};
        memcpy(payload + 4, key, sizeof key);
        payload[4] = key_frame ? 0x10 : 0x11;
    }
}

static void send_packet(struct load *load, struct stream *stream, int place, int last, int key_frame) {
    uint8_t packet[MAX_PACKET] __attribute__((aligned(8)));
    struct connection *connection = &load->connections[stream->options.connection];
    int payload = stream->options.video ? VIDEO_PAYLOAD : AUDIO_PAYLOAD;
    int header = 12 + write_extensions(stream, packet + 12);
    packet[0] = header > 12 ? 0x90 : 0x80;
    packet[1] = (uint8_t)(stream->options.payload_type | (stream->options.video && last ? 0x80 : 0));
    put16(packet + 2, stream->sequence++);
    put32(packet + 4, stream->timestamp);
    put32(packet + 8, stream->options.ssrc);
    memset(packet + header, 0x55, (size_t)payload);
    if (stream->options.video) write_vp8(stream, packet + header, place, key_frame);
    int length = header + payload;
    /* The stamp is encrypted, so that protecting this one packet counts as latency. */
    struct probe probe = {PROBE_MAGIC, load->window, clock_ns(CLOCK_REALTIME)};
    memcpy(packet + length - sizeof probe, &probe, sizeof probe);
    stream->packets++;
    stream->octets += (uint32_t)payload;
    if (load->srtp.protect(connection->outgoing, packet, &length)) return;
    int refused = send(connection->fd, packet, (size_t)length, MSG_DONTWAIT) != length;
    if (load->window) {
        load->result.sent++;
        load->result.refused += (uint64_t)refused;
        load->result.expected += (uint64_t)stream->options.viewers;
    }
}

static void send_frame(struct load *load, struct stream *stream) {
    int key_frame = stream->key_frame_wanted, packets = stream->options.video ? VIDEO_PACKETS : 1;
    stream->key_frame_wanted = 0;
    stream->timestamp += stream->ticks;
    stream->picture = (stream->picture + 1) & 0x7FFF;
    for (int place = 0; place < packets; place++) send_packet(load, stream, place, place == packets - 1, key_frame);
}

uint64_t send_due(struct load *load, uint64_t now) {
    uint64_t next = UINT64_MAX;
    for (int number = 0; number < load->stream_count; number++) {
        struct stream *stream = &load->streams[number];
        if (stream->options.room >= load->active_rooms) {
            while (stream->due <= now) stream->due += stream->interval;
            continue;
        }
        while (stream->due <= now) {
            double late = (double)(now - stream->due) / 1e6;
            if (load->window && late > load->result.late_max) load->result.late_max = late;
            send_frame(load, stream);
            stream->due += stream->interval;
        }
        if (stream->due < next) next = stream->due;
    }
    return next;
}
