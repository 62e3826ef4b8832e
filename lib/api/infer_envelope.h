/*
 * infer_envelope: the members of an answer that stand around its records, as
 * far as a list's paging may be said by them.
 *
 * Layer: api.
 */
#ifndef API_INFER_ENVELOPE_H
#define API_INFER_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "json/span.h"

/* What a member's name says, whatever its case and its separators. */
enum infer_role {
	INFER_OTHER,
	INFER_NEXT,   /* leads on: a URL, a cursor, a number */
	INFER_CURSOR, /* may lead on, without "next" in its name */
	INFER_MORE,   /* whether there is more */
	INFER_END,    /* whether this is the end */
	INFER_TOTAL,  /* how many records there are */
	INFER_COUNT,  /* how many there are, or are here */
	INFER_PAGES,  /* how many pages there are */
	INFER_PAGE,   /* the number of this page */
	INFER_OFFSET, /* how many records are before this page */
	INFER_BACK,   /* leads back, or to older records */
	INFER_SAME,   /* leads to this page, or the first */
};

/* A member, or one of a member that is an object; no deeper than three. */
struct infer_member {
	const char *path; /* as API descriptions write it; borrowed */
	struct span name; /* raw string content */
	struct span value;
	enum infer_role role; /* of its name and of those above it */
	size_t depth;	      /* 0: of the answer itself */
};

/*
 * Take each member of the object, in the order of the text, lists too but not
 * what is in them; of an object within, the first 200 members.  Names that are
 * no UTF-8, are escaped, or are longer than 100 bytes are passed over.
 */
void infer_envelope(struct span object,
    void (*take)(void *arg, const struct infer_member *m), void *arg);

/* Whether two names are the same but for case and separators. */
bool infer_same_name(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
