/*
 * openapi_path: paths of operations, "/orders/{order_id}/items.json".
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_PATH_H
#define AAI_DESCRIBE_OPENAPI_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define OPENAPI_PATH_PARAMS 12

/* A parameter of a path. */
struct openapi_place {
	size_t from;   /* of its brace */
	size_t to;     /* after the closing one */
	size_t prefix; /* length of the path before its segment, "/orders" */
};

struct openapi_path {
	const char *text;
	size_t len; /* without a query and a fragment */
	struct openapi_place params[OPENAPI_PATH_PARAMS];
	size_t n;
};

/*
 * Take a path apart.  False: it has no leading slash, or braces that do not
 * fit, or more parameters than anybody has.
 */
bool openapi_path_read(struct openapi_path *p, const char *text);

/*
 * Append the first len bytes of a path in the form in which paths are compared:
 * parameters without names, no slash at the end, no ".json".
 */
void openapi_path_norm(const char *text, size_t len, struct buf *out);

/*
 * Append what a resource of that path may be called: its fixed segments but
 * for versions, in snake case; the last one in the singular where the path ends
 * with a parameter, or has "_details" after it where it has no plural.
 */
void openapi_path_name(const struct openapi_path *p, struct buf *out);

/* Append what one record of the path is called: the last of these, singular. */
void openapi_path_word(const char *text, size_t len, struct buf *out);

/* Whether it ends with a parameter. */
bool openapi_path_is_one(const struct openapi_path *p);

#endif
