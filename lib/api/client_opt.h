/*
 * client_opt: the options that all programs have that ask an API.
 *
 * Layer: api.
 */
#ifndef API_CLIENT_OPT_H
#define API_CLIENT_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/client.h"
#include "base/opt.h"

/* The most that client_opt_put() and client_opt_choice() store together. */
#define CLIENT_OPT_MAX 48

/* Which records a program takes and writes.  A zeroed struct: all, as is. */
struct client_choice {
	const char *where; /* jq over records (or parents), or NULL */
	const char *jq;	   /* jq over what is written, or NULL */
	const char *shard; /* "i/n", or NULL */
	bool end;	   /* close with an end record in any case */
	uint64_t max_records; /* written; 0: no limit */
};

/* Store the options at to, with c's members as their targets; how many. */
size_t client_opt_put(struct client_options *c, struct opt *to);

/* Those of them that say where the key and other secrets are. */
size_t client_opt_key(struct client_options *c, struct opt *to);

/*
 * The same for a choice; of_parents: where and shard choose parents, and the
 * program's --jq is over their children.
 */
size_t client_opt_choice(struct client_choice *c, bool of_parents,
    struct opt *to);

#endif
