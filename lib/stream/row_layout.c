/* row_layout: what the row reader knows of a table's rows; see row_layout.h;
 * and what row.h has that needs nothing else. */
#include "stream/row_layout.h"

#include <string.h>

#include "base/mem.h"
#include "json/scan.h"
#include "json/text.h"

void
row_layout_free(struct row_layout *l)
{
	buf_free(&l->prefix);
	buf_free(&l->texts);
	buf_free(&l->head);
	mem_free(l->keys);
	mem_free(l->follow);
	mem_free(l);
}

/* Append a key's text, so padded that it may be read in vectors. */
static void
put_key(struct buf *out, const struct column *c)
{
	static const char zeros[SCAN_PAD];

	buf_str(out, ",");
	json_quote(c->name, c->name_len, out);
	buf_str(out, ":");
	buf_put(out, zeros, sizeof(zeros));
}

/* Bring the layout up to the columns that its table has by now. */
static void
lay_out(struct row_layout *l)
{
	size_t i, from, *ends;

	ends = mem_new(l->table->ncolumns, sizeof(*ends));
	buf_reset(&l->texts);
	for (i = 0; i < l->table->ncolumns; i++) {
		put_key(&l->texts, &l->table->columns[i]);
		ends[i] = l->texts.len - SCAN_PAD;
	}
	l->keys = mem_resize(l->keys, l->table->ncolumns, sizeof(*l->keys));
	for (i = 0, from = 0; i < l->table->ncolumns; i++) {
		l->keys[i].text = (const char *)l->texts.data + from;
		l->keys[i].len = ends[i] - from;
		from = ends[i] + SCAN_PAD;
	}
	l->follow =
	    mem_resize(l->follow, l->table->ncolumns + 1, sizeof(*l->follow));
	for (i = 0; i <= l->table->ncolumns; i++)
		l->follow[i] = (uint32_t)i;
	l->nkeys = l->table->ncolumns;
	mem_free(ends);
}

struct row_layout *
row_layout(struct row_reader *r, size_t n)
{
	struct row_layout *l;

	while (r->nlayouts <= n) {
		l = mem_new(1, sizeof(*l));
		l->table = r->schema->tables[r->nlayouts];
		l->prefix = buf_make(SIZE_MAX / 2);
		l->texts = buf_make(SIZE_MAX / 2);
		l->head = buf_make(HEAD_MAX);
		l->next = r->nlayouts;
		buf_str(&l->prefix, "{\"_table\":");
		json_quote(l->table->name, l->table->name_len, &l->prefix);
		r->layouts = mem_grow(r->layouts, &r->layouts_cap,
		    r->nlayouts + 1, sizeof(struct row_layout *));
		r->layouts[r->nlayouts++] = l;
	}
	l = r->layouts[n];
	if (l->nkeys != l->table->ncolumns || l->keys == NULL)
		lay_out(l);
	if (r->cells_cap < l->nkeys)
		r->cells = mem_grow(
		    r->cells, &r->cells_cap, l->nkeys, sizeof(*r->cells));
	return l;
}

void
row_open(struct row_reader *r, const struct schema *schema)
{
	memset(r, 0, sizeof(*r));
	r->schema = schema;
	r->name = buf_make(SIZE_MAX / 2);
}

void
row_close(struct row_reader *r)
{
	size_t i;

	for (i = 0; i < r->nlayouts; i++)
		row_layout_free(r->layouts[i]);
	mem_free(r->layouts);
	mem_free(r->cells);
	buf_free(&r->name);
	memset(r, 0, sizeof(*r));
}

void
row_put_object(const struct row_reader *r, struct buf *out)
{
	const struct row_layout *l = r->layouts[r->number];
	const struct cell *c = r->cells;
	size_t i, quote;

	buf_put(out, l->prefix.data, l->prefix.len);
	for (i = 0; i < l->nkeys; i++, c++) {
		if (c->kind == CELL_NULL)
			continue;
		buf_put(out, l->keys[i].text, l->keys[i].len);
		/* In the line, a string's quotes stand around it. */
		quote = c->kind == CELL_STRING;
		buf_put(out, c->s - quote, c->len + 2 * quote);
	}
	buf_byte(out, '}');
}
