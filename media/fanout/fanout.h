/* What the two compiled parts know of each other. */

#ifndef RESFRI_FANOUT_H
#define RESFRI_FANOUT_H

#include <stddef.h>
#include <stdint.h>

#include "state.h"

#define SLOT 2048 /* bytes for one datagram */

/* libsrtp's srtp_protect and srtp_unprotect; 0 is success. */
typedef int (*srtp_function)(void *session, void *packet, int *length);

int resfri_fan_out(int fd, srtp_function protect, const uint8_t *bytes, const struct packet *packet,
                   struct route **routes, int count);

#endif
