/*
 * listen: receives webhook deliveries and gives them out, as a stream or in
 * windows to a command; see aai-listen(1).
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_LISTEN_H
#define AAI_LISTEN_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-listen/batch.h"
#include "aai-listen/checkpoint.h"
#include "aai-listen/dedup.h"
#include "aai-listen/emitter.h"
#include "aai-listen/journal.h"
#include "aai-listen/receiver.h"
#include "aai-listen/secret.h"
#include "base/error.h"
#include "serve/serve.h"

struct listen_config {
	struct serve_config serve; /* handle and ctx are ours */
	const char *path;          /* see struct receiver */
	const char *journal;
	const char *state; /* NULL: a mark of our own beside the journal */
	const char *auth_header; /* see secret.h */
	const char *auth_file;
	const struct desc *desc; /* of the service; borrowed */
	bool is_signed;          /* take what is signed as it says */
	const char *secret_file; /* for that; NULL: the environment's */
	uint64_t rotate;         /* bytes of a file of the journal */
	uint64_t keep;     /* files that stay when they have been given out */
	uint64_t remember; /* deliveries, to know those that come again */
	uint64_t every_records;
	int64_t every_ms;
	int64_t drain_ms;    /* patience with requests in flight at the end */
	const char *command; /* NULL: a stream to the descriptor out */
	int out;
	bool live;
	bool end;
	/* A message; bad: something is wrong. */
	void (*say)(bool bad, const char *text);
	/* How one is told of requests that are refused; or NULL. */
	void (*refused)(const char *reason);
};

/* A zeroed struct may be closed. */
struct listen {
	struct listen_config cfg;
	char *own_state; /* the path of our own mark; owned */
	struct secret secret;
	struct signature_rule rule;
	struct checkpoint checkpoint;
	struct dedup dedup;
	struct journal journal;
	struct receiver receiver;
	struct serve *serve;
	struct batches batches; /* with a command */
	struct emitter emitter; /* without */
	uint64_t from;          /* the feed's first delivery */
	int64_t since_ms;       /* its first has waited since then; -1: none */
	int64_t retry_said_ms;  /* when we last said that the disk is full */
	int64_t full_said_ms;   /* ... that all connections are taken */
	uint64_t displaced;     /* connections that gave way until then */
	bool opened;
};

/*
 * Open journal, state and port.  -1 with *e.  listen_close() is due in any
 * case.
 */
int listen_open(struct listen *l, const struct listen_config *cfg,
    struct error *e) MUST_CHECK;

uint16_t listen_port(const struct listen *l);

/*
 * Receive and give out until a signal (sig.h) says to stop or, without a
 * command, a window is full; then take no more, answer what is in progress and
 * give out the rest.  0 when all that was taken has been given out; -1 with *e.
 */
int listen_run(struct listen *l, struct error *e) MUST_CHECK;

/* Append what has been done, as the members of a JSON object. */
void listen_stats(const struct listen *l, struct buf *out);

void listen_close(struct listen *l);

#endif
