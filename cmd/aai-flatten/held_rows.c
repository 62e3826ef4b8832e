/* held_rows: rows that are held until types settle; see held_rows.h. */
#include "aai-flatten/held_rows.h"

#include <string.h>

#include "aai-flatten/publish.h"
#include "aai-flatten/row_put.h"
#include "aai-flatten/row_text.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

/* A table's columns by their places in held rows; owned. */
struct places {
	struct model_column **columns;
	size_t n;
	size_t names; /* bytes that these take in an object */
	bool moved; /* some have another place in rows that are written */
};

/* Note where the columns are, before their order becomes another. */
static struct places
note_places(const struct model_table *t)
{
	struct places p = { .n = t->next_order };
	struct model_column *c;
	size_t i;

	p.columns = mem_new(p.n + 1, sizeof(struct model_column *));
	for (i = 0; i < t->ncolumns; i++) {
		c = t->columns[i];
		if (c->order != MODEL_NO_ORDER)
			p.columns[c->order] = c;
	}
	return p;
}

static bool
is_moved(const struct places *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->columns[i] != NULL &&
		    p->columns[i]->order != MODEL_NO_ORDER &&
		    p->columns[i]->order != i)
			return true;
	return false;
}

/* The number of the held row's table; after it. */
static ALWAYS_INLINE const char *
read_number(const char *p, size_t *number)
{
	for (*number = 0; *p >= '0' && *p <= '9'; p++)
		*number = *number * 10 + (size_t)(*p - '0');
	return p;
}

/* Bytes that the names in the table's rows take. */
static size_t
count_names(const struct model_table *t)
{
	size_t i, n = 6 * t->name_len + sizeof("{\"_table\":\"\"}");

	for (i = 0; i < t->ncolumns; i++)
		n += t->columns[i]->prefix_len;
	return n;
}

/* Begin an object of the table. */
static uint8_t *
put_head(const struct model_table *t, struct buf *out)
{
	buf_reset(out);
	buf_str(out, "{\"_table\":");
	json_quote(t->name, t->name_len, out);
	return out->data + out->len;
}

/*
 * Put the held row at p, which ends at end, into out as it is to be written;
 * after it.
 */
static const char *
put_row(const char *p, const char *end, const struct places *all, bool objects,
    const struct model *m, struct buf *out)
{
	const struct model_column *c;
	const struct places *places;
	const char *q, *value;
	size_t number, i;
	char *to;

	objects |= *p == ROW_MARK;
	q = read_number(p + 1, &number);
	places = &all[number - 1];
	buf_reset(out);
	to = (char *)buf_reserve(
	    out, (size_t)(end - p) + places->names + MODEL_PAD);
	if (objects)
		to = (char *)put_head(m->tables[number - 1], out);
	else
		to = row_put(to, p, (size_t)(q - p));
	for (i = 0; *q == ','; i++) {
		value = q + 1;
		q = row_text_after(value);
		c = places->columns[i];
		if (c == NULL || c->order == MODEL_NO_ORDER ||
		    (objects && *value == 'n'))
			continue;
		if (objects)
			to = row_put(to, c->prefix, c->prefix_len);
		else
			*to++ = ',';
		to = row_put(to, value, (size_t)(q - value));
	}
	*to++ = objects ? '}' : ']';
	*to++ = '\n';
	out->len = (size_t)(to - (char *)out->data);
	return q + 2;
}

/* Write the held rows, of which some are to be written otherwise. */
static int
write_anew(struct flatten *f, const struct places *all, struct error *e)
{
	const struct model *m = &f->model;
	const char *p = f->held, *end = p + f->held_len, *from = p, *lf;
	struct buf row = buf_make(SIZE_MAX / 2);
	size_t number;
	int rc = 0;

	while (rc == 0 && p < end) {
		(void)read_number(p + 1, &number);
		lf = memchr(p, '\n', (size_t)(end - p));
		if (!f->options.objects && *p == '[' &&
		    !all[number - 1].moved) {
			p = lf + 1;
			continue;
		}
		rc = out_put(f->out, from, (size_t)(p - from), e);
		from = p = put_row(
		    p, lf + 1, all, f->options.objects, m, &row);
		if (rc == 0)
			rc = out_put(f->out, row.data, row.len, e);
	}
	if (rc == 0)
		rc = out_put(f->out, from, (size_t)(end - from), e);
	buf_free(&row);
	return rc;
}

int
held_rows_write(struct flatten *f, bool last, struct error *e)
{
	const struct model *m = &f->model;
	struct places *all = mem_new(m->ntables + 1, sizeof(*all));
	size_t i, n = m->ntables;
	int rc;

	for (i = 0; i < n; i++)
		all[i] = note_places(m->tables[i]);
	buf_reset(&f->columns);
	publish_all(f, last, &f->columns);
	rc = out_put(f->out, f->columns.data, f->columns.len, e);
	for (i = 0; i < n; i++) {
		all[i].moved = is_moved(&all[i]);
		all[i].names = count_names(m->tables[i]);
	}
	/* Values are looked through in vectors. */
	memset(f->held + f->held_len, 0, MODEL_PAD);
	if (rc == 0 && f->held_len > 0)
		rc = write_anew(f, all, e);
	f->held_len = 0;
	for (i = 0; i < n; i++)
		mem_free(all[i].columns);
	mem_free(all);
	return rc;
}
