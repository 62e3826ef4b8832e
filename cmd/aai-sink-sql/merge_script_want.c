/* merge_script_want: the columns of the stream, as a table; see
 * merge_script.h. */
#include <string.h>

#include "aai-sink-sql/dialect.h"
#include "aai-sink-sql/merge_script.h"
#include "base/mem.h"
#include "base/utf8.h"

/* Whether the name has letters beyond ASCII. */
static bool
has_letters(const char *name)
{
	for (; *name != '\0'; name++)
		if ((*name & 0x80) != 0)
			return true;
	return false;
}

/* Append the column's own name, and the one that it has beside one that is
 * equal but for case; none for names that no case changes. */
static void
put_names(struct buf *out, const struct sql_dialect *d, const char *name)
{
	struct buf text = buf_make(1 << 20);
	const char *names[2] = { name, NULL };
	size_t i, len = strlen(name);
	char *apart;

	if (utf8_valid(name, len) != len || *d->fold_sql == '\0' ||
	    !has_letters(name)) {
		buf_str(out, ", NULL, NULL, NULL, NULL");
		return;
	}
	names[1] = apart = sql_name_apart(d, name, len);
	for (i = 0; i < LEN(names); i++) {
		buf_reset(&text);
		sql_put_name(&text, names[i]);
		buf_str(out, ", ");
		sql_put_string(out, names[i]);
		buf_str(out, ", ");
		sql_put_text(out, &text);
	}
	mem_free(apart);
	buf_free(&text);
}

/*
 * Append where in the records of its tag the column's values are, and its name
 * beside a column of another path; keys have none.
 */
static void
put_path(struct buf *out, const struct sql_dialect *d, const struct table *t,
    const struct column *c)
{
	struct buf path = buf_make(SIZE_MAX / 2);
	char *further;

	if (t->path == NULL || c->path == NULL) {
		buf_printf(out, ", NULL, NULL, 0, %d", c->key);
		return;
	}
	if (*c->path == '$') {
		buf_put(&path, t->path, schema_path_tag(t->path));
		buf_str(&path, c->path + 1);
	} else {
		buf_str(&path, t->path);
		if (strcmp(c->path, ".") != 0)
			buf_str(&path, *c->path == '#' ? "" : ".");
		buf_str(&path, strcmp(c->path, ".") != 0 ? c->path : "");
	}
	buf_str(out, ", ");
	sql_put_text(out, &path);
	if (c->key) {
		buf_str(out, ", NULL, 0, 1");
	} else {
		further = sql_name_further(d, c->name, c->name_len, c->path);
		buf_str(out, ", ");
		sql_put_string(out, further);
		buf_str(out, ", 0, 0");
		mem_free(further);
	}
	buf_free(&path);
}

/* One column of the stream's tables, for the queries that make statements. */
static void
put_want(struct buf *out, const struct sql_plan *p, const struct sql_table *t,
    size_t i, size_t n)
{
	const struct column *c = &t->table->columns[i];
	struct buf text = buf_make(1 << 20);
	size_t k, kpos = 0;

	for (k = 0; c->key && k < t->nroot; k++)
		if (merge_script_key_column(t->table, k) == i)
			kpos = k + 1;
	buf_printf(out, "%s(%zu, %zu, ", n > 1 ? ",\n" : "", n, t->number);
	sql_put_string(out, t->name);
	merge_script_put_table(&text, p, t->name);
	buf_str(out, ", ");
	sql_put_text(out, &text);
	buf_str(out, ", ");
	sql_put_string(out, t->columns.names[i]);
	buf_reset(&text);
	sql_put_name(&text, t->columns.names[i]);
	buf_str(out, ", ");
	sql_put_text(out, &text);
	buf_reset(&text);
	sql_put_type(&text, p->options->dialect, c->type);
	buf_printf(out, ", 'c%zu', '%s', ", i + 1, type_name(c->type.type));
	sql_put_text(out, &text);
	buf_printf(out, ", %d, %zu, %zu, '%s', '", c->type.scale, t->top, kpos,
	    merge_script_wide_kind(c));
	sql_put_type(out, p->options->dialect, merge_script_exact_type(c));
	buf_byte(out, '\'');
	put_names(out, p->options->dialect,
	    sql_root_name(p->options, t->table, i));
	put_path(out, p->options->dialect, t->table, c);
	buf_byte(out, ')');
	buf_free(&text);
}

void
merge_script_put_wants(struct buf *out, const struct sql_plan *p)
{
	size_t i, k, n = 0;

	buf_str(out,
	    "CREATE TEMP TABLE _aai_want (n int, t int, tbl text, qtbl text, "
	    "col text, qcol text, sc text, kind text, dbtype text, scale int, "
	    "grp int, kpos int, wide text, exact text, own text, qown text, "
	    "apart text, qapart text, path text, "
	    "further text, known int, iskey int);\n");
	for (i = 0; i < p->ntables; i++)
		for (k = 0; k < p->tables[i]->ncolumns; k++) {
			if (n == 0)
				buf_str(out, "INSERT INTO _aai_want VALUES\n");
			put_want(out, p, p->tables[i], k, ++n);
		}
	if (n > 0)
		buf_str(out, ";\n");
}
