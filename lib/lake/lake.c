/* lake: data files as tables of a table format; see lake.h. */
#include "lake/lake.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "lake/held_facts.h"
#include "lake/location_check.h"
#include "sink/part_name.h"

void
lake_refuse(
    const struct lake_table *t, struct error *e, const char *fmt, ...)
{
	char why[768];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	error_set(e, ERROR_USAGE, "table '%s' in '%s': %s", t->name,
	    t->folder->path, why);
}

void
lake_bound(struct lake *l, size_t memory)
{
	if (l->max_line > memory / LAKE_BOOK_SHARE)
		l->max_line = memory / LAKE_BOOK_SHARE;
	l->memory = memory / 2;
	if (l->pages > memory / LAKE_BOOK_SHARE)
		l->pages = memory / LAKE_BOOK_SHARE;
}

int
lake_too_long(const char *name, size_t max, struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "%s is longer than %zu bytes, so that it does not fit into "
	    "--memory",
	    name, max);
	return -1;
}

/* "bigint", "decimal(10, 2)": a type for messages. */
static const char *
type_text(struct coltype type, char to[32])
{
	if (type.type == TYPE_DECIMAL)
		(void)snprintf(to, 32, "decimal(%d, %d)", type.precision,
		    type.scale);
	else
		(void)snprintf(to, 32, "%s", type_name(type.type));
	return to;
}

void
lake_uuid(struct lake *l, char to[37])
{
	uint64_t a = rng_next(&l->rng), b = rng_next(&l->rng);

	a = (a & ~(uint64_t)0xf000) | 0x4000;
	b = (b & ~((uint64_t)3 << 62)) | (uint64_t)2 << 62;
	(void)snprintf(to, 37, "%08llx-%04llx-%04llx-%04llx-%012llx",
	    (unsigned long long)(a >> 32),
	    (unsigned long long)(a >> 16 & 0xffff),
	    (unsigned long long)(a & 0xffff), (unsigned long long)(b >> 48),
	    (unsigned long long)(b & 0xffffffffffff));
}

int
lake_stage(struct folder *f, const void *p, size_t len, const char *name,
    enum folder_how how, struct error *e)
{
	struct stage s;
	int rc;

	if (stage_open(&s, f, e) != 0)
		return -1;
	rc = stage_append(&s, p, len, e);
	folder_place(f, s.number, name, how);
	stage_close(&s);
	return rc;
}

/* Say why a column cannot be appended to. */
static void
refuse_type(const struct lake_table *t, size_t i, struct error *e)
{
	const struct column *c = &t->columns->columns[i];
	char from[32], to[32];

	lake_refuse(t, e,
	    "column '%s' is %s, the load has %s, and %s cannot widen it; "
	    "nothing is written; declare its type for all loads (aai-flatten "
	    "--schema), or make the table anew with --replace",
	    c->name, type_text(c->type, from),
	    type_text(t->stream[i], to), t->lake->format->name);
	e->kind = ERROR_INPUT;
}

/* Make room for what is known of each column. */
static void
grow_lists(struct lake_table *t)
{
	size_t n = t->columns->ncolumns, from = t->ncolumns;

	if (n == from)
		return;
	t->null_only = mem_resize(t->null_only, n, sizeof(*t->null_only));
	t->stream = mem_resize(t->stream, n, sizeof(*t->stream));
	t->retyped = mem_resize(t->retyped, n, sizeof(*t->retyped));
	t->facts = mem_resize(t->facts, n, sizeof(*t->facts));
	memset(t->null_only + from, 0, (n - from) * sizeof(*t->null_only));
	memset(t->stream + from, 0, (n - from) * sizeof(*t->stream));
	memset(t->retyped + from, 0, (n - from) * sizeof(*t->retyped));
	memset(t->facts + from, 0, (n - from) * sizeof(*t->facts));
	t->ncolumns = n;
}

/*
 * The type of a column that has held, when values of those facts come in.
 * Which doubles a decimal can hold is seen value by value: their text is at
 * hand.  Integers that no double holds fit none.
 */
static struct coltype
join_types(struct coltype held, const struct column *in)
{
	struct coltype text = { TYPE_TEXT, 0, 0 };

	if (held.type == TYPE_DECIMAL && in->type.type == TYPE_DOUBLE)
		return held;
	if (held.type == TYPE_DOUBLE && in->type.type == TYPE_BIGINT &&
	    (in->facts.seen & FACT_LONG) != 0)
		return text;
	return type_join(held, in->type);
}

/*
 * The type of a column that is this load's alone: what the stream makes of it,
 * which has seen its values.
 */
static struct coltype
follow_type(struct coltype before, struct coltype in)
{
	return type_fits(before, in) ? in : type_join(before, in);
}

/*
 * A type for column number i, which is held, for which live files are written
 * anew: 1, and it has that; 0: there is none; -1 with *e.
 */
static int
retype_column(struct lake_table *t, size_t i, const struct column *from,
    bool *changed, struct error *e)
{
	struct column *c = &t->columns->columns[i];
	struct coltype type;
	int rc = held_facts_join(t, i, from, &type, e);

	if (rc <= 0)
		return rc;
	t->retyped[i] = !type_equal(type, t->held.tables[0]->columns[i].type);
	t->rewrites = t->rewrites || t->retyped[i];
	*changed = *changed || !type_equal(type, c->type);
	c->type = type;
	return 1;
}

/* Whether the type may be another though it holds what the stream's does: it is
 * one already, or a decimal that has too few digits for what doubles come. */
static bool
may_retype(const struct lake_table *t, size_t i, const struct column *from)
{
	if (i >= t->nheld)
		return false;
	return t->retyped[i] ||
	       (t->columns->columns[i].type.type == TYPE_DECIMAL &&
		   from->type.type == TYPE_DOUBLE && from->facts.seen != 0);
}

/* The type that column number i gets; -1 with *e when it can get none. */
static int
join_column(struct lake_table *t, size_t i, const struct column *from,
    bool *changed, struct error *e)
{
	struct column *c = &t->columns->columns[i];
	struct coltype in = from->type;
	struct coltype type = i < t->nheld ? join_types(c->type, from) :
					     follow_type(c->type, in);

	int rc;

	t->stream[i] = in;
	t->null_only[i] = false;
	if (!may_retype(t, i, from) && type_equal(type, c->type))
		return 0;
	if (i >= t->nheld ||
	    (!may_retype(t, i, from) &&
		t->lake->format->widens(c->type, type))) {
		c->type = type;
		*changed = true;
		return 0;
	}
	rc = retype_column(t, i, from, changed, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (type_equal(type, c->type))
		return 0;
	/* A stream has text for what is always null. */
	t->null_only[i] = in.type == TYPE_TEXT || in.type == TYPE_NONE;
	if (!t->null_only[i])
		refuse_type(t, i, e);
	return t->null_only[i] ? 0 : -1;
}

/* Join the stream's columns into the data file's. */
static int
join_columns(struct lake_table *t, const struct table *in, bool *changed,
    struct error *e)
{
	const struct column *c;
	bool added = false;
	size_t i, at;

	for (i = 0; i < in->ncolumns; i++) {
		c = &in->columns[i];
		at = table_place(t->columns, in, i);
		if (at == MAP_NONE) {
			at = table_add(t->columns, c->name, c->name_len,
			    c->type, c->key);
			grow_lists(t);
			added = true;
		}
		t->columns->columns[at].key |= c->key;
		if (join_column(t, at, c, changed, e) != 0)
			return -1;
	}
	*changed |= added;
	return *changed ? t->lake->format->check(t, e) : 0;
}

/* Begin the data file's columns with those that the table has. */
static void
copy_held(struct lake_table *t)
{
	const struct table *held =
	    t->held.ntables > 0 ? t->held.tables[0] : NULL;
	size_t i, at;

	t->columns = schema_table(&t->made, t->name, strlen(t->name));
	if (!t->append || held == NULL)
		return;
	for (i = 0; i < held->ncolumns; i++) {
		at = table_add(t->columns, held->columns[i].name,
		    held->columns[i].name_len, held->columns[i].type,
		    held->columns[i].key);
		t->columns->columns[at].id = held->columns[i].id;
	}
	t->nheld = held->ncolumns;
	grow_lists(t);
}

/* What the sink may see of it. */
static void
show(struct format_table *k, const struct lake_table *t)
{
	k->there = t->held.ntables > 0;
	k->held = k->there ? t->held.tables[0] : NULL;
	k->out = t->columns;
	k->null_only = t->append ? t->null_only : NULL;
}

/* A new table is made where nothing else is. */
static int
check_ground(struct lake_table *t, struct error *e)
{
	char *found;
	int rc = location_check(t->folder, t->name, &found, e);

	if (rc != 1)
		return rc;
	lake_refuse(t, e,
	    "'%s' is there, no part of such a table: take it away, or "
	    "publish into another folder (-o)",
	    found);
	mem_free(found);
	return -1;
}

static int
on_open(void *ctx, struct format_table *k, struct error *e)
{
	struct lake *l = ctx;
	struct lake_table *t = mem_new(1, sizeof(*t));
	bool changed = true;
	int rc;

	k->data = t;
	t->lake = l;
	t->folder = k->folder;
	t->view = folder_view_of(k->folder->dir);
	t->name = k->name;
	t->append = k->append;
	t->version = -1;
	rc = l->format->read(t, e);
	if (rc == 0 && t->held.ntables == 0)
		rc = check_ground(t, e);
	if (rc != 0)
		return -1;
	copy_held(t);
	if (k->in != NULL) {
		rc = join_columns(t, k->in, &changed, e);
		if (k->in->parent != NULL)
			t->columns->parent = mem_str(k->in->parent);
		t->columns->zone = k->in->zone;
	}
	show(k, t);
	return rc;
}

static int
on_columns(
    void *ctx, struct format_table *k, bool *changed, struct error *e)
{
	struct lake_table *t = k->data;

	(void)ctx;
	*changed = false;
	if (join_columns(t, k->in, changed, e) != 0)
		return -1;
	show(k, t);
	return 0;
}

static void
on_refuse(
    void *ctx, const struct format_table *k, size_t i, struct error *e)
{
	(void)ctx;
	refuse_type(k->data, i, e);
}

/* Whether the columns are others than the table has. */
static bool
columns_differ(const struct lake_table *t)
{
	const struct table *a = t->columns, *b;
	size_t i;

	if (t->held.ntables == 0 || (t->partial && !t->append))
		return true;
	b = t->held.tables[0];
	if (a->ncolumns != b->ncolumns)
		return true;
	for (i = 0; i < a->ncolumns; i++)
		if (strcmp(a->columns[i].name, b->columns[i].name) != 0 ||
		    !type_equal(a->columns[i].type, b->columns[i].type))
			return true;
	return false;
}

/*
 * The name has the version that is made, so that no file is ever written over
 * another, and a number where the version has several of a key: loads that were
 * merged onto their first attempts left as many.
 */
char *
lake_data_path(struct lake_table *t, const char *key, size_t len)
{
	struct buf stem = buf_make(SIZE_MAX), full = buf_make(SIZE_MAX);
	uint64_t *number;
	struct stat st;
	char *path;
	size_t at;

	buf_printf(&stem, "%s/%s" PART_NAME_PREFIX, t->name,
	    t->lake->format->data);
	buf_put(&stem, key, len);
	buf_printf(&stem, "%sv%lld", len > 0 ? "-" : "",
	    (long long)t->version + 1);
	at = map_add(&t->names, (const char *)stem.data, stem.len, NULL);
	number = &t->names.entries[at].value;
	do {
		buf_reset(&full);
		buf_put(&full, stem.data, stem.len);
		if (++*number > 1)
			buf_printf(
			    &full, ".%llu", (unsigned long long)*number);
		buf_str(&full, ".parquet");
		buf_byte(&full, 0);
	} while (beneath_stat(
		     t->folder->dir, (const char *)full.data, &st) == 0);
	path = mem_str((const char *)full.data + strlen(t->name) + 1);
	buf_free(&stem);
	buf_free(&full);
	return path;
}

void
lake_place_data(struct lake_table *t, const struct stage *s, const char *path)
{
	struct buf full = buf_make(SIZE_MAX);

	buf_printf(&full, "%s/%s", t->name, path);
	buf_byte(&full, 0);
	folder_place(
	    t->folder, s->number, (const char *)full.data, FOLDER_DATA);
	buf_free(&full);
}

int
lake_read_stage(const struct lake_table *t, struct lake_file *f,
    struct stage *s, struct error *e)
{
	int fd = stage_fd(s, e), rc = -1;

	if (fd >= 0)
		rc = lake_file_read(f, fd, t->name, t->lake->pages, e);
	return stage_rest(s, e) == 0 ? rc : -1;
}

static int
on_publish(void *ctx, struct format_table *k, const struct format_load *load,
    struct stage *s, uint64_t rows, struct error *e)
{
	struct lake *l = ctx;
	struct lake_table *t = k->data;
	struct lake_file file = { 0 };
	struct lake_change c = { .key = load->key,
		.load_prefix = load->load_prefix,
		.merge = load->merge,
		.again = load->again };
	char *path = NULL;
	int rc = 0;

	c.emptied = k->in == NULL;
	c.columns_changed = !c.emptied && columns_differ(t);
	if (rows > 0) {
		path = lake_data_path(t, load->key, strlen(load->key));
		rc = lake_read_stage(t, &file, s, e);
		c.file = &file;
		c.path = path;
		lake_place_data(t, s, path);
	} else if (s != NULL) {
		stage_drop(s);
	}
	if (rc == 0)
		rc = l->format->plan(t, &c, e);
	k->again = t->again;
	lake_file_free(&file);
	mem_free(path);
	return rc;
}

static void
on_close(void *ctx, struct format_table *k)
{
	struct lake *l = ctx;
	struct lake_table *t = k->data;

	if (t == NULL)
		return;
	l->format->close(t);
	schema_free(&t->held);
	schema_free(&t->made);
	mem_free(t->null_only);
	mem_free(t->stream);
	mem_free(t->retyped);
	mem_free(t->facts);
	map_free(&t->names);
	mem_free(t);
	k->data = NULL;
}

void
lake_make(struct lake *l, const struct lake_format *format, int64_t now_ms,
    uint64_t seed)
{
	memset(l, 0, sizeof(*l));
	l->format = format;
	l->now_ms = now_ms;
	l->rng = rng_make(seed);
	l->max_line = (size_t)256 << 20;
	l->pages = LAKE_FILE_MEMORY;
	l->table_format.name = format->name;
	l->table_format.ctx = l;
	l->table_format.open = on_open;
	l->table_format.columns = on_columns;
	l->table_format.refuse = on_refuse;
	l->table_format.publish = on_publish;
	l->table_format.close = on_close;
}
