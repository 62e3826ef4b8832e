/* columns: the line that declares a table's columns; see columns.h. */
#include "stream/columns.h"

#include <string.h>

#include "base/mem.h"
#include "json/lex.h"
#include "json/text.h"
#include "json/tree.h"
#include "stream/facts.h"
#include "stream/record.h"
#include "table/time.h"

#define COLUMNS "\"_columns\""

bool
columns_is(const char *line, size_t len)
{
	struct record_tag tag;
	const char *p, *end = line + len;

	if (!record_tag(line, len, &tag) || tag.table == NULL)
		return false;
	p = json_skip_space(tag.rest, end);
	return (size_t)(end - p) >= sizeof(COLUMNS) - 1 &&
	    memcmp(p, COLUMNS, sizeof(COLUMNS) - 1) == 0;
}

/* One column of the current line. */
struct declared {
	char *name;
	size_t len;
	struct coltype type;
	bool key;
	char *plain; /* or NULL */
	struct facts facts;
	char *path; /* or NULL: not known */
};

/* What a columns line says, before it is taken over. */
struct line_parts {
	struct buf table;
	struct declared *cols;
	size_t n;
	int zone;
	uint32_t number;
	char *path; /* of the table, or NULL */
};

static int
wrong(const char *table, const char *column, const char *what,
    struct error *e)
{
	error_set(e, ERROR_INPUT, "columns line of table '%s': column '%s' %s",
	    table, column != NULL ? column : "?", what);
	return -1;
}

/* The type that a column's node declares. */
static int
read_type(const struct json_tree *t, size_t node, const char *table,
    struct declared *d, struct error *e)
{
	size_t type = json_get(t, node, "type");
	int64_t precision = TYPE_DECIMAL_DIGITS, scale = 0;
	size_t at;

	if (type == JSON_NO_NODE || t->nodes[type].kind != JSON_STRING ||
	    !type_parse(t->text + t->nodes[type].from,
		t->nodes[type].to - t->nodes[type].from, &d->type.type))
		return wrong(table, d->name, "has no known type", e);
	if (d->type.type != TYPE_DECIMAL)
		return 0;
	at = json_get(t, node, "precision");
	if (at != JSON_NO_NODE &&
	    !json_i64(t, at, 1, TYPE_DECIMAL_DIGITS, &precision))
		return wrong(table, d->name, "has a wrong precision", e);
	at = json_get(t, node, "scale");
	if (at != JSON_NO_NODE && !json_i64(t, at, 0, precision, &scale))
		return wrong(table, d->name, "has a wrong scale", e);
	d->type.precision = (uint8_t)precision;
	d->type.scale = (uint8_t)scale;
	return 0;
}

/* Whether it is a path; names in it that have control bytes are quoted. */
static bool
is_path(const char *path)
{
	const char *p = path;

	for (; p != NULL && *p != '\0'; p++)
		if ((unsigned char)*p < 0x20)
			return false;
	return path != NULL && *path != '\0';
}

/*
 * Where a column's values are: what it says, or, in a line that knows such
 * things, the place that its name names.
 */
static int
read_path(const struct json_tree *t, size_t node, const char *table,
    struct declared *d, bool known, struct error *e)
{
	size_t at = json_get(t, node, "path");

	if (at == JSON_NO_NODE)
		d->path = known ? mem_dup(d->name, d->len) : NULL;
	else if (t->nodes[at].kind != JSON_NULL)
		d->path = json_take_string(t, at);
	if (at != JSON_NO_NODE && t->nodes[at].kind != JSON_NULL &&
	    !is_path(d->path))
		return wrong(table, d->name, "has a wrong path", e);
	return 0;
}

static int
read_column(const struct json_tree *t, size_t node, const char *table,
    struct declared *d, struct error *e)
{
	struct buf name = buf_make(SIZE_MAX / 2);
	size_t key = json_get(t, node, "key");

	if (!json_string(t, json_get(t, node, "name"), &name) ||
	    name.len == 0) {
		buf_free(&name);
		return wrong(table, NULL, "has no name", e);
	}
	d->len = name.len;
	d->name = buf_take(&name);
	d->key = key != JSON_NO_NODE && t->nodes[key].kind == JSON_TRUE;
	d->plain = json_take_string(t, json_get(t, node, "plain"));
	if (!facts_get(t, node, &d->facts))
		d->facts = (struct facts){ 0, 0, 0 };
	return read_type(t, node, table, d, e);
}

/* Whether the columns are the table's, with some added or widened. */
static int
check_evolution(const struct table *old, const struct line_parts *p,
    bool *changed, struct error *e)
{
	const struct declared *cols = p->cols;
	size_t i, n = p->n;

	if (p->zone != old->zone) {
		error_set(e, ERROR_INPUT,
		    "columns line of table '%s': its times have another zone "
		    "than before",
		    old->name);
		return -1;
	}

	if (p->path != NULL && old->path != NULL &&
	    strcmp(p->path, old->path) != 0) {
		error_set(e, ERROR_INPUT,
		    "columns line of table '%s': it has another path than "
		    "before",
		    old->name);
		return -1;
	}

	*changed = n != old->ncolumns;
	if (n < old->ncolumns)
		return wrong(old->name, old->columns[n].name, "is gone", e);
	for (i = 0; i < old->ncolumns; i++) {
		const struct column *c = &old->columns[i];

		if (c->name_len != cols[i].len ||
		    memcmp(c->name, cols[i].name, c->name_len) != 0)
			return wrong(old->name, cols[i].name,
			    "is not where it was", e);
		if (c->path != NULL && cols[i].path != NULL &&
		    strcmp(c->path, cols[i].path) != 0)
			return wrong(old->name, cols[i].name,
			    "has another path than before", e);
		if (!type_fits(c->type, cols[i].type))
			return wrong(old->name, cols[i].name,
			    "has a narrower type than before", e);
		/* Who reads the rows notes what they have. */
		if (cols[i].type.type == TYPE_DOUBLE &&
		    c->type.type == TYPE_BIGINT &&
		    (c->facts.seen & FACT_LONG) != 0)
			return wrong(old->name, cols[i].name,
			    "cannot be double: it has integers beyond 2^53",
			    e);
		*changed |= !type_equal(c->type, cols[i].type) ||
		    (c->path == NULL && cols[i].path != NULL);
	}
	return 0;
}

/* No two columns may have the same name. */
static int
check_names(const char *table, const struct declared *cols, size_t n,
    struct error *e)
{
	struct map seen = { 0 };
	bool added = true;
	size_t i;

	for (i = 0; i < n && added; i++)
		(void)map_add(&seen, cols[i].name, cols[i].len, &added);
	map_free(&seen);
	return added ? 0 : wrong(table, cols[i - 1].name, "is there twice", e);
}

/*
 * Whether no two columns of known paths have the same; what a line before said
 * of a column (old, or NULL) holds where this one does not know it.
 */
static int
check_paths(const struct table *old, const struct line_parts *p,
    struct error *e)
{
	struct map seen = { 0 };
	const char *path;
	bool added = true;
	size_t i;

	for (i = 0; i < p->n && added; i++) {
		path = p->cols[i].path;
		if (path == NULL && old != NULL && i < old->ncolumns)
			path = old->columns[i].path;
		if (path != NULL)
			(void)map_add(&seen, path, strlen(path), &added);
	}
	map_free(&seen);
	return added ? 0 : wrong((const char *)p->table.data,
			      p->cols[i - 1].name,
			      "has the path of another one", e);
}

static void
apply(struct table *t, const struct declared *cols, size_t n)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		t->columns[i].type = cols[i].type;
	for (; i < n; i++)
		(void)table_add(t, cols[i].name, cols[i].len, cols[i].type,
		    cols[i].key);
	for (i = 0; i < n; i++) {
		facts_join(&t->columns[i].facts, cols[i].facts);
		if (t->columns[i].path == NULL && cols[i].path != NULL)
			table_set_path(t, i, cols[i].path);
		column_set_plain(&t->columns[i], cols[i].plain);
	}
}

/* The zone of times that name none. */
static int
read_zone(const struct json_tree *t, struct line_parts *p, struct error *e)
{
	size_t node = json_get(t, 0, "_zone");
	struct buf text = buf_make(SIZE_MAX / 2);
	bool ok = node == JSON_NO_NODE ||
	    (json_string(t, node, &text) &&
		time_parse_zone(
		    (const char *)text.data, text.len, &p->zone));

	buf_free(&text);
	if (ok)
		return 0;
	error_set(e, ERROR_INPUT,
	    "columns line of table '%s': \"_zone\" is no \"+HH:MM\"",
	    (const char *)p->table.data);
	return -1;
}

/* The number that names the table in rows that are arrays. */
static int
read_number(const struct json_tree *t, struct line_parts *p, struct error *e)
{
	size_t node = json_get(t, 0, COLUMNS_NUMBER);
	int64_t number = 0;

	if (node != JSON_NO_NODE &&
	    !json_i64(t, node, 1, SCHEMA_NUMBER_MAX, &number)) {
		error_set(e, ERROR_INPUT,
		    "columns line of table '%s': \"" COLUMNS_NUMBER
		    "\" is not a number from 1 to %d",
		    (const char *)p->table.data, SCHEMA_NUMBER_MAX);
		return -1;
	}
	p->number = (uint32_t)number;
	return 0;
}

static int
read_line(const struct json_tree *t, struct line_parts *p, struct error *e)
{
	size_t list = json_get(t, 0, "_columns"), at = JSON_NO_NODE;
	size_t path = json_get(t, 0, "_path");
	const char *name;
	struct declared *d;

	if (!json_string(t, json_get(t, 0, "_table"), &p->table) ||
	    list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY) {
		error_set(e, ERROR_INPUT, "a columns line without a table "
					  "name or a list of columns");
		return -1;
	}
	if (schema_check_name((const char *)p->table.data, p->table.len, e) !=
	    0)
		return -1;
	buf_byte(&p->table, 0);
	p->table.len--;
	name = (const char *)p->table.data;
	p->cols = mem_new(t->nodes[list].n, sizeof(*p->cols));
	if (path != JSON_NO_NODE)
		p->path = json_take_string(t, path);
	if (path != JSON_NO_NODE && !is_path(p->path))
		return wrong(name, NULL, "is in a table with a wrong path", e);
	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		d = &p->cols[p->n++];
		if (read_column(t, at, name, d, e) != 0 ||
		    read_path(t, at, name, d, p->path != NULL, e) != 0)
			return -1;
	}
	if (read_zone(t, p, e) != 0 || read_number(t, p, e) != 0)
		return -1;
	return check_names(name, p->cols, p->n, e);
}

static void
release(struct line_parts *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		mem_free(p->cols[i].name);
		mem_free(p->cols[i].path);
		mem_free(p->cols[i].plain);
	}
	mem_free(p->path);
	mem_free(p->cols);
	buf_free(&p->table);
}

/* The link that the members say, unless that is not a link. */
static void
read_link(const struct json_tree *t, const char *table, const char *names,
    struct table_link *to)
{
	size_t list = json_get(t, 0, names), at = JSON_NO_NODE;
	char *above = json_take_string(t, json_get(t, 0, table)), *name;

	if (above != NULL && list != JSON_NO_NODE &&
	    t->nodes[list].kind == JSON_ARRAY) {
		table_link_free(to);
		while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
			name = json_take_string(t, at);
			if (name != NULL)
				table_link_add(to, above, name, strlen(name));
			mem_free(name);
		}
	}
	mem_free(above);
}

int
columns_parse(const char *line, size_t len, struct schema *schema,
    struct table **table, bool *changed, struct error *e)
{
	struct line_parts p = { .table = buf_make(SIZE_MAX / 2) };
	struct json_tree t = { 0 };
	struct table *old;
	int rc = -1;

	if (json_parse(&t, line, len, JSON_DEPTH_DEFAULT, e) != 0 ||
	    read_line(&t, &p, e) != 0)
		goto out;
	old = schema_find(schema, (const char *)p.table.data, p.table.len);
	*changed = true;
	if ((old != NULL && check_evolution(old, &p, changed, e) != 0) ||
	    check_paths(old, &p, e) != 0)
		goto out;
	*table = schema_table(schema, (const char *)p.table.data, p.table.len);
	apply(*table, p.cols, p.n);
	(*table)->zone = p.zone;
	schema_set_number(schema, *table, p.number);
	if ((*table)->path == NULL && p.path != NULL)
		(*table)->path = mem_str(p.path);
	if ((*table)->parent == NULL)
		(*table)->parent =
		    json_take_string(&t, json_get(&t, 0, "_parent"));
	read_link(&t, "_parent", "_parent_key", &(*table)->to_parent);
	read_link(&t, "_root", "_root_key", &(*table)->to_root);
	rc = 0;
out:
	release(&p);
	json_tree_free(&t);
	return rc;
}
