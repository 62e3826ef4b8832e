/*
 * reply_shape: where a body's records are, and whether it has any; for the
 * files of reply alone.
 *
 * "Nothing" has many forms: null in the place of the list, an object that
 * lacks it and has no other data either, no body at all.  A list of one may
 * come as its record alone.  Only what cannot be anything else is taken so.
 *
 * Layer: api.
 */
#ifndef API_REPLY_SHAPE_H
#define API_REPLY_SHAPE_H

#include <stdbool.h>

#include "api/reply.h"

enum reply_shape {
	REPLY_LIST,    /* a list, perhaps an empty one */
	REPLY_ONE,     /* an object that is the record */
	REPLY_NOTHING, /* it says that there is nothing */
	REPLY_ERROR,   /* an object that says that something failed */
	REPLY_MISSING, /* an object without the list of records */
	REPLY_LACKING, /* a list of which no item has what records need */
	REPLY_KEYLESS, /* an object without the key of a record */
	REPLY_UNLIKE,  /* a value of another kind, or an object for a list */
};

/*
 * The shape of a JSON text without blanks around it, or of an empty one, for a
 * resource whose records are not jq program's; the list, record or error in
 * *found.
 */
enum reply_shape reply_shape(const struct desc_resource *r, struct span whole,
    struct span *found);

/* The same for a body, found once. */
enum reply_shape reply_shape_of(struct reply *p, const char *body, size_t len);

/* The list or record in a body that was checked; p NULL: nothing is there. */
struct span reply_records(struct reply *p, const char *body, size_t len);

/* The first of the keys that a record has in itself and this one lacks. */
const char *reply_lacks_key(const struct desc_resource *r,
    struct span record);

/* Whether records have a key in themselves, not by their place alone. */
bool reply_has_keys(const struct desc_resource *r);

/* Whether what should be a record is an error instead. */
bool reply_is_error(const struct desc_resource *r, struct span record);

/* The JSON text in the body without blanks around it; len 0 when empty. */
struct span reply_whole(const char *body, size_t len);

#endif
