/*
 * load: members of JSON objects into structs, by tables.
 *
 * A table says for each member of an object how it is read and where in the
 * struct it goes.  A member that the table does not have is an error: a
 * description with a typing error is not half understood.  Errors are USAGE
 * and name the member's place.
 *
 * Readers replace nothing: each member is read at most once, into a zeroed
 * field.  Names that begin with "//" are comments.
 *
 * Layer: api.
 */
#ifndef API_LOAD_H
#define API_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "json/tree.h"

struct load {
	const struct json_tree *t;
	struct error *e;
};

struct load_field {
	const char *name;
	int (*read)(struct load *l, size_t node, void *to);
	size_t offset; /* of the field in the struct */
};

#define LOAD_FIELD(type, member, name, read) \
	{ name, read, offsetof(struct type, member) }
/* ... a member that concerns the struct as a whole. */
#define LOAD_WHOLE(name, read) { name, read, 0 }

/* Read the object's members into the struct at to. */
int load_object(struct load *l, size_t node, const struct load_field *fields,
    size_t nfields, void *to) MUST_CHECK;

/* Fail with what the value at node should have been. */
int load_wrong(struct load *l, const char *want);

/*
 * The node behind at (JSON_NO_NODE at first) in the list or object, which must
 * be of that kind: checked by the caller.  For an object the value, with *name
 * (when not NULL) its decoded name, owned by the caller.
 */
size_t load_next(struct load *l, size_t container, size_t *at, char **name);

/* Readers.  to is char **, bool *, int64_t *, double *, struct path *. */
int load_str(struct load *l, size_t node, void *to);
int load_bool(struct load *l, size_t node, void *to);
int load_i64(struct load *l, size_t node, void *to);
int load_double(struct load *l, size_t node, void *to);
int load_path(struct load *l, size_t node, void *to);

#endif
