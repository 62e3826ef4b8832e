/*
 * decode: decodes JSON objects into structs, by tables of their members.
 *
 * A table says for each member of an object how it is read and where in the
 * struct it goes.  A member that the table does not have is an error: a
 * description with a typing error is not half understood.  Errors are USAGE
 * and name the member's place.
 *
 * Readers replace nothing: each member is read at most once, into a zeroed
 * field.  Names that begin with "//" are comments.  A member that came with a
 * later version of the file than this one's is refused, with the version that
 * it needs.
 *
 * Layer: json.
 */
#ifndef JSON_DECODE_H
#define JSON_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "json/tree.h"

struct json_decoder {
	const struct json_tree *t;
	struct error *e;
	int version; /* of the file; 0 and 1 are the first */
};

/*
 * How the items of a list, or the members of an object, become the elements of
 * an array.  Each is read into a zeroed element, by that of the functions which
 * is not NULL.
 */
struct json_decode_array {
	const char *want; /* "a list of strings" */
	size_t size;	  /* of an element */
	int (*item)(struct json_decoder *l, size_t node, void *to);
	/* name is the member's; it becomes the function's, also on failure. */
	int (*member)(
	    struct json_decoder *l, size_t node, char *name, void *to);
};

struct json_decode_field {
	const char *name;
	int (*read)(struct json_decoder *l, size_t node, void *to);
	size_t offset; /* of the field in the struct */
	/* With read NULL the field is a pointer to the elements of an array. */
	const struct json_decode_array *array;
	size_t count; /* offset of their number, a size_t */
	int version;  /* of the file, that has the member; 0: any */
};

#define JSON_DECODE_FIELD(type, member, name, read) \
	JSON_DECODE_FIELD_SINCE(0, type, member, name, read)
#define JSON_DECODE_ARRAY(type, member, number, name, array) \
	JSON_DECODE_ARRAY_SINCE(0, type, member, number, name, array)
/* ... a member that concerns the struct as a whole. */
#define JSON_DECODE_WHOLE(name, read) JSON_DECODE_WHOLE_SINCE(0, name, read)

/* Members that came with a version. */
#define JSON_DECODE_FIELD_SINCE(version, type, member, name, read) \
	{ name, read, offsetof(struct type, member), NULL, 0, version }
#define JSON_DECODE_ARRAY_SINCE(version, type, member, number, name, array) \
	{ name, NULL, offsetof(struct type, member), array, \
		offsetof(struct type, number), version }
#define JSON_DECODE_WHOLE_SINCE(version, name, read) \
	{ name, read, 0, NULL, 0, version }

/* Read the object's members into the struct at to. */
int json_decode_object(struct json_decoder *l, size_t node,
    const struct json_decode_field *fields, size_t nfields,
    void *to) MUST_CHECK;

/* Fail with what the value at node should have been. */
int json_decode_wrong(struct json_decoder *l, const char *want);

/* Fail unless the file is of this version at least; for forms of values. */
int json_decode_needs(struct json_decoder *l, int version) MUST_CHECK;

/*
 * Read the list or object at node into new memory, to which the pointer at
 * items (of any type) then points, with *n elements.  After a failure these are
 * those read so far and the one that failed.
 */
int json_decode_array(struct json_decoder *l, size_t node,
    const struct json_decode_array *array, void *items, size_t *n) MUST_CHECK;

/*
 * The position of the string at node among the names, which NULL ends; -1 with
 * an error that says what is wanted.
 */
int json_decode_choice(struct json_decoder *l, size_t node,
    const char *const *names) MUST_CHECK;

/*
 * Readers.  to is char **, bool *, int64_t *, double *, struct path *; strings
 * and paths are the caller's to free.
 */
int json_decode_str(struct json_decoder *l, size_t node, void *to);
int json_decode_bool(struct json_decoder *l, size_t node, void *to);
int json_decode_i64(struct json_decoder *l, size_t node, void *to);
int json_decode_double(struct json_decoder *l, size_t node, void *to);
int json_decode_path(struct json_decoder *l, size_t node, void *to);

#endif
