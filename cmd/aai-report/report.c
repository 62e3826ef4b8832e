/* report: all that is told of a folder; see report.h. */
#include "aai-report/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

int
report_open(struct report *r, const char *path,
    const struct catalog_options *options, struct error *e)
{
	memset(r, 0, sizeof(*r));
	r->path = path;
	if (catalog_open(&r->c, path, options, e) != 0)
		return -1;
	if (r->c.n == 0 && r->c.nmissed == 0) {
		error_set(e, ERROR_INPUT, "there is no table in '%s'", path);
		return -1;
	}
	erd_make(&r->m, &r->c);
	return 0;
}

/* Whether one of a folder's tables cannot be read, and the others may be. */
static bool
is_missed(struct report *r, const struct error *e)
{
	if (!r->c.folder || (e->kind != ERROR_INPUT && e->kind != ERROR_LIMIT))
		return false;
	catalog_miss(&r->c, e);
	return true;
}

static int
measure(struct report *r, struct error *e)
{
	size_t i;

	for (i = 0; i < r->c.n; i++) {
		if (table_profile_measure(
			&r->profiles[i], r->c.tables[i], e) == 0)
			r->rows[i] = r->profiles[i].stats.rows;
		else if (!is_missed(r, e))
			return -1;
	}
	return 0;
}

/* Of qsort(), which hands nothing on: a number with what it is ordered by. */
struct row_rank {
	uint64_t rows;
	size_t number;
};

static int
compare_ranks(const void *a, const void *b)
{
	const struct row_rank *x = a, *y = b;

	if (x->rows != y->rows)
		return x->rows > y->rows ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void
rank(struct report *r)
{
	struct row_rank *ranks = mem_new(r->c.n + 1, sizeof(*ranks));
	size_t i;

	for (i = 0; i < r->c.n; i++)
		ranks[i] = (struct row_rank){ r->rows[i], i };
	if (r->c.n > 1)
		qsort(ranks, r->c.n, sizeof(*ranks), compare_ranks);
	for (i = 0; i < r->c.n; i++)
		r->by_rows[i] = ranks[i].number;
	mem_free(ranks);
}

static int
look(struct report *r, struct error *e)
{
	size_t n = r->c.n < REPORT_LOOKED ? r->c.n : REPORT_LOOKED, i;
	uint64_t cells = n > 0 ? REPORT_CELLS / n : 0;
	struct table_profile *p;

	if (cells > REPORT_TABLE_CELLS)
		cells = REPORT_TABLE_CELLS;
	for (i = 0; i < n; i++) {
		p = &r->profiles[r->by_rows[i]];
		if (p->measured && p->stats.rows > 0 &&
		    table_profile_look(p, cells, e) != 0 && !is_missed(r, e))
			return -1;
	}
	return 0;
}

/* Read the history of the loads, where there may be one. */
static int
read_history(struct report *r, struct error *e)
{
	struct folder_view view = { 0 };
	int rc;

	if (!r->c.folder)
		return 0;
	rc = folder_view_open(&view, r->path, false, e);
	if (rc == 0)
		rc = history_read(&r->history, &view, r->path, e);
	folder_view_close(&view);
	return rc == 0 || is_missed(r, e) ? 0 : -1;
}

int
report_look(struct report *r, struct error *e)
{
	r->profiles = mem_new(r->c.n + 1, sizeof(*r->profiles));
	r->rows = mem_new(r->c.n + 1, sizeof(*r->rows));
	r->by_rows = mem_new(r->c.n + 1, sizeof(*r->by_rows));
	if (measure(r, e) != 0)
		return -1;
	rank(r);
	return look(r, e) == 0 ? read_history(r, e) : -1;
}

void
report_close(struct report *r)
{
	size_t i;

	for (i = 0; r->profiles != NULL && i < r->c.n; i++)
		table_profile_close(&r->profiles[i]);
	mem_free(r->profiles);
	mem_free(r->rows);
	mem_free(r->by_rows);
	erd_free(&r->m);
	history_free(&r->history);
	catalog_close(&r->c);
	memset(r, 0, sizeof(*r));
}
