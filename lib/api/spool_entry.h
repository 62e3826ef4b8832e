/*
 * spool_entry: a response as a file of a spool: gzip of a line of JSON
 * (version, URL, status, those headers that say something) and the body.
 *
 * Layer: api.
 */
#ifndef API_SPOOL_ENTRY_H
#define API_SPOOL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* The version that is written, and the newest that is read. */
#define SPOOL_ENTRY_VERSION 1

/* A response as it was kept. */
struct spool_entry {
	int status;
	char *link; /* owned, or NULL */
	char *headers; /* more, "Name: value\n" each; owned, or NULL */
	int64_t age_s; /* since it was kept, by the clock and the file */
	struct buf body;
};

/*
 * Take a file's bytes apart: true with the entry's status, headers and body (at
 * most max bytes), owned by the caller; age_s stays as it is.  False when they
 * are damaged, too long, or of another URL, or of a version that is not known
 * (*foreign).
 */
bool spool_entry_unpack(struct spool_entry *entry, const struct buf *raw,
    const char *url, size_t max, bool *foreign) MUST_CHECK;

/*
 * Append the file of a response; link and headers as in the struct.  -1 with
 * *e (OUTPUT).
 */
int spool_entry_pack(const char *url, int status, const char *link,
    const char *headers, const void *body, size_t len, struct buf *to,
    struct error *e) MUST_CHECK;

#endif
