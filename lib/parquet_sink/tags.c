/* tags: what a Parquet file says of its table; see tags.h. */
#include "parquet_sink/tags.h"

#include "json/text.h"
#include "stream/columns.h"

static void
add_tag(struct tags *g, const char *key, size_t from)
{
	struct writer_pair *pair = &g->pairs[g->n++];

	pair->key = key;
	/* An offset, until the text is complete and moves no more. */
	pair->value = NULL;
	pair->value_len = g->text.len - from;
}

/* Append a list of the columns that are of the key, or that are JSON. */
static size_t
put_names(struct buf *out, const struct table *t, bool json)
{
	const char *comma = "";
	const struct column *c;
	size_t i, n = 0;

	buf_byte(out, '[');
	for (i = 0; i < t->ncolumns; i++) {
		c = &t->columns[i];
		if (json ? c->type.type != TYPE_JSON : !c->key)
			continue;
		buf_str(out, comma);
		json_quote(c->name, c->name_len, out);
		comma = ",";
		n++;
	}
	buf_byte(out, ']');
	return n;
}

/* Add the name of a table above, and what that calls the key. */
static void
add_link(struct tags *g, const char *table, const char *key, const char *above,
    const struct table_link *l)
{
	size_t at = g->text.len;

	buf_str(&g->text, above);
	add_tag(g, table, at);
	if (l->n == 0)
		return;
	at = g->text.len;
	columns_put_names(&g->text, l);
	add_tag(g, key, at);
}

struct tags
tags_make(const struct table *t)
{
	struct tags g = { .text = buf_make(SIZE_MAX) };
	size_t i, at = 0;

	buf_put(&g.text, t->name, t->name_len);
	add_tag(&g, "aai.table", 0);
	at = g.text.len;
	(void)put_names(&g.text, t, false);
	add_tag(&g, "aai.key", at);
	if (t->parent != NULL)
		add_link(&g, "aai.parent", "aai.parent_key", t->parent,
		    &t->to_parent);
	if (t->parent != NULL && t->to_root.n > 0)
		add_link(&g, "aai.root", "aai.root_key", t->to_root.table,
		    &t->to_root);
	/* Parquet has them as text like any other. */
	at = g.text.len;
	if (put_names(&g.text, t, true) > 0)
		add_tag(&g, "aai.json", at);
	for (i = 0, at = 0; i < g.n; i++) {
		g.pairs[i].value = (const char *)g.text.data + at;
		at += g.pairs[i].value_len;
	}
	return g;
}

void
tags_free(struct tags *g)
{
	buf_free(&g->text);
}
