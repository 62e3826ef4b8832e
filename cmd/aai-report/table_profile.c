/* table_profile: what a table holds; see table_profile.h. */
#include "aai-report/table_profile.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "view/table_reader.h"

/* A sample has that many rows at least, however many columns there are. */
#define ROWS_MIN 1000

#define DAY_US 86400e6

int
table_profile_measure(struct table_profile *p, const struct shown *t,
    struct error *e)
{
	memset(p, 0, sizeof(*p));
	p->t = t;
	p->text = buf_make(SIZE_MAX / 2);
	if (table_stats_open(&p->stats, t, e) != 0) {
		table_stats_close(&p->stats);
		return -1;
	}
	p->measured = true;
	return 0;
}

bool
table_profile_is_empty(const struct table_profile *p, size_t column)
{
	const struct table_stats_column *c = &p->stats.columns[column];

	return c->counted && c->nulls >= p->stats.rows;
}

/* Choose the columns to look at. */
static void
choose(struct table_profile *p)
{
	const struct table *t = p->t->table;
	struct error why;
	size_t i;

	p->numbers = mem_new(TABLE_PROFILE_COLUMNS, sizeof(*p->numbers));
	p->columns = mem_new(TABLE_PROFILE_COLUMNS, sizeof(*p->columns));
	p->places = mem_new(t->ncolumns + 1, sizeof(*p->places));
	for (i = 0; i < t->ncolumns; i++) {
		p->places[i] = SIZE_MAX;
		if (p->ncolumns == TABLE_PROFILE_COLUMNS ||
		    table_profile_is_empty(p, i) || catalog_gap(p->t, i, &why))
			continue;
		p->places[i] = p->ncolumns;
		p->numbers[p->ncolumns] = i;
		column_profile_open(
		    &p->columns[p->ncolumns++], &t->columns[i], t->zone);
	}
	p->nshown = p->ncolumns < TABLE_PROFILE_CELLS ? p->ncolumns :
							TABLE_PROFILE_CELLS;
	p->cells = mem_new(
	    TABLE_PROFILE_ROWS * (p->nshown + 1), sizeof(*p->cells));
}

static bool
begins(const struct column *c, const char *word)
{
	size_t len = strlen(word);

	return c->name_len >= len && memcmp(c->name, word, len) == 0;
}

/* Find the column of times that says when a row came about: by its name, or
 * the first one. */
static void
choose_time(struct table_profile *p)
{
	const struct column *c;
	int best = 0, rank;
	size_t i;

	for (i = 0; i < p->ncolumns; i++) {
		c = &p->t->table->columns[p->numbers[i]];
		if (c->type.type != TYPE_TIMESTAMP && c->type.type != TYPE_DATE)
			continue;
		rank = (begins(c, "created") ? 4 : 0) +
		    (c->type.type == TYPE_TIMESTAMP ? 2 : 1);
		if (rank > best) {
			best = rank;
			p->timed = true;
			p->time_column = i;
		}
	}
	p->days.least = 1;
}

/* Keep a cell of the first rows; NULL for null. */
static void
keep_cell(struct table_profile *p, struct first_cell *to,
    const struct cell_text *t)
{
	const char *s;

	to->null = t == NULL;
	to->at = p->text.len;
	if (t == NULL)
		return;
	s = (const char *)t->head.data;
	to->len = t->head.len;
	if (to->len > TABLE_PROFILE_TEXT)
		to->len = utf8_floor(s, to->len, TABLE_PROFILE_TEXT);
	to->cut = to->len < t->len;
	buf_put(&p->text, s, to->len);
}

/* See a row: whether it is in the sample, and one of the first. */
static int
take_row(struct table_profile *p, const struct show_cell *cells, bool sampled,
    struct cell_text *text, struct error *e)
{
	bool first = p->nrows < TABLE_PROFILE_ROWS;
	struct column_profile *c;
	const struct cell_text *value;
	double us;
	size_t i;

	for (i = 0; i < p->ncolumns; i++) {
		value = cells[i].kind == SHOW_NULL ? NULL : text;
		if (value != NULL && cell_text_take(text, &cells[i], e) != 0)
			return -1;
		c = &p->columns[i];
		if (sampled)
			column_profile_add(c, value);
		if (sampled && value != NULL && p->timed &&
		    i == p->time_column &&
		    column_profile_number(c->type, c->zone,
			(const char *)text->head.data, text->head.len, &us))
			histogram_add(&p->days, us / DAY_US);
		if (first && i < p->nshown)
			keep_cell(p, &p->cells[p->nrows * p->nshown + i],
			    value);
	}
	p->rows += sampled;
	p->nrows += first;
	return 0;
}

int
table_profile_look(struct table_profile *p, uint64_t cells, struct error *e)
{
	struct cell_text text = cell_text_make();
	const struct show_cell *row;
	struct table_reader f;
	uint64_t most;
	size_t i;
	int rc;

	choose(p);
	choose_time(p);
	most = cells / (p->ncolumns + 1);
	p->sample = sample_choose(
	    p->t, &p->stats, most > ROWS_MIN ? most : ROWS_MIN);
	table_reader_open(&f, p->t, p->numbers, p->ncolumns);
	sample_start(&p->sample, &f);
	while ((rc = table_reader_next(&f, &row, e)) == 1 &&
	    (rc = take_row(p, row, sample_has(&p->sample, &f), &text, e)) == 0)
		;
	table_reader_close(&f);
	cell_text_free(&text);
	for (i = 0; i < p->ncolumns; i++)
		column_profile_settle(&p->columns[i]);
	p->looked = rc == 0;
	return rc;
}

void
table_profile_close(struct table_profile *p)
{
	size_t i;

	for (i = 0; i < p->ncolumns; i++)
		column_profile_free(&p->columns[i]);
	if (p->measured)
		table_stats_close(&p->stats);
	mem_free(p->numbers);
	mem_free(p->columns);
	mem_free(p->places);
	mem_free(p->cells);
	buf_free(&p->text);
	memset(p, 0, sizeof(*p));
}
