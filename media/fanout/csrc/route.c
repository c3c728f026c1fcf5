/* The compiled path for one packet and one viewer: number, rewrite and protect it.  It does exactly what
   media/fanout/python.py does, over the same memory; tests run both and compare every byte.

   Built by media/fanout/build.py without any header of Python or libsrtp: the caller passes libsrtp's own
   srtp_protect, so that there is only one libsrtp in the process. */

#include <string.h>

#include "fanout.h"

/* So that the loader can refuse a library that was built from another state.h. */
const uint32_t resfri_sizes[] = {sizeof(struct viewer), sizeof(struct sent_slot), sizeof(struct route),
                                 sizeof(struct packet), sizeof(struct parcel),  sizeof(struct outbox),
                                 sizeof(struct kept),   sizeof(struct inlet),   sizeof(struct peer),
                                 sizeof(struct arrival), sizeof(struct entry),  sizeof(struct inbox)};

static void remember(struct route *route, int64_t number, int64_t index) {
    struct sent_slot *sent_slot = &route->sent_slots[number & route->sent_slots_mask];
    sent_slot->index = (uint32_t)index;
    sent_slot->picture_shift = route->picture_shift;
    sent_slot->tl0_shift = route->tl0_shift;
    sent_slot->transport_number = -1;
}

/* Packets that are missing keep their numbers, with the shifts of now, in case they come late. */
static void remember_missing(struct route *route, int64_t index) {
    int64_t from = route->newest + 1;
    if (index - from > route->sent_slots_mask) from = index - route->sent_slots_mask;
    for (; from < index; from++) remember(route, from - route->shift, from);
}

static void choose_temporal(struct route *route, const struct packet *packet) {
    if (route->wanted < route->temporal)
        route->temporal = route->wanted;
    else if (packet->temporal > route->temporal && packet->temporal <= route->wanted && packet->sync)
        route->temporal = packet->temporal;
}

static void leave_out(struct route *route, const struct packet *packet) {
    remember_missing(route, packet->index);
    route->newest = packet->index;
    route->shift += 1;
    if (packet->picture_offset && packet->picture != route->dropped_picture) {
        route->dropped_picture = packet->picture;
        route->picture_shift += 1;
    }
}

/* The egress number of a late packet, or -1 when it was left out or is too old. */
static int64_t late(const struct route *route, int64_t index) {
    int64_t number = route->newest - route->shift;
    int64_t oldest = number - route->sent_slots_mask;
    if (oldest < route->first) oldest = route->first;
    for (; number >= oldest; number--) {
        int32_t ahead = (int32_t)(route->sent_slots[number & route->sent_slots_mask].index - (uint32_t)index);
        if (ahead == 0) return number;
        if (ahead < 0) return -1;
    }
    return -1;
}

/* The egress number for this packet, or -1 when this viewer does not get it. */
static int64_t number_for(struct route *route, const struct packet *packet) {
    if (packet->index <= route->newest) return late(route, packet->index);
    if (packet->begins) choose_temporal(route, packet);
    if (packet->temporal > route->temporal) {
        leave_out(route, packet);
        return -1;
    }
    remember_missing(route, packet->index);
    route->newest = packet->index;
    int64_t number = packet->index - route->shift;
    remember(route, number, packet->index);
    route->timestamp = packet->timestamp - route->timestamp_shift;
    if (packet->picture_offset) {
        route->picture = packet->picture - route->picture_shift;
        route->tl0 = packet->tl0 - route->tl0_shift;
    }
    return number;
}

static void rewrite(uint8_t *out, const struct route *route, const struct packet *packet, int64_t number) {
    const struct sent_slot *sent_slot = &route->sent_slots[number & route->sent_slots_mask];
    put16(out + 2, (uint16_t)number);
    put32(out + 4, packet->timestamp - route->timestamp_shift);
    put32(out + 8, route->ssrc);
    if (packet->picture_offset) {
        uint16_t picture = packet->picture - sent_slot->picture_shift;
        if (packet->wide)
            put16(out + packet->picture_offset, picture | 0x8000);
        else
            out[packet->picture_offset] = picture & 0x7F;
        if (packet->tl0_offset) out[packet->tl0_offset] = packet->tl0 - sent_slot->tl0_shift;
    }
}

static uint16_t note_sent(struct viewer *viewer, uint8_t *field, uint32_t now, int length) {
    uint32_t number = *viewer->sent_next;
    *viewer->sent_next = number + 1;
    viewer->sent_at[number & viewer->sent_mask] = now;
    viewer->sent_size[number & viewer->sent_mask] = (uint16_t)length;
    put16(field, (uint16_t)number);
    return (uint16_t)number;
}

void forward_to(struct outbox *outbox, struct route *route, const uint8_t *bytes, const struct packet *packet) {
    struct viewer *viewer = route->viewer;
    int64_t number = number_for(route, packet);
    if (number < 0 || viewer->srtp == NULL || viewer->address_length == 0) return;
    uint8_t *out = outbox_slot(outbox);
    int length = packet->length;
    memcpy(out, bytes, (size_t)length);
    rewrite(out, route, packet, number);
    if (packet->transport_cc && viewer->sent_next)
        route->sent_slots[number & route->sent_slots_mask].transport_number =
            note_sent(viewer, out + packet->transport_cc, packet->now, length);
    route->packets += 1;
    route->octets += packet->length - packet->payload;
    /* Where libsrtp refuses, the slot still holds plaintext, which must not be sent. */
    if (((srtp_function)outbox->protect)(viewer->srtp, out, &length) != 0) return;
    viewer->octets += (uint64_t)length;
    outbox_add(outbox, viewer, length);
}

/* Forward `bytes` to `count` routes over UDP socket `fd`; returns how many packets the system took. */
int resfri_fan_out(struct outbox *outbox, int fd, const uint8_t *bytes, const struct packet *packet,
                   struct route **routes, int count) {
    if (packet->length > SLOT) return 0;
    uint64_t before = outbox->sent;
    outbox->fd = fd;
    for (int i = 0; i < count; i++) forward_to(outbox, routes[i], bytes, packet);
    outbox_flush(outbox);
    return (int)(outbox->sent - before);
}
