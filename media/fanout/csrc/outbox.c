/* The compiled path's way out: packets of one batch are handed to the system together.  What goes to one viewer and
   has one size (the last may be shorter) travels through the kernel as one, which cuts it up again on the way
   (UDP_SEGMENT, udp(7)): the packets of a frame cost little more than one. */

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "fanout.h"

#ifdef __linux__
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define MOST_SEGMENTS 32
#else
#define MOST_SEGMENTS 1
#endif
#define MOST_BYTES 60000 /* of one message, below the longest IP packet */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static uint8_t *slot(const struct outbox *outbox, int i) { return outbox->bytes + (size_t)i * OUT_SLOT; }

/* Where the next packet is to be written. */
uint8_t *outbox_slot(struct outbox *outbox) {
    if (outbox->used == outbox->slots) outbox_flush(outbox);
    return slot(outbox, outbox->used);
}

/* The packet in that slot, now encrypted, is for this viewer. */
void outbox_add(struct outbox *outbox, struct viewer *viewer, int length) {
    int i = outbox->used++;
    outbox->parcels[i].next = 0;
    outbox->parcels[i].length = (uint32_t)length;
    if (viewer->first == 0) {
        viewer->first = i + 1;
        outbox->viewers[outbox->waiting++] = viewer;
    } else {
        outbox->parcels[viewer->last - 1].next = i + 1;
    }
    viewer->last = i + 1;
}

static int put(int fd, const struct viewer *viewer, struct iovec *parts, int count) {
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_name = (void *)viewer->address;
    message.msg_namelen = viewer->address_length;
    message.msg_iov = parts;
    message.msg_iovlen = (size_t)count;
#ifdef __linux__
    char control[CMSG_SPACE(sizeof(uint16_t))] __attribute__((aligned(8)));
    if (count > 1) {
        uint16_t size = (uint16_t)parts[0].iov_len;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *segment = CMSG_FIRSTHDR(&message);
        segment->cmsg_level = IPPROTO_UDP;
        segment->cmsg_type = UDP_SEGMENT;
        segment->cmsg_len = CMSG_LEN(sizeof size);
        memcpy(CMSG_DATA(segment), &size, sizeof size);
    }
#endif
    return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

/* Send from parcel `at` on what may travel together; returns the next one. */
static int send_run(struct outbox *outbox, struct viewer *viewer, int at) {
    struct iovec parts[MOST_SEGMENTS];
    int count = 0, most = viewer->singly ? 1 : MOST_SEGMENTS;
    size_t first = outbox->parcels[at - 1].length, length = first, total = 0;
    while (at && count < most && total + (length = outbox->parcels[at - 1].length) <= MOST_BYTES && length <= first) {
        parts[count++] = (struct iovec){slot(outbox, at - 1), length};
        total += length;
        at = outbox->parcels[at - 1].next;
        if (length < first) break;
    }
    if (put(outbox->fd, viewer, parts, count)) {
        outbox->sent += (uint64_t)count;
    } else if (count > 1 && errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS) {
        /* An old kernel, a device without checksums, or a path for smaller packets. */
        viewer->singly = 1;
        for (int i = 0; i < count; i++) outbox->sent += (uint64_t)put(outbox->fd, viewer, &parts[i], 1);
    }
    return at;
}

void outbox_flush(struct outbox *outbox) {
    for (int i = 0; i < outbox->waiting; i++) {
        struct viewer *viewer = outbox->viewers[i];
        for (int at = viewer->first; at;) at = send_run(outbox, viewer, at);
        viewer->first = viewer->last = 0;
    }
    outbox->used = outbox->waiting = 0;
}
