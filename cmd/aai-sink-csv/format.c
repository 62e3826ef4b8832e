/* format: CSV as a format of the sinks; see format.h. */
#include "aai-sink-csv/format.h"

#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "csv/copy.h"
#include "csv/package.h"

/* Bytes of rows that a table holds before it writes them. */
#define HOLD_MAX ((uint64_t)256 << 10)
#define HOLD_MIN ((uint64_t)4 << 10)

/* What a buffer may keep for the next rows. */
#define KEEP_MAX ((size_t)1 << 20)

/* Where in a file the columns became others. */
struct epoch {
	int64_t offset;
	size_t ncolumns;
	enum type *types; /* owned */
};

/* A table's rows on their way. */
struct rows {
	struct buf out;
	struct epoch *epochs;
	size_t nepochs;
	size_t cap;
	bool stale;     /* the columns are others than the last epoch's */
	bool lone_null; /* a row was written as a blank line */
};

static int
open_table(void *ctx, struct sink_table *t, struct error *e)
{
	struct csv_format *f = ctx;
	struct rows *r = mem_new(1, sizeof(*r));
	char word[256];
	const char *had;

	r->out = buf_make(SIZE_MAX / 2);
	r->stale = true;
	t->data = r;
	f->hold = f->memory / 4 / ++f->ntables;
	f->hold = f->hold > HOLD_MAX ? HOLD_MAX :
	    f->hold < HOLD_MIN	     ? HOLD_MIN :
				       f->hold;
	if (!f->parts)
		return 0;
	/* The parts of a folder are all spelled alike. */
	csv_style_word(&f->style, word);
	had = folder_note(t->file.folder, FOLDER_NOTE_CSV);
	if (had == NULL) {
		folder_set_note(t->file.folder, FOLDER_NOTE_CSV, word);
	} else if (strcmp(had, word) != 0) {
		error_set(e, ERROR_USAGE,
		    "the folder's parts are spelled otherwise (%s, not %s)",
		    had, word);
		return -1;
	}
	return 0;
}

static int
change_table(void *ctx, struct sink_table *t, struct error *e)
{
	struct rows *r = t->data;

	(void)ctx;
	(void)e;
	r->stale = true;
	return 0;
}

/* Write what the table holds. */
static int
flush_rows(struct sink_table *t, struct error *e)
{
	struct rows *r = t->data;

	if (r->out.len > 0 &&
	    stage_append(&t->file, r->out.data, r->out.len, e) != 0)
		return -1;
	if (r->out.cap > KEEP_MAX)
		buf_free(&r->out);
	buf_reset(&r->out);
	return 0;
}

/* From here on rows have the columns that the table has now. */
static void
begin_epoch(struct csv_format *f, struct sink_table *t)
{
	struct rows *r = t->data;
	struct epoch *p;
	size_t i;

	if (r->nepochs == 0)
		csv_put_header(&r->out, &f->style, t->table);
	r->epochs =
	    mem_grow(r->epochs, &r->cap, r->nepochs + 1, sizeof(*r->epochs));
	p = &r->epochs[r->nepochs++];
	p->offset = t->file.size + (int64_t)r->out.len;
	p->ncolumns = t->table->ncolumns;
	p->types = mem_new(p->ncolumns, sizeof(*p->types));
	for (i = 0; i < p->ncolumns; i++)
		p->types[i] = t->table->columns[i].type.type;
	r->stale = false;
}

static int
add_row(
    void *ctx, struct sink_table *t, const struct cell *cells, struct error *e)
{
	struct csv_format *f = ctx;
	struct rows *r = t->data;

	if (UNLIKELY(r->stale))
		begin_epoch(f, t);
	f->encoder.replaced = 0;
	if (csv_put_row(&r->out, &f->encoder, t->table, cells, e) != 0)
		return -1;
	t->replaced += f->encoder.replaced;
	if (UNLIKELY(t->table->ncolumns == 1 && cells[0].kind == CELL_NULL))
		r->lone_null = true;
	return r->out.len >= f->hold ? flush_rows(t, e) : 0;
}

/* How a row of n columns of these types becomes one of the table's. */
static enum csv_change *
changes(const enum type *types, size_t n, const struct table *now)
{
	enum csv_change *c = mem_new(n, sizeof(*c));
	size_t i;

	for (i = 0; i < n; i++)
		c[i] = csv_change_of(types[i], now->columns[i].type.type);
	return c;
}

/* Copy one epoch of the file after fd. */
static int
copy_epoch(const struct csv_format *f, struct sink_table *t, size_t number,
    int fd, struct csv_target *out, struct error *e)
{
	const struct rows *r = t->data;
	const struct epoch *p = &r->epochs[number];
	int64_t end = number + 1 < r->nepochs ? p[1].offset : t->file.size;
	enum csv_change *how = changes(p->types, p->ncolumns, t->table);
	struct csv_layout layout = { .changes = how, .n = p->ncolumns,
		.total = t->table->ncolumns };
	struct csv_source in;
	int rc;

	csv_source_open(
	    &in, fd, t->table->name, p->offset, end - p->offset, false);
	rc = csv_copy_rows(&in, &f->style, &layout, out, e);
	csv_source_close(&in);
	mem_free(how);
	return rc;
}

/* Write the file again, with the columns that the table has in the end. */
static int
write_again(const struct csv_format *f, struct sink_table *t, struct error *e)
{
	const struct rows *r = t->data;
	struct csv_target out = { 0 };
	struct stage to = { 0 };
	size_t i;
	int fd = stage_fd(&t->file, e), rc = -1;

	if (fd < 0 || stage_open(&to, t->file.folder, e) != 0)
		return -1;
	csv_target_open(&out, &to, f->style.gzip);
	csv_put_header(&out.out, &f->style, t->table);
	for (i = 0; i < r->nepochs; i++)
		if (copy_epoch(f, t, i, fd, &out, e) != 0)
			goto out;
	if (csv_target_finish(&out, e) != 0 || stage_rest(&to, e) != 0)
		goto out;
	stage_drop(&t->file);
	t->file = to;
	memset(&to, 0, sizeof(to));
	rc = 0;
out:
	csv_target_close(&out);
	stage_drop(&to);
	return rc;
}

/* Whether the rows written are as the table is in the end. */
static bool
is_final(const struct sink_table *t)
{
	const struct rows *r = t->data;
	const struct epoch *p = &r->epochs[0];
	size_t i;

	if (r->nepochs != 1 || p->ncolumns != t->table->ncolumns)
		return false;
	for (i = 0; i < p->ncolumns; i++)
		if (csv_change_of(p->types[i],
			t->table->columns[i].type.type) != CSV_SAME)
			return false;
	return true;
}

static int
finish_table(void *ctx, struct sink_table *t, struct error *e)
{
	struct csv_format *f = ctx;
	struct rows *r = t->data;

	if (r->lone_null && t->table->ncolumns == 1 && f->style.null_len == 0) {
		error_set(e, ERROR_USAGE,
		    "table '%s' has one column and a null in it, which would "
		    "be a blank line; say with --null what null is to be",
		    t->table->name);
		return -1;
	}
	f->too_many += t->rows >= CSV_SHEET_ROWS;
	if (r->nepochs == 0)
		begin_epoch(f, t);
	if (flush_rows(t, e) != 0)
		return -1;
	return !f->style.gzip && is_final(t) ? 0 : write_again(f, t, e);
}

static enum type *
types_of(const struct table *t)
{
	enum type *types = mem_new(t->ncolumns, sizeof(*types));
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		types[i] = t->columns[i].type.type;
	return types;
}

/* Copy the rows of a part that stay, as those of table "now". */
static int
copy_part(const struct csv_format *f, const struct sink_part *part,
    const struct table *now, struct csv_target *out, struct error *e)
{
	enum type *types = types_of(part->from), *types_now = types_of(now);
	size_t n = part->from->ncolumns;
	struct csv_layout layout = { .n = n,
		.total = now->ncolumns,
		.filter = part->filter,
		.types = types_now };
	struct csv_source in = { 0 };
	enum csv_change *how = changes(types, n, now);
	struct stat st;
	int rc = -1;

	layout.changes = how;
	if (fstat(part->fd, &st) != 0) {
		error_errno(
		    e, ERROR_OUTPUT, "cannot read '%s'", part->name);
		goto out;
	}
	csv_source_open(&in, part->fd, part->name, 0, (int64_t)st.st_size,
	    f->style.gzip);
	if (csv_skip_header(&in, &f->style, n, e) == 0 &&
	    csv_copy_rows(&in, &f->style, &layout, out, e) == 0)
		rc = 0;
out:
	csv_source_close(&in);
	mem_free(how);
	mem_free(types);
	mem_free(types_now);
	return rc;
}

static int
rewrite_parts(void *ctx, const struct sink_part *parts, size_t n,
    const struct table *now, struct stage *to, struct error *e)
{
	struct csv_format *f = ctx;
	struct csv_target out = { 0 };
	size_t i;
	int rc = 0;

	csv_target_open(&out, to, f->style.gzip);
	csv_put_header(&out.out, &f->style, now);
	for (i = 0; rc == 0 && i < n; i++)
		rc = copy_part(f, &parts[i], now, &out, e);
	if (rc == 0)
		rc = csv_target_finish(&out, e);
	csv_target_close(&out);
	return rc;
}

static int
count_rows(void *ctx, const struct sink_part *part, struct row_counts *counts,
    struct error *e)
{
	struct csv_target nowhere = { 0 };
	int rc;

	csv_target_open(&nowhere, NULL, false);
	rc = copy_part(ctx, part, part->from, &nowhere, e);
	*counts = nowhere.counts;
	csv_target_close(&nowhere);
	return rc;
}

static int
add_extras(void *ctx, struct folder *folder, const struct schema *schema,
    struct error *e)
{
	struct csv_format *f = ctx;

	return f->package ? csv_package(folder, schema, &f->style, e) : 0;
}

static void
close_table(void *ctx, struct sink_table *t)
{
	struct rows *r = t->data;
	size_t i;

	(void)ctx;
	if (r == NULL)
		return;
	for (i = 0; i < r->nepochs; i++)
		mem_free(r->epochs[i].types);
	mem_free(r->epochs);
	buf_free(&r->out);
	mem_free(r);
	t->data = NULL;
}

void
csv_format_open(struct csv_format *f, const struct csv_style *style, bool parts,
    bool package, uint64_t memory)
{
	const struct sink_format functions = {
		.extension = style->gzip ? "csv.gz" : "csv",
		.open = open_table,
		.change = change_table,
		.row = add_row,
		.finish = finish_table,
		.rewrite = rewrite_parts,
		.count = count_rows,
		.extras = add_extras,
		.close = close_table,
	};

	memset(f, 0, sizeof(*f));
	f->functions = functions;
	f->style = *style;
	f->encoder = csv_encoder_make(&f->style);
	f->parts = parts;
	f->package = package;
	f->memory = memory;
}

void
csv_format_free(struct csv_format *f)
{
	csv_encoder_free(&f->encoder);
}
