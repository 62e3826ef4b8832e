/*
 * path: paths into a record, as API descriptions write them.
 *
 *	status				a member
 *	page_details.prev_url		a member of a member
 *	words[].confidence		of every item of a list
 *	matches[].timestamps[][]	every item of every list in a list
 *	iab_categories_result.summary{}	every value of an object whose names
 *					are data
 *	"odd.name".value		names with . [ { or " are quoted as in
 *					JSON
 *
 * "." or nothing is the record itself; a leading dot is taken.
 *
 * Layer: json.
 */
#ifndef JSON_PATH_H
#define JSON_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum path_kind {
	PATH_NAME,  /* the member of that name */
	PATH_ITEM,  /* [] each item of the list */
	PATH_ENTRY, /* {} each value of the object */
};

struct path_step {
	enum path_kind kind;
	const char *name; /* decoded; borrowed from the path; NUL after it */
	size_t len;
};

struct path {
	char *text; /* as written; owned */
	char *names; /* the memory of the names; owned */
	struct path_step *steps; /* owned */
	size_t n;
};

/*
 * Take the text of len bytes apart.  -1 with *e (USAGE), *p then being empty.
 * The caller releases it with path_free().
 */
int path_parse(struct path *p, const char *text, size_t len,
    struct error *e) MUST_CHECK;

/* Whether it has names only: one place in a record, not many. */
bool path_plain(const struct path *p);

/* Release the memory; p is a zeroed struct then, which is accepted too. */
void path_free(struct path *p);

#endif
