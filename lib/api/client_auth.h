/*
 * client_auth: reads the secrets of a client's description, and makes of them
 * what goes out with its requests; for the client and its session alone.
 *
 * Layer: api.
 */
#ifndef API_CLIENT_AUTH_H
#define API_CLIENT_AUTH_H

#include "api/client.h"
#include "base/buf.h"
#include "base/error.h"

/*
 * Read the secrets into c->keys, and fill c->cover, c->account.  Offline none
 * is needed.  -1 with *e.
 */
int client_auth_open(struct client *c, struct error *e) MUST_CHECK;

/*
 * Append what tells the account: all that goes out, and what tokens are asked
 * for with.  Room is made at once: a buffer that moves leaves a copy behind.
 */
void client_auth_put(const struct client *c, struct buf *out);

/* Whether the description wants secrets, but none has been found. */
bool client_auth_lacks(const struct client *c);

/* Get another token before it ends.  -1 with *e when it has ended. */
int client_auth_refresh(struct client *c, struct error *e) MUST_CHECK;

/* Whether the secret goes out with requests, or for a token. */
bool client_auth_is_sent(const struct client *c, size_t secret);
bool client_auth_is_asked_with(const struct client *c, size_t secret);

/* As struct engine_options' renew, with the client as its argument. */
bool client_auth_renew(void *client, const struct engine_response *r,
    struct error *e);

/* Wipe and release. */
void client_auth_close(struct client *c);

#endif
