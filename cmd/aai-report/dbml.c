/* dbml: a model in the Database Markup Language; see dbml.h. */
#include "aai-report/dbml.h"

#include "aai-report/plain_name.h"
#include "base/mem.h"
#include "base/printable.h"

/* A name as it is written, and where it differs, the note that has it. */
struct named {
	const char *name;
	bool same;
};

/* The names of a model: of table i, and of its columns. */
struct names {
	struct plain_names tables;
	struct plain_names *of;
	struct named *table;
	struct named **columns;
};

static void
make_names(struct names *n, const struct erd *m)
{
	const struct table *t;
	size_t i, k;

	n->of = mem_new(m->c->n + 1, sizeof(*n->of));
	n->table = mem_new(m->c->n + 1, sizeof(*n->table));
	n->columns = mem_new(m->c->n + 1, sizeof(*n->columns));
	for (i = 0; i < m->c->n; i++) {
		t = erd_table(m, i);
		n->table[i].name = plain_name_add(&n->tables, t->name,
		    t->name_len, plain_name_is_quoted, &n->table[i].same);
		n->columns[i] = mem_new(t->ncolumns + 1, sizeof(**n->columns));
		for (k = 0; k < t->ncolumns; k++)
			n->columns[i][k].name = plain_name_add(&n->of[i],
			    t->columns[k].name, t->columns[k].name_len,
			    plain_name_is_quoted, &n->columns[i][k].same);
	}
}

static void
free_names(struct names *n, const struct erd *m)
{
	size_t i;

	for (i = 0; i < m->c->n; i++) {
		plain_name_free(&n->of[i]);
		mem_free(n->columns[i]);
	}
	plain_name_free(&n->tables);
	mem_free(n->of);
	mem_free(n->table);
	mem_free(n->columns);
}

/* Append text in single quotes: backslashes and quotes are escaped. */
static void
put_text(struct buf *out, const char *s, size_t len)
{
	struct printable_char c;
	size_t at;

	buf_byte(out, '\'');
	for (at = 0; at < len; at += c.taken) {
		printable_next(&c, s + at, len - at);
		if (c.escaped || c.cp == '\\' || c.cp == '\'')
			buf_byte(out, '\\');
		buf_put(out, c.s, c.len);
	}
	buf_byte(out, '\'');
}

static void
put_type(struct buf *out, struct coltype t)
{
	buf_str(out, type_name(t.type));
	if (t.type == TYPE_DECIMAL)
		buf_printf(out, "(%u,%u)", t.precision, t.scale);
}

/* Append columns as they stand in a key or a join: "a" or ("a", "b"). */
static void
put_list(struct buf *out, const struct named *names, const size_t *columns,
    size_t n)
{
	size_t i;

	buf_str(out, n > 1 ? "(" : "");
	for (i = 0; i < n; i++)
		buf_printf(out, "%s\"%s\"", i > 0 ? ", " : "",
		    names[columns[i]].name);
	buf_str(out, n > 1 ? ")" : "");
}

static void
put_column(struct buf *out, const struct column *c, const struct named *name,
    bool only_key)
{
	buf_printf(out, "  \"%s\" ", name->name);
	put_type(out, c->type);
	if (only_key || !name->same) {
		buf_str(out, only_key ? " [pk" : " [");
		if (!name->same) {
			buf_str(out, only_key ? ", note: " : "note: ");
			put_text(out, c->name, c->name_len);
		}
		buf_byte(out, ']');
	}
	buf_byte(out, '\n');
}

static void
put_table(struct buf *out, const struct names *n, const struct table *t,
    size_t i)
{
	size_t *keys = mem_new(t->ncolumns + 1, sizeof(*keys)), nkeys = 0, k;

	for (k = 0; k < t->ncolumns; k++)
		if (t->columns[k].key)
			keys[nkeys++] = k;
	buf_printf(out, "Table \"%s\" {\n", n->table[i].name);
	for (k = 0; k < t->ncolumns; k++)
		put_column(out, &t->columns[k], &n->columns[i][k],
		    nkeys == 1 && t->columns[k].key);
	if (nkeys > 1) {
		buf_str(out, "\n  indexes {\n    ");
		put_list(out, n->columns[i], keys, nkeys);
		buf_str(out, " [pk]\n  }\n");
	}
	if (!n->table[i].same) {
		buf_str(out, "\n  Note: ");
		put_text(out, t->name, t->name_len);
		buf_byte(out, '\n');
	}
	buf_str(out, "}\n\n");
	mem_free(keys);
}

static void
put_join(struct buf *out, const struct names *n, const struct erd *m,
    size_t i)
{
	const struct erd_join *j = &m->joins[i];

	buf_printf(out, "Ref: \"%s\".", n->table[i].name);
	put_list(out, n->columns[i], j->columns, j->n);
	buf_printf(out, " %s \"%s\".", erd_is_one(m, i) ? "-" : ">",
	    n->table[j->to].name);
	put_list(out, n->columns[j->to], j->others, j->n);
	buf_byte(out, '\n');
}

void
dbml_put(struct buf *out, const struct erd *m)
{
	struct names n = { 0 };
	size_t i;

	make_names(&n, m);
	for (i = 0; i < m->c->n; i++)
		put_table(out, &n, erd_table(m, i), i);
	for (i = 0; i < m->c->n; i++)
		if (m->joins[i].to != ERD_NONE && m->joins[i].n > 0)
			put_join(out, &n, m, i);
	free_names(&n, m);
}
