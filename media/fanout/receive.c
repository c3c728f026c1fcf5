/* The compiled path for what arrives: read all datagrams that wait, and forward by itself the packets that need no
   decision - the next one in order of a stream that Python has opened for this, and no key frame.  Everything else is
   left for Python, decrypted or not, in the order of arrival. */

#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>

#include "fanout.h"

#define BATCH 32
#define LEAST 12 /* bytes of an RTP header */
#define NUMBERS 512
#define EXT_MID 1
#define EXT_REPAIRED_RID 3
#define EXT_TRANSPORT_CC 4
#define EXT_AUDIO_LEVEL 5
enum { RAW, PLAIN, DONE };

static uint32_t hash(const uint8_t *address, uint32_t length) {
    uint32_t value = 2166136261u; /* FNV-1a */
    for (uint32_t place = 0; place < length; place++) value = (value ^ address[place]) * 16777619u;
    return value ^ value >> 15;
}

static uint32_t home(const struct inbox *inbox, const struct entry *entry) {
    return hash(entry->address, entry->length) & inbox->entries_mask;
}

/* Where an address is, or the free entry where it would be. */
static uint32_t find(const struct inbox *inbox, const uint8_t *address, uint32_t length) {
    uint32_t place = hash(address, length) & inbox->entries_mask;
    for (;; place = (place + 1) & inbox->entries_mask) {
        const struct entry *entry = &inbox->entries[place];
        if (entry->peer == NULL || (entry->length == length && memcmp(entry->address, address, length) == 0))
            return place;
    }
}

/* Packets from this address belong to `peer` from now on; the caller keeps the table less than half full. */
void resfri_learn(struct inbox *inbox, const uint8_t *address, uint32_t length, struct peer *peer) {
    struct entry *entry = &inbox->entries[find(inbox, address, length)];
    entry->peer = peer;
    entry->length = length;
    memcpy(entry->address, address, length);
}

void resfri_forget(struct inbox *inbox, const uint8_t *address, uint32_t length) {
    uint32_t gap = find(inbox, address, length);
    if (inbox->entries[gap].peer == NULL) return;
    /* Entries behind the gap move up, unless that would put them before their home. */
    for (uint32_t place = (gap + 1) & inbox->entries_mask; inbox->entries[place].peer != NULL;
         place = (place + 1) & inbox->entries_mask) {
        uint32_t wanted = home(inbox, &inbox->entries[place]);
        if (((place - wanted) & inbox->entries_mask) >= ((place - gap) & inbox->entries_mask)) {
            inbox->entries[gap] = inbox->entries[place];
            gap = place;
        }
    }
    inbox->entries[gap].peer = NULL;
}

static uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

/* Find the one-byte extension elements (RFC 8285); returns the payload's offset, 0 for what Python shall look at. */
static int read_extensions(const uint8_t *data, int length, struct arrival *arrival) {
    if (!(data[0] & 0x10)) return LEAST;
    if (length < LEAST + 4 || get16(data + LEAST) != 0xBEDE) return 0;
    int end = LEAST + 4 + 4 * get16(data + LEAST + 2);
    if (end > length) return 0;
    for (int at = LEAST + 4; at < end;) {
        int id = data[at] >> 4, size = (data[at] & 15) + 1;
        if (id == 0) {
            at += 1;
            continue;
        }
        if (id == 15 || at + 1 + size > end || (id >= EXT_MID && id <= EXT_REPAIRED_RID)) return 0;
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
static int read_vp8(const uint8_t *data, int offset, int end, struct packet *packet) {
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

/* Keep it for retransmissions. */
static void keep(struct inlet *inlet, const uint8_t *data, const struct packet *packet) {
    int64_t place = packet->index & inlet->kept_mask;
    struct kept *kept = &inlet->kept[place];
    kept->index = packet->index;
    kept->timestamp = packet->timestamp;
    kept->length = packet->length;
    kept->payload = packet->payload;
    kept->transport_cc = packet->transport_cc;
    kept->payload_type = inlet->payload_type;
    kept->key_frame = !inlet->vp8;
    memcpy(inlet->kept_bytes + (size_t)place * inlet->kept_slot, data, packet->length);
}

/* What Python collects a few times a second: reception statistics, arrivals for the transport-wide feedback, levels. */
static void note(struct peer *peer, struct inlet *inlet, const struct arrival *arrival) {
    const struct packet *packet = &arrival->packet;
    uint32_t ticks = (uint32_t)((uint64_t)packet->now * inlet->clock_rate / 1000000);
    int32_t difference = (int32_t)(ticks - packet->timestamp - inlet->transit);
    double moved = difference < 0 ? -(double)difference : difference;
    /* The microseconds wrap around every 71 minutes, and then the difference means nothing. */
    if (inlet->packets && moved < inlet->clock_rate) inlet->jitter += (moved - inlet->jitter) / 16;
    inlet->transit = ticks - packet->timestamp;
    inlet->packets += 1;
    inlet->last_at = packet->now;
    inlet->octets[packet->temporal] += packet->length;
    if (arrival->level >= 0) {
        inlet->loudest = inlet->levels && inlet->loudest < (uint32_t)arrival->level ? inlet->loudest
                                                                                    : (uint32_t)arrival->level;
        inlet->levels += 1;
    }
    if (arrival->transport_number >= 0 && peer->numbered < NUMBERS) {
        peer->numbers[peer->numbered] = (uint16_t)arrival->transport_number;
        peer->times[peer->numbered++] = packet->now;
        peer->number_ssrc = inlet->ssrc;
    }
}

/* Forward the decrypted packet if it needs no decision; returns whether that was so. */
static int forward(struct inbox *inbox, struct peer *peer, struct inlet *inlet, const uint8_t *data, int length,
                   uint32_t now, struct arrival *arrival) {
    struct packet *packet = &arrival->packet;
    memset(packet, 0, sizeof *packet);
    arrival->transport_number = arrival->level = -1;
    uint32_t cost = (uint32_t)length < inlet->least ? inlet->least : (uint32_t)length;
    if (data[0] & 0x2F || (data[1] & 0x7F) != inlet->payload_type) return 0;
    if (cost > inlet->allowance || (uint32_t)length > inlet->kept_slot || peer->numbered >= NUMBERS) return 0;
    if (get16(data + 2) != (uint16_t)(inlet->highest + 1)) return 0;
    int payload = read_extensions(data, length, arrival);
    if (payload == 0 || payload >= length) return 0;
    if (inlet->vp8 && !read_vp8(data, payload, length, packet)) return 0;
    inlet->highest += 1;
    inlet->allowance -= cost;
    packet->index = inlet->highest;
    packet->timestamp = get32(data + 4);
    packet->now = now;
    packet->length = (uint16_t)length;
    packet->payload = (uint16_t)payload;
    inbox->sent += (uint32_t)resfri_fan_out(inbox->fd, (srtp_function)inbox->protect, data, packet, inlet->routes,
                                            inlet->count);
    keep(inlet, data, packet);
    note(peer, inlet, arrival);
    return 1;
}

static struct inlet *inlet_of(const struct peer *peer, uint32_t ssrc) {
    for (int place = 0; place < peer->count; place++)
        if (peer->inlets[place]->ssrc == ssrc) return peer->inlets[place];
    return NULL;
}

/* Handle one datagram; returns 0 when it is dropped, and -1 when Python need not hear of it otherwise. */
static int handle(struct inbox *inbox, uint8_t *data, int length, uint32_t now, struct arrival *arrival) {
    const struct entry *entry = &inbox->entries[find(inbox, arrival->address, arrival->address_length)];
    struct peer *peer = entry->peer;
    arrival->kind = RAW;
    arrival->inlet = -1;
    arrival->peer = peer ? peer->id : -1;
    arrival->length = (uint32_t)length;
    if (peer == NULL) return length > 0 && data[0] < 4; /* strangers may only send STUN */
    if (length < LEAST || data[0] >> 6 != 2 || (data[1] >= 192 && data[1] <= 223) || peer->srtp == NULL) return 1;
    struct inlet *inlet = inlet_of(peer, get32(data + 8));
    if (inlet == NULL || !inlet->open) return 1;
    if (peer->budget <= 0 || peer->octets < length) return 0;
    peer->budget -= 1;
    peer->octets -= length;
    if (((srtp_function)inbox->unprotect)(peer->srtp, data, &length) != 0) return 0;
    arrival->inlet = inlet->id;
    arrival->length = (uint32_t)length;
    if (!forward(inbox, peer, inlet, data, length, now, arrival)) {
        arrival->kind = PLAIN;
        return 1;
    }
    arrival->kind = DONE;
    return inlet->report ? 1 : -1;
}

#ifdef __linux__
static int receive_batch(struct inbox *inbox, int first, int wanted, int lengths[BATCH]) {
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    memset(messages, 0, sizeof(struct mmsghdr) * (size_t)wanted);
    for (int place = 0; place < wanted; place++) {
        parts[place].iov_base = inbox->bytes + (size_t)SLOT * (size_t)(first + place);
        parts[place].iov_len = SLOT;
        messages[place].msg_hdr.msg_iov = &parts[place];
        messages[place].msg_hdr.msg_iovlen = 1;
        messages[place].msg_hdr.msg_name = inbox->arrivals[first + place].address;
        messages[place].msg_hdr.msg_namelen = sizeof inbox->arrivals[0].address;
    }
    int count = recvmmsg(inbox->fd, messages, (unsigned)wanted, MSG_DONTWAIT, NULL);
    for (int place = 0; place < count; place++) {
        int cut = messages[place].msg_hdr.msg_flags & MSG_TRUNC;
        lengths[place] = cut ? 0 : (int)messages[place].msg_len;
        inbox->arrivals[first + place].address_length = messages[place].msg_hdr.msg_namelen;
    }
    return count;
}
#else
static int receive_batch(struct inbox *inbox, int first, int wanted, int lengths[BATCH]) {
    int count = 0;
    for (; count < wanted; count++) {
        struct arrival *arrival = &inbox->arrivals[first + count];
        socklen_t size = sizeof arrival->address;
        ssize_t length = recvfrom(inbox->fd, inbox->bytes + (size_t)SLOT * (size_t)(first + count), SLOT,
                                  MSG_DONTWAIT, (struct sockaddr *)arrival->address, &size);
        if (length < 0) break;
        lengths[count] = (int)length;
        arrival->address_length = size;
    }
    return count ? count : -1;
}
#endif

/* Read what waits, at most `slots` datagrams, at `now` (microseconds modulo 2^32).  Returns how many arrivals Python
   has to look at; they stand at the beginning of `arrivals`, and their bytes in the slots that they name. */
int resfri_receive(struct inbox *inbox, uint32_t now) {
    int kept = 0, taken = 0;
    inbox->dropped = inbox->received = inbox->sent = 0;
    while (taken < inbox->slots) {
        int lengths[BATCH];
        int wanted = inbox->slots - taken < BATCH ? inbox->slots - taken : BATCH;
        int count = receive_batch(inbox, taken, wanted, lengths);
        if (count <= 0) break;
        for (int place = taken; place < taken + count; place++) {
            struct arrival *arrival = &inbox->arrivals[place];
            uint8_t *data = inbox->bytes + (size_t)SLOT * (size_t)place;
            arrival->slot = place;
            int told = handle(inbox, data, lengths[place - taken], now, arrival);
            if (told == 0) inbox->dropped++;
            if (told <= 0) continue;
            if (kept != place) inbox->arrivals[kept] = *arrival;
            kept++;
        }
        inbox->received += (uint32_t)count;
        taken += count;
        if (count < wanted) break;
    }
    return kept;
}
