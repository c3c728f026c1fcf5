/* The compiled path's place in the event loop: it waits where Python's selector would, and forwards meanwhile.  Python
   wakes up for its other files, for its timers and for datagrams that need a decision, but not for media.

   While a lot comes, a few milliseconds' worth of it gathers before the next look: in small rooms waking up costs
   more than the packets do, and what arrives together can be sent together. */

#define _GNU_SOURCE
#include <poll.h>
#include <time.h>

#include "fanout.h"

#define GATHER_US 4000      /* for small rooms */
#define LONG_GATHER_US 8000 /* for a core that has much to do: more leaves together */
#define COUNT_US 100000
#define CROWDED_PER_SECOND 300 /* datagrams, from which on gathering is worth it */
#define BUSY_PERCENT 50        /* of the time */
#define PASSES 4               /* before others get their turn */

static int64_t clock_us(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void count(struct inbox *inbox, int took, int64_t begin, int64_t now) {
    inbox->seen += took;
    inbox->worked += now - begin;
    int64_t passed = now - inbox->counted_at;
    if (passed < COUNT_US) return;
    inbox->busy = inbox->worked * 100 >= BUSY_PERCENT * passed;
    int crowded = (int64_t)inbox->seen * 1000000 >= CROWDED_PER_SECOND * passed;
    inbox->gather = inbox->busy ? LONG_GATHER_US : crowded ? GATHER_US : 0;
    inbox->counted_at = now;
    inbox->seen = 0;
    inbox->worked = 0;
}

/* Take what is there; returns how many arrivals Python has to look at. */
static int look(struct inbox *inbox, int64_t now) {
    int kept = 0, total = 0, took = inbox->slots;
    for (int pass = 0; pass < PASSES && kept == 0 && took == inbox->slots; pass++) {
        kept = receive_once(inbox, (uint32_t)now, &took);
        total += took;
    }
    count(inbox, total, now, clock_us());
    inbox->quiet_until = total ? now + inbox->gather : 0;
    return kept;
}

#ifdef __linux__
/* Whether `others` (an epoll descriptor) is ready or a signal came; at most until `until`. */
static int poll_both(const struct inbox *inbox, int others, int64_t now, int64_t until, int *media) {
    struct pollfd files[] = {{.fd = others, .events = POLLIN}, {.fd = inbox->fd, .events = POLLIN}};
    int quiet = inbox->quiet_until > now;
    if (quiet && inbox->quiet_until < until) until = inbox->quiet_until;
    int64_t left = until > now ? until - now : 0;
    struct timespec patience = {.tv_sec = (time_t)(left / 1000000), .tv_nsec = (long)(left % 1000000) * 1000};
    int ready = ppoll(files, quiet ? 1 : 2, &patience, NULL);
    *media = quiet ? ready == 0 && until == inbox->quiet_until : ready > 0 && files[1].revents;
    return ready < 0 || (ready > 0 && files[0].revents);
}

/* Forward until Python has something to do, for `patience` microseconds at most.  Returns how many arrivals it has to
   look at, as resfri_receive does; `others` is the epoll descriptor of everything else that it waits for. */
int resfri_wait(struct inbox *inbox, int others, int64_t patience) {
    int64_t now = clock_us(), until = now + patience;
    for (;;) {
        int media, ready = poll_both(inbox, others, now, until, &media);
        now = clock_us();
        int kept = media ? look(inbox, now) : 0;
        if (kept || ready || now >= until) return kept;
    }
}
#else
int resfri_wait(struct inbox *inbox, int others, int64_t patience) {
    (void)others, (void)patience;
    return look(inbox, clock_us());
}
#endif
