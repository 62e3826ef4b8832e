/*
 * infer_source: what a URL on the command line asks for, as an API description
 * of version 2 with one resource.
 *
 * Layer: api.
 */
#ifndef API_INFER_SOURCE_H
#define API_INFER_SOURCE_H

#include <stdbool.h>

#include "api/infer_pages.h"
#include "api/request.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/opt.h"

/* What the command line says beside the URL; all borrowed. */
struct infer_options {
	struct opt_list auths;
	struct opt_list headers;
	const char *records; /* --records, or NULL */
	const char *next;    /* --next, or NULL */
	bool describe;	     /* only print the description */
};

/* A zeroed struct is none; infer_source_close() releases what it owns. */
struct infer_source {
	char *url;	/* with the parameters that were set */
	char *base_url; /* its origin */
	char *path;	/* the rest, its query too */
	char *tag;	/* of the records */
	char *name;	/* of the description */
	struct buf secrets, auths, headers; /* JSON texts, or empty */
};

/* What was found of it; a zeroed struct: nothing yet. */
struct infer_found {
	const char *records; /* path; NULL: the body itself */
	bool list;	     /* ... which is a list, else one record */
	bool known;	     /* the above is so */
	const char *key;     /* of the records, or NULL */
	const struct infer_pages *pages; /* with way: what else is said */
	const struct infer_way *way;	 /* NULL: one page is all */
	bool empty;  /* the page that it leads to has no records */
	bool unsure; /* another page was never seen */
};

/* Whether an operand is a URL. */
bool infer_source_is(const char *operand);

/*
 * Take it apart; the parameters go into its query.  -1 with *e (USAGE): it is
 * not a URL, or has a secret in it.
 */
int infer_source_open(struct infer_source *s, const char *url,
    const struct infer_options *o, const struct request_params *params,
    struct error *e) MUST_CHECK;

/* Append the description's text. */
void infer_source_put(const struct infer_source *s,
    const struct infer_found *found, struct buf *out);

void infer_source_close(struct infer_source *s);

#endif
