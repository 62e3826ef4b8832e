/*
 * infer_records: where in an answer the records are.
 *
 * A list at the top is the records.  In an object they are a list of objects at
 * most three levels down: the one with the name of what was asked for, else one
 * with a usual name ("data", "items"), else the only one, unless the object has
 * an id of its own and so is a record itself.
 *
 * Layer: api.
 */
#ifndef API_INFER_RECORDS_H
#define API_INFER_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "json/span.h"

/* A zeroed struct is none; infer_records_free() releases what it owns. */
struct infer_records {
	char *path;	  /* owned; NULL: the body itself */
	bool list;	  /* else the body is one record */
	struct span list_at; /* the list, borrowed from the body */
	uint64_t n;	  /* how many there are */
};

/*
 * Find them in a JSON text that was checked; asked is the name of what was
 * asked for.  -1 with *e (USAGE) when several lists may be the records, which
 * are named.
 */
int infer_records(struct span whole, const char *asked,
    struct infer_records *out, struct error *e) MUST_CHECK;

/*
 * The member that tells the records of a list apart, which all of them have,
 * each its own: "id" and the like; NULL: there is none.
 */
const char *infer_records_key(struct span list);

void infer_records_free(struct infer_records *r);

#endif
