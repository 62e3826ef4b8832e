/*
 * auth: the secrets that go with each request, and how they go.
 *
 * Layer: http.
 */
#ifndef HTTP_AUTH_H
#define HTTP_AUTH_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "http/engine.h"

/* One secret as it goes out. */
struct auth_credential {
	enum engine_auth kind;
	const char *name;   /* of the header or parameter; basic: NULL */
	const char *prefix; /* before a header's value; NULL: none */
	const char *secret; /* basic: "user:password" */
};

struct auth_item {
	enum engine_auth kind;
	char *name;   /* owned */
	char *prefix; /* owned */
	char *line;   /* owned; "Name: value" of the header, or NULL */
	char *secret; /* owned; never to be shown */
};

/* A text that is not to be shown. */
struct auth_hidden {
	char *text; /* owned */
	uint64_t generation; /* that it came with */
};

/* A zeroed struct authenticates nothing. */
struct auth {
	struct auth_item *items;
	size_t n;
	struct auth_hidden *hidden; /* the longest first */
	size_t nhidden;
	uint64_t generation; /* of the secrets; another after auth_set() */
};

/*
 * What o's auth_* say.  -1 with *e: USAGE when a name is wrong or missing,
 * AUTH when the secret is missing or holds control bytes.
 */
int auth_open(struct auth *a, const struct engine_options *o,
    struct error *e) MUST_CHECK;

/* One more, to a zeroed struct at first.  -1 with *e, likewise. */
int auth_add(struct auth *a, const struct auth_credential *c,
    struct error *e) MUST_CHECK;

/*
 * Another secret in the place of the i-th: requests from now on have it.  The
 * old one, and those of some 50 times before, stay hidden.  -1 with *e (AUTH).
 */
int auth_set(struct auth *a, size_t i, const char *secret,
    struct error *e) MUST_CHECK;

/* Hide this text, too: a part of what goes out, or what goes elsewhere. */
void auth_hide(struct auth *a, const char *text);

/* Append url as it is to be asked for: with the query parameters, if any. */
void auth_put_url(const struct auth *a, const char *url, struct buf *out);

/* Append url without these parameters, as it may be shown. */
void auth_put_shown(const struct auth *a, const char *url, struct buf *out);

/* Whether auth_put_url() would change something. */
bool auth_has_query(const struct auth *a);

/* Cover what text holds of the secrets. */
void auth_mask(const struct auth *a, char *text);

/* Whether auth_mask() would cover something in the len bytes at data that is in
 * no other code. */
bool auth_holds(const struct auth *a, const void *data,
    size_t len) MUST_CHECK;

/* Wipe and release. */
void auth_close(struct auth *a);

#endif
