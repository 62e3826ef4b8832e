/*
 * openapi_answer: what an operation answers, and where its records are.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_ANSWER_H
#define AAI_DESCRIBE_OPENAPI_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-describe/openapi.h"

enum answer_kind {
	ANSWER_NONE,   /* not JSON, or without a schema: why says which */
	ANSWER_SINGLE, /* one thing */
	ANSWER_LIST,
	ANSWER_UNSURE, /* a list, but nothing says which */
};

/* A value of the answer outside of its records. */
struct answer_member {
	char *path; /* as aai-api(5) has paths */
	const char *name;
	unsigned kinds;
	const char *about;
	size_t depth; /* 1: a member of the body */
};

struct answer {
	enum answer_kind kind;
	const char *why; /* the rule, or why there is none; a phrase */
	bool link;       /* it has a Link header */
	size_t schema;   /* of the body */
	char *records;   /* path of the list; "" is the body; NULL: no list */
	struct openapi_nodes record;   /* its schema */
	struct answer_member *members; /* of a list */
	size_t n;
	size_t cap;
};

/*
 * Look at the answer of the operation at that path.  paged: its request has
 * parameters for pages, so that it is a list if anything.
 */
void answer_read(struct openapi *o, size_t operation, const char *path,
    bool paged, struct answer *a);

/* Append a name as a step of a path of aai-api(5), with a dot where due. */
void answer_put_step(struct buf *path, const char *name);

void answer_free(struct answer *a);

#endif
