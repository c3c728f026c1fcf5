/* What the compiled path reads of a packet: RTP header extensions and the VP8 payload descriptor. */

#include "fanout.h"

#define LEAST 12 /* bytes of an RTP header */
#define EXT_MID 1
#define EXT_REPAIRED_RID 3
#define EXT_TRANSPORT_CC 4
#define EXT_AUDIO_LEVEL 5

/* Find the one-byte extension elements (RFC 8285); returns the payload's offset, 0 for what Python shall look at. */
int read_extensions(const uint8_t *data, int length, struct arrival *arrival) {
    if (!(data[0] & 0x10)) return LEAST;
    if (length < LEAST + 4 || get16(data + LEAST) != 0xBEDE) return 0;
    int end = LEAST + 4 + 4 * get16(data + LEAST + 2);
    if (end > length) return 0;
    unsigned seen = 0;
    for (int at = LEAST + 4; at < end;) {
        int id = data[at] >> 4, size = (data[at] & 15) + 1;
        if (id == 0) {
            at += 1;
            continue;
        }
        if (id == 15 || at + 1 + size > end || (id >= EXT_MID && id <= EXT_REPAIRED_RID) || seen & 1u << id) return 0;
        seen |= 1u << id;
        if (id == EXT_TRANSPORT_CC && size == 2) {
            arrival->packet.transport_cc = (uint16_t)(at + 1);
            arrival->transport_number = get16(data + at + 1);
        } else if (id == EXT_AUDIO_LEVEL) {
            arrival->level = data[at + 1] & 0x7F;
        }
        at += 1 + size;
    }
    return end;
}

/* The VP8 payload descriptor, as media/rtp/vp8.py reads it; 0 for what is cut off or begins a key frame. */
int read_vp8(const uint8_t *data, int offset, int end, struct packet *packet) {
    if (offset + 1 >= end) return 0;
    int at = offset + 1;
    if (data[offset] & 0x80) {
        int flags = data[at++];
        if (flags & 0x80) {
            if (at + 1 >= end) return 0;
            packet->picture_offset = (uint16_t)at;
            packet->wide = data[at] >> 7;
            packet->picture = packet->wide ? get16(data + at) & 0x7FFF : data[at];
            at += packet->wide ? 2 : 1;
        }
        if (flags & 0x40) {
            if (at >= end) return 0;
            packet->tl0_offset = (uint16_t)at;
            packet->tl0 = data[at++];
        }
        if (flags & 0x30) {
            if (at >= end) return 0;
            if (flags & 0x20) {
                packet->temporal = data[at] >> 6;
                packet->sync = data[at] >> 5 & 1;
            }
            at++;
        }
    }
    if (at >= end) return 0;
    packet->begins = (data[offset] & 0x1F) == 0x10;
    return !(packet->begins && !(data[at] & 1));
}
