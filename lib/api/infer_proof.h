/*
 * infer_proof: which way to the next page is the right one, by asking.
 *
 * A cursor, a URL or the last record's id is right when the page that it leads
 * to has other records, and goes on.  An offset is right when the page from the
 * last record on begins with that record; a number when the first page is known
 * by its own and the next one has other records.  So a parameter that the
 * server ignores, or takes for something else, is not taken for right.
 *
 * Layer: api.
 */
#ifndef API_INFER_PROOF_H
#define API_INFER_PROOF_H

#include "api/infer_probe.h"
#include "api/infer_source.h"

/* A list's first page, and what is found of it so far; all borrowed. */
struct infer_list {
	const struct infer_source *source;
	const struct infer_found *found;
	const struct engine_response *first;
	const char *url;
	struct infer_view view; /* of the first page; owned by the caller */
};

/*
 * Whether the way leads on: 1, with its start settled; 2: it seems to, but the
 * page that it leads to is empty; 0: it does not; -1 with *e, as
 * infer_probe_ask(), or FAILED when the server itself leads elsewhere.
 */
int infer_proof(struct infer_probe *p, const struct infer_list *list,
    const struct infer_pages *pages, struct infer_way *way,
    struct error *e) MUST_CHECK;

/* The description of what was found, with this way; NULL with *e. */
struct desc *infer_proof_desc(const struct infer_list *list,
    const struct infer_pages *pages, const struct infer_way *way,
    struct error *e) MUST_CHECK;

#endif
