/*
 * page: a report as a page of HTML, in one file that loads nothing.
 *
 * A policy in the page forbids whatever is not its own script and style, which
 * it names by their hashes.  The page has less than PAGE_MAX bytes: where there
 * is more to tell, it is told in less detail, and what is left out is counted.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_PAGE_H
#define AAI_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-report/report.h"
#include "base/buf.h"

#define PAGE_MAX 300000

/* How much is told. */
struct page_detail {
	size_t listed;	/* tables in the overview */
	size_t tables;	/* that have a section */
	size_t columns; /* of a table */
	size_t rows;	/* the first of a table */
	size_t cells;	/* columns of these */
	size_t text;	/* characters of a cell */
	size_t top;	/* most frequent values of a column; 0: no charts */
	size_t boxes;	/* tables in the diagram */
	size_t loads;
};

/* A page that is made. */
struct page {
	const struct report *r;
	struct page_detail d;
	const char *name; /* of the folder; owned by whoever made the page */
	bool *linked; /* which tables have a section */
	struct buf *out;
};

/* Append the page to out, an empty buffer of PAGE_MAX bytes. */
void page_put(struct buf *out, const struct report *r);

/* Parts of it: what there is in all, the list of tables, their joins. */
void page_put_facts(struct page *p);
void page_put_faults(struct page *p);
void page_put_contents(struct page *p);
void page_put_overview(struct page *p);
void page_put_joins(struct page *p);

/* The history of loads, and when the last of them was. */
void page_put_last_load(struct page *p);
void page_put_loads(struct page *p);

/* The section on the table of that number. */
void page_put_table(struct page *p, size_t i);

/* A link to that section, where there is one, with the table's name. */
void page_put_link(struct page *p, size_t i);

/* Which of n things have a place, the first "most" in the order of by_rows;
 * the caller frees it. */
bool *page_choose(const struct page *p, size_t most);

#endif
