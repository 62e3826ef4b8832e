/*
 * infer_pages: how a list may be paged, by what its first page says.
 *
 * What is found are ways to try, the likeliest first, and whether the page says
 * that there is more.  Nothing here is proved: a parameter may well be one that
 * the server does not know.
 *
 * Layer: api.
 */
#ifndef API_INFER_PAGES_H
#define API_INFER_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "base/buf.h"
#include "json/span.h"

#define INFER_WAYS_MAX 32

/* The first page; all borrowed. */
struct infer_page {
	const char *url;
	const char *link; /* the value of its Link header, or NULL */
	struct span whole;
	uint64_t n; /* records */
	const char *key; /* what tells them apart, or NULL */
};

/* A way to the next page, as "pages" of a description has it. */
struct infer_way {
	enum desc_paging kind;
	char *next;  /* path; NULL: none */
	char *param; /* NULL: none */
	int64_t start;
	bool started; /* start is known */
	bool natural; /* the parameter has the name of the value */
	int past_end; /* the status of a page after the last; 0: success */
};

/* A zeroed struct is none; infer_pages_free() releases what it owns. */
struct infer_pages {
	struct infer_way ways[INFER_WAYS_MAX];
	size_t n;
	char *more;  /* paths, each NULL where there is none */
	char *end;
	char *total;
	char *pages;
	char *ended_next; /* what would lead on, and is null */
	char *back;	  /* a URL that leads back, or to older records */
	uint64_t total_n;
	bool says_more;
	bool counts_more; /* by a flag or a number, not by a link alone */
	bool says_end;
	bool total_met; /* the total is what came, if it is one */
	char hint[160]; /* what says that there is more */
};

void infer_pages(const struct infer_page *page, struct infer_pages *out);

/* Append the object that "pages" is for a way; NULL: for none. */
void infer_pages_put(const struct infer_pages *p, const struct infer_way *way,
    struct buf *out);

/* Append it in words: "by Link header". */
void infer_pages_say(const struct infer_way *way, struct buf *out);

/* Forget the ways that were found; all else stays. */
void infer_pages_forget(struct infer_pages *p);

void infer_pages_free(struct infer_pages *p);

#endif
