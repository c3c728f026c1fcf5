/* The floor: what SRTP and the kernel alone cost for the same mix of packets, with one thread and one socket. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "load.h"

enum { AUDIO_BYTES = 12 + 4 + 4 + 100, VIDEO_BYTES = 12 + 1111, AUDIO_OF_14 = 5 };

/* CPU nanoseconds of this thread per packet, sending for `seconds` to each address in turn, or -1.  Five packets of
 * fourteen are audio, as in the scenarios.  Without `session` nothing is encrypted. */
double floor_send(const struct srtp_calls *calls, void *session, int fd, const struct sockaddr_storage *addresses,
                  int address_count, int address_bytes, double seconds) {
    uint8_t packet[MAX_PACKET] __attribute__((aligned(8)));
    uint64_t end = clock_ns(CLOCK_MONOTONIC) + (uint64_t)(seconds * 1e9), sent = 0;
    uint64_t cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    memset(packet, 0x55, sizeof packet);
    while (clock_ns(CLOCK_MONOTONIC) < end) {
        int audio = sent / (uint64_t)address_count % 14 < AUDIO_OF_14;
        for (int i = 0; i < address_count; i++, sent++) {
            int length = audio ? AUDIO_BYTES : VIDEO_BYTES;
            packet[0] = 0x80;
            packet[1] = 96;
            put16(packet + 2, (uint32_t)(sent / (uint64_t)address_count));
            put32(packet + 8, (uint32_t)i + 1);
            if (session && calls->protect(session, packet, &length)) return -1;
            if (sendto(fd, packet, (size_t)length, 0, (const struct sockaddr *)&addresses[i], (socklen_t)address_bytes) < 0)
                return -1;
        }
    }
    return sent ? (double)(clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu) / (double)sent : -1;
}
