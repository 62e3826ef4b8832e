/*
 * loop: an event loop over libcurl's sockets and its timer, and descriptors of
 * others.
 *
 * curl_multi_perform() asks poll(2) once for every transfer in progress, each
 * time.  Here libcurl says which sockets it waits for, and is called for those
 * alone on which something has happened.
 *
 * Layer: http, inside the engine.
 */
#ifndef HTTP_LOOP_H
#define HTTP_LOOP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

/* Descriptors of others that loop_wait() takes. */
#define LOOP_OTHERS 2

struct loop {
	CURLM *multi;	    /* borrowed */
	struct pollfd *fds; /* the others' places, then libcurl's sockets */
	size_t n;
	size_t cap;
	struct pollfd *ready; /* scratch, as long as fds */
	size_t ready_cap;
	int64_t due_us; /* when libcurl's time is up; INT64_MAX: never */
};

/* Wait for what multi wants from here on.  It is moved no more. */
void loop_open(struct loop *l, CURLM *multi);

/* Call libcurl for what loop_wait() saw, and if its time is up. */
CURLMcode loop_work(struct loop *l);

/*
 * Wait for at most ms milliseconds, or less if libcurl's time is up before,
 * until something happens on its sockets or on one of the n others (-1: none),
 * which are watched for reading; *seen has a bit for each of these.  -1 with
 * errno, EINTR aside, which is as if the time were up.
 */
int loop_wait(struct loop *l, const int *others, size_t n, int ms,
    unsigned *seen);

/* Release the memory, after multi is gone. */
void loop_close(struct loop *l);

#endif
