/*
 * openapi_params: the parameters of an operation.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_PARAMS_H
#define AAI_DESCRIBE_OPENAPI_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-describe/openapi.h"

struct openapi_param {
	const char *name;
	const char *in;    /* "path", "query", "header" */
	const char *about; /* its description, or NULL */
	const char *format;
	size_t node;
	size_t schema; /* where its type is: node itself in OpenAPI 2 */
	unsigned kinds;
	bool required;
	bool part;  /* a member of one that is an object: created[gte] */
	bool taken; /* something has said all of it: not a filter of people */
};

struct openapi_params {
	struct openapi_param *items;
	size_t n;
	size_t cap;
};

/*
 * Those of the path item and of the operation, which replace them; at most
 * what a resource of a description can have.
 */
void openapi_params_read(
    struct openapi *o, size_t item, size_t operation, struct openapi_params *p);

/* The parameter of the query that is called the same as one of names. */
struct openapi_param *openapi_params_find(
    const struct openapi_params *p, const char *const *names);

/* The parameter in that place with just this name, or NULL. */
struct openapi_param *openapi_params_get(
    const struct openapi_params *p, const char *in, const char *name);

/* Its default, or the one value that it can have, or NULL. */
const char *openapi_param_default(
    struct openapi *o, const struct openapi_param *p);

/*
 * The most that it can be, by its schema or by the words about it, and whether
 * it was words that said so; 0: that is not known.
 */
int64_t openapi_param_maximum(
    struct openapi *o, const struct openapi_param *p, bool *by_words);

/* The greatest number that a text for people gives as a maximum; 0: none. */
int64_t openapi_words_maximum(const char *text);

void openapi_params_free(struct openapi_params *p);

#endif
