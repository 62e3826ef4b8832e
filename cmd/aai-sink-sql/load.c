/* load: from a stream of rows to a script; see load.h. */
#include "aai-sink-sql/load.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "aai-sink-sql/family.h"
#include "aai-sink-sql/script.h"
#include "aai-sink-sql/value.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/out.h"
#include "io/sig.h"
#include "sink/row_source.h"

/* Bytes of rows in a statement, as far as memory allows. */
#define STATEMENT_MAX ((uint64_t)1 << 20)
#define STATEMENT_MIN ((uint64_t)16 << 10)

/* What a buffer may keep for the next rows. */
#define KEEP_MAX ((size_t)4 << 20)

/* A table whose rows are on their way. */
struct waiting {
	struct sql_table t;
	struct buf rows; /* a statement in progress; empty: none is */
};

/*
 * Whether the rows of each record come together, its own row after those of its
 * lists, as aai-flatten writes them, or before them.
 */
struct record_order {
	struct buf key; /* the first of the row before */
	bool any;       /* there was one */
	bool top;       /* it was a record's own */
	bool not_last;  /* some record's own row did not come after its lists */
	bool not_first; /* or before */
};

/* A run; the row source's context. */
struct run {
	const struct sql_options *o;
	struct row_source source;
	struct sql_encoder encoder;
	struct out out;
	struct buf text; /* statements being made */
	struct sql_names names;
	uint64_t record; /* the number of the current one */
	uint64_t deleted; /* records that are there no more */
	bool noted;	  /* in the script, too */
	struct record_order order;
	struct waiting **by_number; /* by the stream's number; NULL: the table
				       has no columns (yet) */
	size_t nnumbers;
	size_t numbers_cap;
	struct sql_table **tables; /* in the order of their coming */
	size_t ntables;
	size_t tables_cap;
};

/* Write the text. */
static int
put_out(struct run *r, struct buf *text, struct error *e)
{
	int rc = 0;

	if (text->len > 0)
		rc = out_put(&r->out, text->data, text->len, e);
	if (text->cap > KEEP_MAX)
		buf_free(text);
	buf_reset(text);
	return rc;
}

/* End the statement that the table's rows are in, and write it. */
static int
flush_rows(struct run *r, struct waiting *w, struct error *e)
{
	if (w->rows.len == 0)
		return 0;
	script_close_rows(&w->rows, r->o);
	return put_out(r, &w->rows, e);
}

/* Name the columns that have no name yet. */
static void
name_columns(const struct sql_options *o, struct sql_table *t)
{
	const struct column *c;
	const char *name;

	for (; t->ncolumns < t->table->ncolumns; t->ncolumns++) {
		c = &t->table->columns[t->ncolumns];
		name = sql_root_name(o, t->table, t->ncolumns);
		(void)sql_names_add(&t->columns, name,
		    name == c->name ? c->name_len : strlen(name));
	}
}

static void
note_types(struct sql_table *t)
{
	size_t i;

	t->types = mem_resize(t->types, t->ncolumns, sizeof(*t->types));
	for (i = 0; i < t->ncolumns; i++)
		t->types[i] = t->table->columns[i].type.type;
}

/* A table has its first columns. */
static struct waiting *
add_table(struct run *r, const struct table *table)
{
	struct waiting *w = mem_new(1, sizeof(*w));

	w->rows = buf_make(SIZE_MAX / 2);
	w->t.table = table;
	w->t.number = r->ntables;
	w->t.columns.dialect = r->o->dialect;
	w->t.name = sql_names_add(&r->names, table->name, table->name_len);
	r->tables = mem_grow(r->tables, &r->tables_cap, r->ntables + 1,
	    sizeof(struct sql_table *));
	r->tables[r->ntables++] = &w->t;
	name_columns(r->o, &w->t);
	note_types(&w->t);
	script_stage(&r->text, r->o, &w->t);
	return w;
}

/* See that the database takes this many columns, and the record's number. */
static int
check_columns(
    const struct run *r, const struct table *t, struct error *e)
{
	size_t most = r->o->dialect->columns;

	if (t->ncolumns <= most)
		return 0;
	error_set(e, ERROR_INPUT,
	    "table '%s' has %zu columns; a load into %s takes at most %zu; "
	    "aai-flatten can keep objects whole (--json), make tables of them "
	    "(--map) or leave them out (--drop)",
	    t->name, t->ncolumns, r->o->dialect->name, most);
	return -1;
}

static int
take_columns(void *ctx, size_t n, bool first, struct error *e)
{
	struct run *r = ctx;
	const struct table *table = r->source.schema.tables[n];
	struct waiting *w;
	size_t had;

	(void)first;
	if (r->o->mode == SQL_MERGE && table->ncolumns > 0 &&
	    table_count_root_keys(table) == 0) {
		error_set(e, ERROR_INPUT,
		    "table '%s' has no key to merge by; there are --mode "
		    "append and replace",
		    table->name);
		return -1;
	}
	r->by_number = mem_grow(
	    r->by_number, &r->numbers_cap, n + 1, sizeof(struct waiting *));
	for (; r->nnumbers <= n; r->nnumbers++)
		r->by_number[r->nnumbers] = NULL;
	w = r->by_number[n];
	if (table->ncolumns == 0)
		return 0;
	if (check_columns(r, table, e) != 0)
		return -1;
	if (w == NULL) {
		r->by_number[n] = add_table(r, table);
		return put_out(r, &r->text, e);
	}
	if (flush_rows(r, w, e) != 0)
		return -1;
	had = w->t.ncolumns;
	name_columns(r->o, &w->t);
	script_restage(&r->text, r->o, &w->t, had);
	note_types(&w->t);
	return put_out(r, &r->text, e);
}

/* Note what the row says of the values of columns of numbers. */
static void
note_values(struct table *t, const struct cell *cells)
{
	struct column *c;
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		c = &t->columns[i];
		if (c->type.type == TYPE_BIGINT || c->type.type == TYPE_DOUBLE)
			(void)cell_facts(&cells[i], c->type.type, &c->facts);
	}
}

/* See in which order the rows of records come. */
static void
note_order(
    struct record_order *o, const struct table *t, const struct cell *cells)
{
	const struct cell *c = &cells[0];
	bool top = t->parent == NULL, same;

	if (t->ncolumns == 0 || !t->columns[0].key || c->kind == CELL_NULL) {
		o->not_first = o->not_last = true;
		return;
	}
	same = o->key.len == c->len && memcmp(o->key.data, c->s, c->len) == 0;
	if (!same) {
		buf_reset(&o->key);
		buf_put(&o->key, c->s, c->len);
	}
	/* From the rows of one record's lists to those of another's. */
	o->not_last |= o->any && !o->top && !same;
	o->not_first |= o->any && !top && !same;
	o->any = true;
	o->top = top;
}

/* See that the database takes the row, whose text has len bytes. */
static int
check_row(const struct run *r, const struct table *t,
    const struct cell *cells, size_t len, struct error *e)
{
	const struct sql_dialect *d = r->o->dialect;

	if (len <= d->row)
		return d->check_row != NULL ? d->check_row(t, cells, e) : 0;
	error_set(e, ERROR_INPUT,
	    "a row of table '%s' has %zu bytes; %s takes at most %zu", t->name,
	    len, d->name, d->row);
	return -1;
}

static int
take_row(void *ctx, size_t n, const struct cell *cells, struct error *e)
{
	struct run *r = ctx;
	struct waiting *w = r->by_number[n];
	size_t before;
	uint64_t most;

	if (w == NULL)
		return 0;
	note_values(r->source.schema.tables[n], cells);
	if (w->rows.len == 0)
		script_open_rows(&w->rows, r->o, &w->t);
	else
		script_between_rows(&w->rows, r->o);
	before = w->rows.len;
	if (sql_put_row(&w->rows, &r->encoder, r->record, w->t.table, cells,
		e) != 0 ||
	    check_row(r, w->t.table, cells, w->rows.len - before, e) != 0) {
		/* Half a row must not be sent. */
		buf_reset(&w->rows);
		return -1;
	}
	note_order(&r->order, w->t.table, cells);
	r->record += w->t.table->parent == NULL;
	w->t.rows++;
	most = r->o->memory / 4 / r->ntables;
	most = most > STATEMENT_MAX   ? STATEMENT_MAX
	       : most < STATEMENT_MIN ? STATEMENT_MIN
				      : most;
	return w->rows.len >= most ? flush_rows(r, w, e) : 0;
}

/* The record is there no more: a row with its key is staged, and a note. */
static int
take_deleted(void *ctx, size_t n, const struct cell *cells, struct error *e)
{
	struct run *r = ctx;
	struct waiting *w = r->by_number[n];
	const struct table *t = r->source.schema.tables[n];
	size_t i, left;

	r->deleted++;
	if (w == NULL || r->o->on_delete == SQL_DELETE_REPORT)
		return 0;
	left = table_count_root_keys(t);
	for (i = 0; left > 0 && i < t->ncolumns; i++) {
		if (!t->columns[i].key)
			continue;
		left--;
		if (cells[i].kind != CELL_NULL)
			continue;
		error_set(e, ERROR_INPUT,
		    "a deletion in table '%s' has no value for '%s', which is "
		    "of its record's key", t->name, t->columns[i].name);
		return -1;
	}
	script_deleted(&r->text, &w->t, r->record, !r->noted);
	r->noted = true;
	if (put_out(r, &r->text, e) != 0)
		return -1;
	w->t.deleted++;
	return take_row(ctx, n, cells, e);
}

/* Name the folder for the client's files. */
static int
name_folder(struct sql_plan *plan, struct error *e)
{
	uint64_t n[2];

	if (getentropy(n, sizeof(n)) != 0) {
		error_errno(e, ERROR_FAILED, "no random numbers");
		return -1;
	}
	(void)snprintf(plan->folder, sizeof(plan->folder),
	    "/tmp/aai-%016llx%016llx", (unsigned long long)n[0],
	    (unsigned long long)n[1]);
	return 0;
}

/* That the load's rows are what the mode takes them for. */
static int
check_mode(const struct run *r, struct error *e)
{
	const struct end *end = &r->source.end;

	if (r->o->mode == SQL_APPEND)
		return end_check_append(end, e);
	/* Then the rows of the loads before would go, and never come again. */
	if (r->o->mode != SQL_REPLACE || end->from[0] == '\0' || end->refresh)
		return 0;
	error_set(e, ERROR_USAGE,
	    "the load goes on from a state, and has only what is new since: use "
	    "--mode merge, or load all again with aai-fetch --full-refresh");
	return -1;
}

/* That deletions can be told from what came before and after. */
static int
check_deleted(const struct run *r, bool whole, struct error *e)
{
	const struct table *t;
	size_t i, k;

	if (r->noted && !whole) {
		error_set(e, ERROR_INPUT,
		    "the rows of records do not come together, as in a stream "
		    "that is sorted by table: what is deleted does not show");
		return -1;
	}
	if (r->o->on_delete != SQL_DELETE_MARK)
		return 0;
	for (i = 0; i < r->ntables; i++) {
		t = r->tables[i]->table;
		for (k = 0; t->parent == NULL && k < t->ncolumns; k++) {
			if (strcasecmp(r->tables[i]->columns.names[k],
				SQL_DELETED) != 0)
				continue;
			error_set(e, ERROR_USAGE,
			    "--on-delete mark: table '%s' has a column "
			    "'" SQL_DELETED "' of its own; aai-flatten can "
			    "leave it out (--drop)", t->name);
			return -1;
		}
	}
	return 0;
}

/* The stream is whole: load what was staged. */
static int
finish(struct run *r, struct error *e)
{
	/* A stream that ends in rows of lists lacks the record's own. */
	bool not_last = r->order.not_last || !r->order.top;
	struct sql_plan plan = { .options = r->o,
		.schema = &r->source.schema,
		.tables = r->tables,
		.ntables = r->ntables,
		.end = &r->source.end,
		.counted = r->source.counted,
		.records = r->source.nrows,
		.content = r->source.content,
		.whole = !not_last || !r->order.not_first,
		.tops_first = not_last,
		.deletions = r->noted };
	size_t i;

	/* Whoever wrote the stream may have ended by that signal, too. */
	if (sig_stopped() != 0) {
		r->source.signal = sig_stopped();
		error_set(e, ERROR_FAILED, "stopped by a signal");
		return -1;
	}
	if (check_mode(r, e) != 0 || check_deleted(r, plan.whole, e) != 0)
		return -1;
	if (name_folder(&plan, e) != 0)
		return -1;
	for (i = 0; i < r->nnumbers; i++)
		if (r->by_number[i] != NULL &&
		    flush_rows(r, r->by_number[i], e) != 0)
			return -1;
	family_find(&r->source.schema, r->tables, r->ntables);
	script_finish(&r->text, &plan);
	return put_out(r, &r->text, e);
}

/* Fill in what the run did. */
static void
sum_up(const struct run *r, struct sql_result *result)
{
	result->rows = r->source.nrows;
	result->tables = r->ntables;
	result->bytes_in = r->source.lines.bytes;
	result->bytes_out = r->out.bytes;
	result->replaced = r->encoder.replaced;
	result->nuls = r->encoder.nuls;
	result->deleted = r->deleted;
	result->end = r->source.counted;
	(void)snprintf(result->miscount, sizeof(result->miscount), "%s",
	    r->source.miscount);
	result->signal = r->out.broken_pipe ? SIGPIPE : r->source.signal;
}

static void
release(struct run *r)
{
	size_t i;

	for (i = 0; i < r->nnumbers; i++) {
		if (r->by_number[i] == NULL)
			continue;
		sql_names_free(&r->by_number[i]->t.columns);
		mem_free(r->by_number[i]->t.types);
		buf_free(&r->by_number[i]->rows);
		mem_free(r->by_number[i]);
	}
	mem_free(r->by_number);
	mem_free(r->tables);
	sql_names_free(&r->names);
	sql_encoder_free(&r->encoder);
	buf_free(&r->text);
	buf_free(&r->order.key);
	row_source_close(&r->source);
	out_close(&r->out);
}

int
sql_run(const struct sql_options *o, int in, const char *in_name, int out,
    uint64_t max_line, bool require_end, struct sql_result *result,
    struct error *e)
{
	const struct row_source_calls calls = { .columns = take_columns,
		.row = take_row,
		.deleted = take_deleted };
	struct run r = { .o = o,
		.encoder = sql_encoder_make(o),
		.text = buf_make(SIZE_MAX / 2),
		.order = { .key = buf_make(SIZE_MAX / 2) },
		.names = { .dialect = o->dialect } };
	struct error ignored;
	int rc;

	memset(result, 0, sizeof(*result));
	row_source_open(&r.source, in, in_name, max_line, require_end);
	r.source.hashing = true;
	fd_widen_pipe(out);
	out_open(&r.out, out, "standard output", false, false);
	script_begin(&r.text, o);
	rc = put_out(&r, &r.text, e);
	if (rc == 0)
		rc = row_source_run(&r.source, &calls, &r, e);
	if (rc == 0)
		rc = finish(&r, e);
	if (rc == 0) {
		rc = out_finish(&r.out, e);
	} else if (!r.out.failed) {
		buf_reset(&r.text);
		script_abandon(&r.text);
		if (put_out(&r, &r.text, &ignored) != 0 ||
		    out_finish(&r.out, &ignored) != 0)
			error_prefix(e, "%s", ignored.text);
	}
	sum_up(&r, result);
	release(&r);
	return rc;
}
