/*
 * document: a JSON or YAML text as one tree, for readers of what describes an
 * API.
 *
 * A node is a number; JSON_NO_NODE is one that is not there, and whatever is
 * asked of it is answered as of nothing.  Strings that are given are the
 * document's, end with a NUL, and live as long as it.  Numbers keep their text.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_DOCUMENT_H
#define AAI_DESCRIBE_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "json/tree.h"

#define DOCUMENT_DEPTH 200

/* A zeroed struct is an empty document. */
struct document {
	struct json_tree tree;
	struct buf text;    /* JSON; what the tree points into */
	struct map strings; /* those that were asked for */
	struct map members; /* of large objects: node and name to node + 1 */
	struct map indexed; /* the nodes of such objects */
};

/*
 * Read the len bytes at text, which are not needed afterwards: JSON, or else
 * YAML.  memory bounds what the document takes, in bytes.  -1 with *e (INPUT)
 * that has the line: neither of them, more than DOCUMENT_DEPTH levels, aliases
 * that grow too much, more than fits.  Empty d first by document_free().
 */
int document_read(struct document *d, const char *text, size_t len,
    size_t memory, struct error *e) MUST_CHECK;

void document_free(struct document *d);

/* What it is: JSON_NONE when it is not there. */
enum json_kind document_kind(const struct document *d, size_t node);

/* The member of that name, or JSON_NO_NODE.  O(1) expected in large objects. */
size_t document_get(struct document *d, size_t object, const char *name);

/* The same for a way of names, which NULL ends. */
size_t document_walk(
    struct document *d, size_t object, const char *const *names);

/* The same: document_at(d, 0, "info", "title"). */
#define document_at(d, object, ...)                                            \
	document_walk((d), (object), (const char *const[]){ __VA_ARGS__, NULL })

/*
 * Walk a list or an object, as json_next(); of an object it gives the names,
 * each of which has its value as the next node (at + 1).  A name that an object
 * has twice comes twice; the last one holds.
 */
size_t document_next(const struct document *d, size_t container, size_t at);

/* How many members or elements it has; 0 of anything else. */
size_t document_count(const struct document *d, size_t node);

/* A string, or a name; NULL: it is none, or has a NUL in it. */
const char *document_string(struct document *d, size_t node);

/* The string that is the object's member of that name, or NULL. */
const char *document_text(struct document *d, size_t object, const char *name);

/* Whether it is true, false; what otherwise says when it is neither. */
bool document_bool(const struct document *d, size_t node, bool otherwise);

/* A whole number within min..max; also one that is a string. */
bool document_int(
    struct document *d, size_t node, int64_t min, int64_t max, int64_t *out);

/* A string, a number as it is spelled, true or false; NULL of what is else. */
const char *document_scalar(struct document *d, size_t node);

/* A text as the document keeps it, one copy of each; NULL: it has a NUL. */
const char *document_keep(struct document *d, const void *s, size_t len);

/* Append the value's JSON text; null when it is not there. */
void document_put(const struct document *d, size_t node, struct buf *out);

/*
 * Where a reference within the document leads: "#/a/b~1c", "#" being the
 * document; JSON_NO_NODE: nowhere, or to another document.  %XX is decoded.
 */
size_t document_pointer(struct document *d, const char *reference);

#endif
