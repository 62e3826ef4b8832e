/*
 * target: a request's target, taken apart: path and query parameters.
 *
 * Format facts: RFC 3986, sections 3.3, 3.4 and 2.1 (percent-encoding); a "+"
 * in the query is a blank, as HTML forms write it.  The absolute form of RFC
 * 9112, section 3.2.2 (http://host/path) is the path without its origin.
 *
 * Layer: serve.
 */
#ifndef SERVE_TARGET_H
#define SERVE_TARGET_H

#include <stdbool.h>
#include <stddef.h>

struct target_param {
	const char *name;
	const char *value; /* "" when there is no "=" */
};

struct target {
	char *raw;                   /* as it came, from its path on; owned */
	const char *query;           /* what follows the "?" in raw, or "" */
	char *text;                  /* what the strings below lie in; owned */
	const char *path;            /* decoded */
	struct target_param *params; /* n of them, decoded, in order; owned */
	size_t n;
	bool malformed; /* a bad or NUL escape: strings end before it */
};

/* Take the target apart.  Never fails; *t is released by target_free(). */
void target_parse(struct target *t, const char *whole);

/* The value of the first parameter of that name, or NULL. */
const char *target_param(const struct target *t, const char *name);

/* Release; a zeroed struct is accepted. */
void target_free(struct target *t);

#endif
