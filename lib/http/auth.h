/*
 * auth: the secret that goes with each request, and how it goes.
 *
 * Layer: http.
 */
#ifndef HTTP_AUTH_H
#define HTTP_AUTH_H

#include "base/buf.h"
#include "base/error.h"
#include "http/engine.h"

/* A zeroed struct authenticates nothing. */
struct auth {
	enum engine_auth kind;
	char *name;   /* owned; of the query parameter */
	char *line;   /* owned; "Name: value" of the header, or NULL */
	char *secret; /* owned; never to be shown */
	char *code;   /* owned; what basic makes of it: not to be shown */
};

/*
 * What o's auth_* say.  -1 with *e: USAGE when a name is wrong or missing,
 * AUTH when the secret is missing or holds control bytes.
 */
int auth_open(struct auth *a, const struct engine_options *o,
    struct error *e) MUST_CHECK;

/* Append url as it is to be asked for: with the query parameter, if any. */
void auth_put_url(const struct auth *a, const char *url, struct buf *out);

/* Append url without that parameter, as it may be shown. */
void auth_put_shown(const struct auth *a, const char *url, struct buf *out);

/* Cover what text holds of the secret. */
void auth_mask(const struct auth *a, char *text);

/* Whether auth_mask() would cover something in the len bytes at data. */
bool auth_holds(const struct auth *a, const void *data,
    size_t len) MUST_CHECK;

/* Wipe and release. */
void auth_close(struct auth *a);

#endif
