/* What the compiled parts know of each other. */

#ifndef RESFRI_FANOUT_H
#define RESFRI_FANOUT_H

#include <stddef.h>
#include <stdint.h>

#include "state.h"

#define SLOT 2048     /* bytes for one datagram */
#define OUT_SLOT 2208 /* and for one that libsrtp has appended up to 148 bytes to, a multiple of 16 */

/* libsrtp's srtp_protect and srtp_unprotect; 0 is success. */
typedef int (*srtp_function)(void *session, void *packet, int *length);

static inline uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static inline uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

static inline void put16(uint8_t *where, uint16_t value) {
    where[0] = value >> 8;
    where[1] = value & 0xFF;
}

static inline void put32(uint8_t *where, uint32_t value) {
    put16(where, value >> 16);
    put16(where + 2, value & 0xFFFF);
}

/* header.c: find what forwarding needs; the payload's offset, and 0 for what Python shall look at. */
int read_extensions(const uint8_t *data, int length, struct arrival *arrival);
int read_vp8(const uint8_t *data, int offset, int end, struct packet *packet);

/* route.c: put a packet into the outbox for one viewer, unless this one does not get it. */
void forward_to(struct outbox *outbox, struct route *route, const uint8_t *bytes, const struct packet *packet);

/* outbox.c */
uint8_t *outbox_slot(struct outbox *outbox);
void outbox_add(struct outbox *outbox, struct viewer *viewer, int length);
void outbox_flush(struct outbox *outbox);

/* receive.c: one pass; returns how many arrivals Python has to look at.  `took` is how many datagrams there were. */
int receive_once(struct inbox *inbox, uint32_t now, int *took);

#endif
