/* mermaid: a model as a diagram of Mermaid; see mermaid.h. */
#include "aai-report/mermaid.h"

#include "aai-report/plain_name.h"
#include "base/mem.h"

/* What may stand in the quotes of a comment, the rest as "_". */
static void
put_comment(struct buf *out, const char *s, size_t len)
{
	struct plain_names none = { 0 };
	bool same;

	buf_str(out, " \"");
	buf_str(out,
	    plain_name_add(&none, s, len, plain_name_is_quoted, &same));
	buf_byte(out, '"');
	plain_name_free(&none);
}

/* A column of a table.  Words begin with a letter, and are not PK, FK or UK,
 * which a "c_" sees to where they do not. */
static void
put_column(struct buf *out, const struct erd *m, size_t table, size_t column,
    struct plain_names *names)
{
	const struct column *c = &erd_table(m, table)->columns[column];
	bool foreign = erd_is_foreign(m, table, column), same, plain;
	struct buf name = buf_make(c->name_len + 2);
	const char *word;

	plain = c->name_len > 2 && ((c->name[0] | 32) >= 'a') &&
		((c->name[0] | 32) <= 'z');
	if (!plain)
		buf_str(&name, "c_");
	buf_put(&name, c->name, c->name_len);
	word = plain_name_add(names, (const char *)name.data, name.len,
	    plain_name_is_word, &same);
	buf_printf(out, "        %s %s%s", type_name(c->type.type), word,
	    c->key && foreign ? " PK, FK" :
	    c->key	      ? " PK" :
	    foreign	      ? " FK" :
				"");
	if (!same || !plain)
		put_comment(out, c->name, c->name_len);
	buf_byte(out, '\n');
	buf_free(&name);
}

/* A join: from one, or none or many rows, to one. */
static void
put_join(struct buf *out, const struct erd *m, size_t i,
    const char *const *names)
{
	const struct erd_join *j = &m->joins[i];
	const struct table *t = erd_table(m, i);
	struct buf label = buf_make(SIZE_MAX / 2);
	size_t k;

	for (k = 0; k < j->n; k++) {
		buf_str(&label, k > 0 ? ", " : "");
		buf_put(&label, t->columns[j->columns[k]].name,
		    t->columns[j->columns[k]].name_len);
	}
	if (j->n == 0)
		buf_str(&label, "parent");
	buf_printf(out, "    \"%s\" %s \"%s\" :", names[j->to],
	    erd_is_one(m, i) && j->n > 0 ?
		(j->by_name ? "||..o|" : "||--o|") :
		(j->by_name ? "||..o{" : "||--o{"),
	    names[i]);
	put_comment(out, (const char *)label.data, label.len);
	buf_byte(out, '\n');
	buf_free(&label);
}

void
mermaid_put(struct buf *out, const struct erd *m)
{
	const char **names = mem_new(m->c->n + 1, sizeof(*names));
	struct plain_names tables = { 0 }, columns;
	const struct table *t;
	bool same;
	size_t i, k;

	buf_str(out, "erDiagram\n");
	for (i = 0; i < m->c->n; i++) {
		t = erd_table(m, i);
		names[i] = plain_name_add(&tables, t->name, t->name_len,
		    plain_name_is_quoted, &same);
		buf_printf(out, "    \"%s\" {\n", names[i]);
		columns = (struct plain_names){ 0 };
		for (k = 0; k < t->ncolumns; k++)
			put_column(out, m, i, k, &columns);
		buf_str(out, "    }\n");
		plain_name_free(&columns);
	}
	for (i = 0; i < m->c->n; i++)
		if (m->joins[i].to != ERD_NONE)
			put_join(out, m, i, names);
	plain_name_free(&tables);
	mem_free(names);
}
