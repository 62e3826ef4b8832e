/*
 * token_request: asks a server for a token; for token.c and aai-login.
 *
 * Layer: api.
 */
#ifndef API_TOKEN_REQUEST_H
#define API_TOKEN_REQUEST_H

#include "api/client.h"
#include "api/desc.h"
#include "api/http_request.h"
#include "api/token_file.h"
#include "base/error.h"

/*
 * Send the request and wait for its answer, whose body is JSON, or for the end
 * of all hope.  basic is "user:password" for it, or NULL.  hidden, NULL after
 * the last, are not to be shown; nor is what c->cover hides.  1 with *answer,
 * the caller's, of any status that repeating does not change; -1 with *e.
 */
int token_request_send(const struct client *c, const struct http_request *q,
    const char *basic, const char *const *hidden,
    struct engine_response *answer, struct error *e) MUST_CHECK;

/*
 * What a good answer gives, by the description's sources; g is a zeroed struct.
 * -1 with *e (FAILED).
 */
int token_request_read(const struct client *c, const struct desc_token *d,
    const struct engine_response *answer, struct token_grant *g,
    struct error *e) MUST_CHECK;

#endif
