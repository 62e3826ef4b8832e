/*
 * tree: a JSON text taken apart into nodes that point into it.
 *
 * For API descriptions, states, pages of lists: texts that are walked about
 * in.  The bytes of every value stay as they are.  (Records in bulk go through
 * the flattener's own scanner.)
 *
 * What is asked of JSON_NO_NODE is answered as of a value that is none of what
 * was meant: a missing member needs no look of its own.
 *
 * Layer: json.
 */
#ifndef JSON_TREE_H
#define JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/lex.h"

#define JSON_NO_NODE SIZE_MAX
#define JSON_DEPTH_DEFAULT 512

#define JSON_TREE_MAX	   UINT32_MAX /* bytes of a text */

/* Small, as a text may have a node for every two of its bytes. */
struct json_node {
	uint8_t kind;  /* enum json_kind */
	bool escaped;  /* a string (or key) with a backslash in it */
	bool key;      /* a member's name; its value is the next node */
	uint32_t n;    /* members or elements */
	uint32_t from; /* offset of the value's first byte */
	uint32_t to;   /* offset after its last */
	uint32_t after; /* number of the first node after this subtree */
};

/* A zeroed struct is an empty tree. */
struct json_tree {
	const char *text; /* borrowed */
	size_t len;
	struct json_node *nodes; /* in the order of the text; 0 is the root */
	size_t n;
	size_t cap;
	size_t max; /* the most nodes, a share of --memory; 0: any number */
};

/* How many nodes take no more memory than that, bytes, while they grow. */
size_t json_nodes_in(size_t bytes);

/*
 * Take the text of len bytes, one JSON value with blanks around it, apart.
 * The text must live as long as the tree is used; the tree may be used again
 * for another.  O(len).  -1 with *e (ERROR_INPUT) naming the byte offset, or
 * that there are more nodes than t->max.
 */
int json_parse(struct json_tree *t, const char *text, size_t len,
    unsigned max_depth, struct error *e) MUST_CHECK;

/* The value of the object's last member of that name, or JSON_NO_NODE. */
size_t json_get(const struct json_tree *t, size_t object, const char *name);

/*
 * Walk the elements of an array or the names of an object: first with at ==
 * JSON_NO_NODE, then with the node returned last; JSON_NO_NODE at the end.
 * An object's value is the node after its name.
 */
size_t json_next(const struct json_tree *t, size_t container, size_t at);

/* Append the text of a string or a key, decoded; false when it is neither. */
bool json_string(const struct json_tree *t, size_t node, struct buf *out);

/* The same as an owned string with a NUL; NULL: neither a string nor a name. */
char *json_take_string(const struct json_tree *t, size_t node) MUST_CHECK;

/* Whether the node is a string (or key) with exactly this text. */
bool json_equals(const struct json_tree *t, size_t node, const char *s);

/* A number within min..max as an integer; false when it is not that. */
bool json_i64(const struct json_tree *t, size_t node, int64_t min,
    int64_t max, int64_t *out) MUST_CHECK;

void json_tree_free(struct json_tree *t);

#endif
