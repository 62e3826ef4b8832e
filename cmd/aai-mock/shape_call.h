/*
 * shape_call: one request to an API of shape.h, and what its templates name.
 * Private to the shape modules.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_SHAPE_CALL_H
#define AAI_MOCK_SHAPE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-mock/mock.h"
#include "base/buf.h"
#include "json/tree.h"

#define SHAPE_PATHS 4

/* A segment of the path that the template has a name for. */
struct shape_segment {
	size_t name;  /* the node of the path's template */
	size_t from;  /* of the name, within its text */
	size_t len;
	const char *value; /* borrowed from the request */
	size_t value_len;
};

/* The page that is asked for. */
struct shape_page {
	uint64_t *items; /* owned; the numbers of all that the bounds allow */
	uint64_t total;
	uint64_t first, end; /* of those on the page */
	uint64_t size;
};

struct shape_call {
	struct mock *m;
	const struct serve_request *req;
	struct serve_response *resp;
	const struct json_tree *t; /* the data file */
	const char *path;	   /* below the API's own */
	size_t list;		   /* its node; JSON_NO_NODE: none */
	struct json_tree body;	   /* of the request, if it is JSON */
	struct target form;	   /* if it is a form */
	struct shape_segment segments[SHAPE_PATHS];
	size_t nsegments;
	const char *token; /* the one that holds, or NULL */
	uint64_t all;	   /* items that the list has */
	uint64_t item;	   /* the one being put */
	uint64_t lacking;  /* names without a value that were put so far */
	struct shape_page page;
};

/* The member of the node, which may be none; JSON_NO_NODE when it is not. */
size_t shape_get(const struct json_tree *t, size_t node, const char *name);

/* The text of a member, owned; NULL when it is not there. */
char *shape_text(const struct json_tree *t, size_t node, const char *name);

/* A member that is a whole number, or true for 1; otherwise when it is not. */
uint64_t shape_number(const struct json_tree *t, size_t node, const char *name,
    uint64_t otherwise);

/* Append what stands at the place; false when nothing does. */
bool shape_place(
    const struct shape_call *c, size_t place, struct buf *out) MUST_CHECK;

/*
 * Put the template at the node, which "null" stands for where it is none.
 * shape_put_text() puts what its text is, and is false when a name in it has
 * no value.
 */
void shape_put(struct shape_call *c, size_t node, struct buf *out);
bool shape_put_text(
    struct shape_call *c, size_t node, struct buf *out) MUST_CHECK;

/* When an item was made, and when it was changed last: seconds since 1970. */
int64_t shape_created(const struct shape_call *c, uint64_t item);
int64_t shape_changed(const struct shape_call *c, uint64_t item);

/* A time in a format, and back; false when the text is none. */
void shape_put_time(int64_t s, const char *format, struct buf *out);
bool shape_read_time(const char *text, const char *format, int64_t *s)
    MUST_CHECK;

/*
 * Find the page that is asked for: which items, in which order, from where.
 * False when what names it is wrong.
 */
bool shape_find_page(struct shape_call *c) MUST_CHECK;

#endif
