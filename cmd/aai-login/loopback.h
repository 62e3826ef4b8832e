/*
 * loopback: waits on this machine for the one request that a browser makes at
 * the end of a login.
 *
 * Anybody on the machine can connect, so a request is looked at for 10 seconds
 * and 16 kB at most, one at a time, and only one for "/" is handed out.
 *
 * Format facts: RFC 8252, section 7.3.
 *
 * Layer: aai-login.
 */
#ifndef AAI_LOGIN_LOOPBACK_H
#define AAI_LOGIN_LOOPBACK_H

#include <stdint.h>

#include "base/error.h"

struct loopback {
	int fd;
	char url[40]; /* "http://127.0.0.1:PORT/" */
};

/* Listen at the port; 0: any.  -1 with *e (FAILED). */
int loopback_open(struct loopback *l, uint16_t port,
    struct error *e) MUST_CHECK;

/*
 * The next request's URL, owned, on *fd, to be answered; NULL with *e: FAILED
 * after a signal, TEMPORARY when deadline_ms, by clock_mono_ms(), has passed.
 */
char *loopback_next(struct loopback *l, int64_t deadline_ms, int *fd,
    struct error *e) MUST_CHECK;

/* Answer a request with a line of text, and close. */
void loopback_answer(int fd, const char *text);

void loopback_close(struct loopback *l);

#endif
