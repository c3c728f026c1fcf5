/* The compiled path for what arrives: read all datagrams that wait, and forward by itself the packets that need no
   decision - the next one in order of a stream that Python has opened for this, and no key frame.  Everything else is
   left for Python, decrypted or not, in the order of arrival. */

#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>

#include "fanout.h"

#define BATCH 64
#define LEAST 12 /* bytes of an RTP header */
#define NUMBERS 512
#define UNLIMITED 0xFFFFFFFFu
#define GAPS 8
#define LONGEST_GAP 64
#define GAP_US 20000       /* between two times that Python hears of gaps of one inlet */
#define BUSY_GAP_US 200000 /* and where it has too much to do already */
enum { RAW, PLAIN, DONE };

static uint32_t hash(const uint8_t *address, uint32_t length) {
    uint32_t value = 2166136261u; /* FNV-1a */
    for (uint32_t i = 0; i < length; i++) value = (value ^ address[i]) * 16777619u;
    return value ^ value >> 15;
}

static uint32_t home(const struct inbox *inbox, const struct entry *entry) {
    return hash(entry->address, entry->length) & inbox->entries_mask;
}

/* Where an address is, or the free entry where it would be. */
static uint32_t find(const struct inbox *inbox, const uint8_t *address, uint32_t length) {
    uint32_t i = hash(address, length) & inbox->entries_mask;
    for (;; i = (i + 1) & inbox->entries_mask) {
        const struct entry *entry = &inbox->entries[i];
        if (entry->peer == NULL || (entry->length == length && memcmp(entry->address, address, length) == 0))
            return i;
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
    for (uint32_t i = (gap + 1) & inbox->entries_mask; inbox->entries[i].peer != NULL;
         i = (i + 1) & inbox->entries_mask) {
        uint32_t wanted = home(inbox, &inbox->entries[i]);
        if (((i - wanted) & inbox->entries_mask) >= ((i - gap) & inbox->entries_mask)) {
            inbox->entries[gap] = inbox->entries[i];
            gap = i;
        }
    }
    inbox->entries[gap].peer = NULL;
}

/* Keep it for retransmissions. */
static void keep(struct inlet *inlet, const uint8_t *data, const struct packet *packet) {
    int64_t i = packet->index & inlet->kept_mask;
    struct kept *kept = &inlet->kept[i];
    kept->index = packet->index;
    kept->timestamp = packet->timestamp;
    kept->length = packet->length;
    kept->payload = packet->payload;
    kept->transport_cc = packet->transport_cc;
    kept->payload_type = inlet->payload_type;
    kept->key_frame = !inlet->vp8;
    memcpy(inlet->kept_bytes + (size_t)i * inlet->kept_slot, data, packet->length);
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

/* Take the decrypted packet if it needs no decision; returns whether that was so. */
static int take(struct peer *peer, struct inlet *inlet, const uint8_t *data, int length, uint32_t now,
                struct arrival *arrival) {
    struct packet *packet = &arrival->packet;
    memset(packet, 0, sizeof *packet);
    arrival->transport_number = arrival->level = -1;
    uint32_t cost = (uint32_t)length < inlet->least ? inlet->least : (uint32_t)length;
    if (data[0] & 0x2F || (data[1] & 0x7F) != inlet->payload_type) return 0;
    if (cost > inlet->allowance || (uint32_t)length > inlet->kept_slot || peer->numbered >= NUMBERS) return 0;
    int gap = (uint16_t)(get16(data + 2) - (uint16_t)inlet->highest - 1);
    if (gap && (gap > LONGEST_GAP || gap > peer->leaps || inlet->gap_count == GAPS)) return 0;
    int payload = read_extensions(data, length, arrival);
    if (payload == 0 || payload >= length) return 0;
    if (inlet->vp8 && !read_vp8(data, payload, length, packet)) return 0;
    if (gap) {
        peer->leaps -= gap;
        inlet->gaps[inlet->gap_count++] = (struct gap){inlet->highest + 1, gap};
    }
    inlet->highest += 1 + gap;
    if (inlet->allowance != UNLIMITED) inlet->allowance -= cost;
    packet->index = inlet->highest;
    packet->timestamp = get32(data + 4);
    packet->now = now;
    packet->length = (uint16_t)length;
    packet->payload = (uint16_t)payload;
    keep(inlet, data, packet);
    note(peer, inlet, arrival);
    return 1;
}

/* Whether Python is to hear of a packet that was forwarded: it has others to forward it to, or packets to ask for. */
static int tells(const struct inbox *inbox, struct inlet *inlet, uint32_t now) {
    if (inlet->gap_count && now - inlet->gap_told_at >= (inbox->busy ? BUSY_GAP_US : GAP_US)) {
        inlet->gap_told_at = now;
        return 1;
    }
    return inlet->report;
}

/* It is to be forwarded with the others of its inlet. */
static void enqueue(struct inbox *inbox, struct inlet *inlet, int i, int *waiting) {
    inbox->arrivals[i].next = 0;
    if (inlet->first == 0) {
        inlet->first = i + 1;
        inbox->waiting[(*waiting)++] = inlet;
    } else {
        inbox->arrivals[inlet->last - 1].next = i + 1;
    }
    inlet->last = i + 1;
}

/* Viewer by viewer, so that the keys of each are looked up once for the packets of a frame. */
static void forward_inlet(struct inbox *inbox, struct inlet *inlet) {
    for (int route = 0; route < inlet->count; route++) {
        for (int at = inlet->first; at; at = inbox->arrivals[at - 1].next) {
            const struct arrival *arrival = &inbox->arrivals[at - 1];
            forward_to(inbox->outbox, inlet->routes[route], inbox->bytes + (size_t)SLOT * (size_t)arrival->slot,
                       &arrival->packet);
        }
    }
    inlet->first = inlet->last = 0;
}

/* Room by room, so that what goes to one viewer leaves together. */
static void forward_all(struct inbox *inbox, int waiting) {
    uint64_t before = inbox->outbox->sent;
    inbox->outbox->fd = inbox->fd;
    while (waiting) {
        int others = 0, group = inbox->waiting[0]->group;
        for (int each = 0; each < waiting; each++) {
            if (inbox->waiting[each]->group == group)
                forward_inlet(inbox, inbox->waiting[each]);
            else
                inbox->waiting[others++] = inbox->waiting[each];
        }
        outbox_flush(inbox->outbox);
        waiting = others;
    }
    inbox->forwarded += inbox->outbox->sent - before;
}

static struct inlet *inlet_of(const struct peer *peer, uint32_t ssrc) {
    for (int i = 0; i < peer->count; i++)
        if (peer->inlets[i]->ssrc == ssrc) return peer->inlets[i];
    return NULL;
}

enum verdict { DROPPED, TOLD, FORWARDED };

/* Decrypt what its sender may still send.  Who can write any sender into a datagram does not spend that one's budget:
   what turns out to be forged is counted for itself. */
static int unprotect(const struct inbox *inbox, struct peer *peer, uint8_t *data, int *length, int control) {
    int sent = *length;
    if (peer->budget <= 0 || peer->octets < sent || peer->doubts <= 0) return 0;
    void *function = control ? inbox->unprotect_rtcp : inbox->unprotect;
    if (((srtp_function)function)(peer->srtp, data, length) != 0) {
        peer->doubts -= 1;
        return 0;
    }
    peer->budget -= 1;
    peer->octets -= sent;
    return 1;
}

/* Look at one datagram. */
static enum verdict handle(struct inbox *inbox, uint8_t *data, int length, uint32_t now, struct arrival *arrival,
                           struct inlet **found) {
    const struct entry *entry = &inbox->entries[find(inbox, arrival->address, arrival->address_length)];
    struct peer *peer = entry->peer;
    arrival->kind = RAW;
    arrival->inlet = -1;
    arrival->peer = peer ? peer->id : -1;
    arrival->length = (uint32_t)length;
    if (peer == NULL) return length > 0 && data[0] < 4 ? TOLD : DROPPED; /* strangers may only send STUN */
    if (length < LEAST || data[0] >> 6 != 2 || peer->srtp == NULL) return TOLD;
    int control = data[1] >= 192 && data[1] <= 223; /* RFC 5761 section 4 */
    if (!unprotect(inbox, peer, data, &length, control)) return DROPPED;
    arrival->length = (uint32_t)length;
    arrival->kind = PLAIN;
    struct inlet *inlet = control ? NULL : inlet_of(peer, get32(data + 8));
    if (inlet == NULL || !inlet->open) return TOLD;
    if (!take(peer, inlet, data, length, now, arrival)) {
        inlet->open = 0; /* what follows must not overtake it; Python opens again */
        return TOLD;
    }
    arrival->kind = DONE;
    arrival->inlet = inlet->id;
    *found = inlet;
    return FORWARDED;
}

#ifdef __linux__
static int receive_batch(struct inbox *inbox, int first, int wanted, int lengths[BATCH]) {
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    memset(messages, 0, sizeof(struct mmsghdr) * (size_t)wanted);
    for (int i = 0; i < wanted; i++) {
        parts[i].iov_base = inbox->bytes + (size_t)SLOT * (size_t)(first + i);
        parts[i].iov_len = SLOT;
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = inbox->arrivals[first + i].address;
        messages[i].msg_hdr.msg_namelen = sizeof inbox->arrivals[0].address;
    }
    int count = recvmmsg(inbox->fd, messages, (unsigned)wanted, MSG_DONTWAIT, NULL);
    for (int i = 0; i < count; i++) {
        int cut = messages[i].msg_hdr.msg_flags & MSG_TRUNC;
        lengths[i] = cut ? 0 : (int)messages[i].msg_len;
        inbox->arrivals[first + i].address_length = messages[i].msg_hdr.msg_namelen;
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

/* Read what waits, at most `slots` datagrams, at `now` (microseconds modulo 2^32), and forward what needs no decision.
   Returns how many arrivals Python has to look at; they stand at the beginning of `arrivals`, and their bytes in the
   slots that they name.  `took` is how many datagrams there were. */
int receive_once(struct inbox *inbox, uint32_t now, int *took) {
    int taken = 0, waiting = 0, kept = 0;
    while (taken < inbox->slots) {
        int lengths[BATCH];
        int wanted = inbox->slots - taken < BATCH ? inbox->slots - taken : BATCH;
        int count = receive_batch(inbox, taken, wanted, lengths);
        if (count <= 0) break;
        for (int i = taken; i < taken + count; i++) {
            struct arrival *arrival = &inbox->arrivals[i];
            struct inlet *inlet = NULL;
            uint8_t *data = inbox->bytes + (size_t)SLOT * (size_t)i;
            arrival->slot = i;
            enum verdict verdict = handle(inbox, data, lengths[i - taken], now, arrival, &inlet);
            inbox->dropped += verdict == DROPPED;
            if (verdict == FORWARDED) enqueue(inbox, inlet, i, &waiting);
            arrival->told = verdict == TOLD || (verdict == FORWARDED && tells(inbox, inlet, now));
        }
        taken += count;
        if (count < wanted) break;
    }
    forward_all(inbox, waiting);
    for (int i = 0; i < taken; i++) {
        if (!inbox->arrivals[i].told) continue;
        if (kept != i) inbox->arrivals[kept] = inbox->arrivals[i];
        kept++;
    }
    inbox->received += (uint64_t)taken;
    *took = taken;
    return kept;
}

int resfri_receive(struct inbox *inbox, uint32_t now) {
    int took;
    return receive_once(inbox, now, &took);
}
