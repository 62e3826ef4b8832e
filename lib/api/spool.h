/*
 * spool: whole responses kept on disk, so that a broken load goes on where it
 * was and a load can be made again without the network.
 *
 * A spool is a folder; in it each load (what is asked for, of which origin and
 * account) has a folder of its own, and each response there a file named by a
 * hash of its URL: gzip of a line of JSON (version, URL, status, those
 * headers that say something) and the body.
 * Files are written aside, flushed to disk and renamed.  A load that ended
 * well is marked done; the next one of the same kind that is not offline
 * clears what it finds and starts anew.  One process writes a load at a time;
 * a lock sees to it.
 *
 * A spool may be a stranger's, as one in a folder that is open to all: nothing
 * outside of it is read or written, links in it are not followed, FIFOs hold
 * nobody up, and what is read is bounded.  A load's folder of somebody who owns
 * neither the spool nor us is refused.
 *
 * Layer: api.
 */
#ifndef API_SPOOL_H
#define API_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/spool_entry.h"
#include "base/error.h"

/* A zeroed struct is not a spool and may be closed. */
struct spool {
	char *dir;    /* of the load; owned */
	int fd;	      /* of the folder */
	int lock;     /* of its lock file */
	bool on;      /* fds are open */
	bool offline; /* nothing is written */
	int64_t age_max_s; /* what is older counts as none; 0: any will do */
	bool stale;	   /* something was older */
	uint64_t hits;
	uint64_t stored;
};

/*
 * Open the load named load (text of any length, hashed) of this account ("" or
 * some digits; NULL, when offline: the only one there is) in the folder at
 * path, both of which are made when missing (but for offline).  -1 with *e
 * (OUTPUT, or USAGE when offline and there is no such load, TEMPORARY when
 * another process has it).
 */
int spool_open(struct spool *s, const char *path, const char *load,
    size_t load_len, const char *account, bool offline,
    struct error *e) MUST_CHECK;

/*
 * Whether there is a response for the URL, not older than age_max_s.  O(1), one
 * system call.
 */
bool spool_has(struct spool *s, const char *url);

/*
 * Read it, however old.  1 with *entry, owned by the caller; 0 when there is
 * none or it is damaged, which counts as none; -1 with *e (FAILED; also when
 * its version is not ours).
 */
int spool_get(struct spool *s, const char *url, size_t max,
    struct spool_entry *entry, struct error *e) MUST_CHECK;

/*
 * Keep one; link is its Link header or NULL, headers has others as lines, or is
 * NULL.  -1 with *e (OUTPUT).
 */
int spool_put(struct spool *s, const char *url, int status, const char *link,
    const char *headers, const void *body, size_t len,
    struct error *e) MUST_CHECK;

/* The load has ended well.  -1 with *e (OUTPUT). */
int spool_done(struct spool *s, struct error *e) MUST_CHECK;

void spool_close(struct spool *s);

#endif
