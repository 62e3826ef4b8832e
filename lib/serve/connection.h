/*
 * connection: the server's connections, in the order of the time since when
 * each owes a request, so that those that never send one can be closed.
 *
 * Private to the layer.
 *
 * Layer: serve.
 */
#ifndef SERVE_CONNECTION_H
#define SERVE_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

struct connection {
	struct connection *next, *prev;
	int64_t since_us;
	int fd;      /* the library's */
	bool busy;   /* its request is whole and not yet answered */
	bool listed; /* not ended by us */
};

/* A zeroed struct is an empty list. */
struct connections {
	struct connection *first, *last; /* who has been waited for the
					    longest */
};

/* A new one, in the list. */
struct connection *connection_new(struct connections *all, int fd);

/* Its request has been answered: from now on it owes another; or NULL. */
void connection_answered(struct connections *all, struct connection *g);

/* Its connection ends by itself now; false when we ended it before; or NULL. */
bool connection_leaves(struct connections *all, struct connection *g);

/* When the first one's patience_ms are over; -1 when there is none. */
int64_t connection_next_us(const struct connections *all, int64_t patience_ms);

/*
 * Shut the sockets of those whose patience_ms are over; the library then sees
 * their end and closes them.  Returns how many.
 */
uint64_t connection_end_slow(struct connections *all, int64_t patience_ms);

/*
 * Since when the one that has been waited for the longest owes its request; -1
 * when all have sent theirs.  O(those before it in the list).
 */
int64_t connection_oldest_us(const struct connections *all);

/* End that one, which there is. */
void connection_end_oldest(struct connections *all);

/* Forget one whose connection is closed; or NULL. */
void connection_free(struct connections *all, struct connection *g);

#endif
