/*
 * infer_search: where in a list's first answer its records are, and how it goes
 * on, by that answer and by asking for more.
 *
 * Layer: api.
 */
#ifndef API_INFER_SEARCH_H
#define API_INFER_SEARCH_H

#include "api/infer_proof.h"
#include "api/infer_records.h"
#include "api/infer_source.h"
#include "base/buf.h"
#include "base/error.h"
#include "http/engine_response.h"
#include "json/path.h"
#include "json/span.h"

/* What was found, and by what; to be closed.  A zeroed struct may be. */
struct infer_search {
	struct infer_probe *probe; /* borrowed, as are the next four */
	const struct infer_source *source;
	const struct engine_response *first;
	const char *said_records; /* instead of looking, or NULL */
	const char *said_next;
	struct span whole; /* the answer's value; len 0: it has none */
	struct infer_records records;
	struct infer_pages pages;
	struct infer_list list;
	struct infer_found found;
	struct path given; /* of said_records */
};

/*
 * Find what there is in the answer to the probe's first request.  said has
 * what is known.  -1 with *e: USAGE also where there is more than it is known
 * how to ask for, l->found then being what was found before.
 */
int infer_search(struct infer_search *l, struct infer_probe *probe,
    const struct infer_source *source, const struct engine_response *first,
    const struct infer_options *said, struct error *e) MUST_CHECK;

/* Append it in words. */
void infer_search_say(const struct infer_search *l, struct buf *words);

void infer_search_close(struct infer_search *l);

#endif
