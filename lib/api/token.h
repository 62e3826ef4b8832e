/*
 * token: the token that requests are authenticated with, where a description
 * says how to ask for one: from the file that has it, or from its server.
 *
 * A token that a refresh token is used up for is in its file, flushed, before
 * it is used.  The request goes to the host that the description names, with
 * what the request names, and nothing else does.
 *
 * Layer: api.
 */
#ifndef API_TOKEN_H
#define API_TOKEN_H

#include <stdbool.h>

#include "api/client.h"
#include "api/desc.h"
#include "api/token_file.h"
#include "base/error.h"

struct token;

/*
 * The client's token, which a is, not got yet.  c->keys are read, and its base
 * URL known.  NULL with *e (USAGE, OUTPUT).  Release it with token_close().
 */
struct token *token_open(struct client *c, const struct desc_auth *a,
    struct error *e) MUST_CHECK;

/*
 * Get it: that of the file, unless it has ended; else another, but not offline.
 * What is secret of it is hidden by c->cover.  -1 with *e (AUTH, FAILED,
 * TEMPORARY, OUTPUT).
 */
int token_get(struct token *t, struct error *e) MUST_CHECK;

/* The token; NULL offline, where there is none. */
const char *token_secret(const struct token *t);

/*
 * What tells the login that it came of from others, whose secrets may be the
 * same: "" when there was none.
 */
const char *token_login(const struct token *t);

/* The base URL that came with it, or NULL. */
const char *token_base_url(const struct token *t);

/* The origin of its server: "https://login.example"; borrowed. */
const char *token_origin(const struct token *t);

/* Whether it came from its server, not from the file, when it was got last. */
bool token_is_new(const struct token *t);

/* Whether it ends so soon that another is wanted; and whether it has ended. */
bool token_is_due(const struct token *t);
bool token_has_ended(const struct token *t);

/*
 * Another one: what a program beside us has put into the file since, or from
 * the server.  -1 with *e, as token_get(); the one before stays then, and is
 * not due for half a minute.
 */
int token_renew(struct token *t, struct error *e) MUST_CHECK;

/* Keep what a login has given, in the place of what there was. */
int token_keep(struct token *t, struct token_grant *g,
    struct error *e) MUST_CHECK;

/* Its file; borrowed; NULL: there is none. */
const char *token_path(const struct token *t);

/* Wipe and release; NULL is accepted. */
void token_close(struct token *t);

#endif
