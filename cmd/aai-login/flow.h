/*
 * flow: what the ways of logging in have in common.
 *
 * Layer: aai-login.
 */
#ifndef AAI_LOGIN_FLOW_H
#define AAI_LOGIN_FLOW_H

#include <stdbool.h>

#include "aai-login/login.h"
#include "api/secret_scope.h"
#include "base/buf.h"
#include "base/error.h"
#include "http/engine.h"

#define FLOW_URL_MAX ((size_t)64 << 10)

struct flow {
	struct login *l;
	const struct desc_login *d;
	struct secret_scope s;
	char *client_id;     /* owned, as are these */
	char *client_secret; /* NULL: none */
	char *token_url;
};

/* With l and d set: fill in the rest, and say which secret goes where. */
int flow_open(struct flow *f, struct error *e) MUST_CHECK;
void flow_close(struct flow *f);

/* The text, or URL, of a template, owned; NULL: there is none, or *e. */
char *flow_put(const struct flow *f, const struct template *t, bool url,
    struct error *e) MUST_CHECK;

/* Append a field of a form; one without a value is left out. */
void flow_put_field(struct buf *out, const char *name, const char *value);

/*
 * Send a form, which is wiped, with texts that are not to be shown, NULL after
 * the last; the answer is the caller's.  -1 with *e.
 */
int flow_send(const struct flow *f, const char *url, struct buf *form,
    const char *const *hidden, struct engine_response *answer,
    struct error *e) MUST_CHECK;

/* A member of an answer, as text, owned; NULL: there is none. */
char *flow_member(const struct engine_response *r, const char *name) MUST_CHECK;

/* Keep what the token's server gives.  -1 with *e. */
int flow_keep(const struct flow *f, const struct engine_response *r,
    struct error *e) MUST_CHECK;

/* Say that an answer refuses; -1. */
int flow_refuse(const struct engine_response *r, struct error *e);

/* Print a line for the person. */
int flow_show(const struct flow *f, const char *text,
    struct error *e) MUST_CHECK;

#endif
