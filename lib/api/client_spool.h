/*
 * client_spool: puts responses into the spool, under which name, and gets them
 * again; for client.c alone.
 *
 * The key is in nothing that is kept, and what is kept is what came: a server
 * may send the key back, in the URL of a next page or anywhere, or the key may
 * be a word of the data; such a response is not kept.  Requests are named
 * without the parameter that has the key, so that a load is found again whoever
 * asks.
 *
 * Layer: api.
 */
#ifndef API_CLIENT_SPOOL_H
#define API_CLIENT_SPOOL_H

#include "api/client.h"

#define CLIENT_ACCOUNT_MAX 9

/*
 * A name for whose load it is: a few digits of a hash of key and origin, too
 * few to tell anything of the key.  "" without a key.
 */
void client_account(const struct client *c, char name[CLIENT_ACCOUNT_MAX]);

/*
 * The request as it is known to the spool, by its URL and whatever else it has,
 * owned by the caller; NULL when the key is in it, so that the spool may not
 * know it.
 */
char *client_spool_name(const struct client *c,
    const struct client_request *q) MUST_CHECK;

/*
 * Whether the spool has a response to what is asked for, and one that is not
 * too old: that some are is said once.
 */
bool client_spool_has(struct client *c, const struct client_request *q);

/*
 * Keep a response to what was asked for, unless the key is in it: then
 * c->unkept counts it, and c->warn is told of the first.  -1 with *e (OUTPUT).
 */
int client_spool_put(struct client *c, const struct client_request *q,
    const struct engine_response *r, struct error *e) MUST_CHECK;

/*
 * What the spool has for q into *out, whose url is set.  It is checked as an
 * answer from the network is: the description may be another now.  1; or 0
 * with out->error when there is nothing that will do; -1 with it (FAILED) when
 * that cannot be said.
 */
int client_spool_get(struct client *c, const struct client_request *q,
    struct engine_response *out) MUST_CHECK;

#endif
