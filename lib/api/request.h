/*
 * request: what a resource is asked for with: the description's parameters with
 * what the user set, ids, and what is selected by them.
 *
 * Layer: api.
 */
#ifndef API_REQUEST_H
#define API_REQUEST_H

#include <stddef.h>

#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"

/* Values the user set; a zeroed struct is none. */
struct request_params {
	char **names; /* owned, as are the values */
	char **values;
	size_t n;
	size_t cap;
};

/* Set one, spelled "name=value"; once each.  -1 with *e (USAGE). */
int request_set(struct request_params *p, const char *spelled,
    struct error *e) MUST_CHECK;

void request_params_free(struct request_params *p);

/*
 * The value that the parameter has for this resource: set, default, or NULL.
 */
const char *request_value(const struct request_params *p,
    const struct desc_param *param);

/*
 * Check the parameters against resources: each name set must be known to one
 * of them, each value suit, each required one be there; parent_key is where a
 * parent's id is put in (with_parent), or a value must be set for it.
 * -1 with *e (USAGE).
 */
int request_check(const struct request_params *p,
    const struct desc_resource *const *resources, size_t n, bool with_parent,
    struct error *e) MUST_CHECK;

/*
 * Whether an id may be put into a URL.  -1 with *e (INPUT) when it is empty,
 * longer than 64k, "." or "..", or holds what the description does not allow.
 */
int request_id_check(const struct desc *d, const char *id, size_t len,
    struct error *e) MUST_CHECK;

/*
 * Append what is selected, for the end record: an object's text with origin,
 * resource, the parameters that select, where, jq, shard and account unless
 * NULL, and a name for what requests have beside their URL, where they do.
 * -1 with *e (USAGE) when base_url has no origin.
 */
int request_selection(const char *base_url, const struct desc_resource *r,
    const struct request_params *p, const char *where, const char *jq,
    const char *shard, const char *account, struct buf *out,
    struct error *e) MUST_CHECK;

#endif
