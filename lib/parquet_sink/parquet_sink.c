/* parquet_sink: the tables of a stream of rows as Parquet files; see
 * parquet_sink.h. */
#include "parquet_sink/parquet_sink.h"

#include <string.h>

#include "base/mem.h"
#include "json/text.h"
#include "parquet/rewrite.h"
#include "parquet/verify.h"
#include "parquet_sink/part.h"
#include "parquet_sink/tags.h"
#include "stream/row.h"

#define SCRATCH_KEEP ((size_t)1 << 20)

/*
 * A file with this many row groups is put aside: there may be 32,767, and when
 * they are as many they are small, and better joined.
 */
#define GROUPS_MAX 16000

/* A file with all rows that came before its columns widened. */
struct part {
	struct stage file;
	struct coltype *types; /* ncolumns of them */
	size_t ncolumns;
};

/* What a table of the load has here. */
struct state {
	struct parquet_sink *p;
	struct sink_table *t;
	struct table_writer *load;
	struct coltype *types; /* that the load has, ncolumns of them */
	size_t ncolumns;
	struct part *parts;
	size_t nparts;
	size_t parts_cap;
};

static int
put_bytes(void *arg, const void *p, size_t n, struct error *e)
{
	return stage_append(arg, p, n, e);
}

/* Whether it is the first of the columns of the table's key. */
static bool
leads_key(const struct table *t, const struct column *c)
{
	size_t i;

	for (i = 0; i < t->ncolumns && !t->columns[i].key; i++)
		;
	return i < t->ncolumns && &t->columns[i] == c;
}

/*
 * Whether the column is named by --bloom, alone or with its table; or merges or
 * appends will look for its texts.
 */
static bool
wants_bloom(
    const struct parquet_sink *p, const struct table *t, const struct column *c)
{
	size_t i, len = t->name_len;
	const char *name = c->name;

	if ((p->merges || (p->appends && t->parent == NULL)) &&
	    c->type.type == TYPE_TEXT && leads_key(t, c))
		return true;

	for (i = 0; i < p->blooms->n; i++) {
		const char *v = p->blooms->values[i];

		if (strcmp(v, name) == 0 ||
		    (strncmp(v, t->name, len) == 0 && v[len] == '.' &&
			strcmp(v + len + 1, name) == 0))
			return true;
	}
	return false;
}

/* Add the columns of t from number from on to the load. */
static void
add_columns(struct parquet_sink *p, struct table_writer *load,
    const struct table *t, size_t from)
{
	const struct column *c;
	size_t i;

	for (i = from; i < t->ncolumns; i++) {
		struct encode_column options;

		c = &t->columns[i];
		options.bloom = wants_bloom(p, t, c);
		options.key = c->key;
		table_writers_add_column(
		    &p->writers, load, c->name, c->name_len, c->type, options);
	}
}

/* Remember the columns' types as they are now. */
static struct coltype *
copy_types(const struct table *t)
{
	struct coltype *types = mem_new(t->ncolumns, sizeof(*types));
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		types[i] = t->columns[i].type;
	return types;
}

static struct table_writer *
start_file(struct parquet_sink *p, struct stage *file, const struct table *t)
{
	struct writer_target target = { put_bytes, file };
	struct table_writer *load = table_writers_add(&p->writers, &target);

	add_columns(p, load, t, 0);
	return load;
}

static int
on_open(void *ctx, struct sink_table *t, struct error *e)
{
	struct state *s;

	(void)e;
	s = t->data = mem_new(1, sizeof(*s));
	s->p = ctx;
	s->t = t;
	s->types = copy_types(t->table);
	s->ncolumns = t->table->ncolumns;
	s->load = start_file(ctx, &t->file, t->table);
	return 0;
}

/* End the file as it is, put it aside, and go on with another one. */
static int
put_aside(struct state *s, struct error *e)
{
	struct parquet_sink *p = s->p;
	struct part *part;

	if (s->load->row > 0 || s->load->groups > 0) {
		if (table_writers_finish(&p->writers, s->load, NULL, 0, e) != 0)
			return -1;
		s->parts = mem_grow(s->parts, &s->parts_cap, s->nparts + 1,
		    sizeof(*s->parts));
		part = &s->parts[s->nparts++];
		part->file = s->t->file;
		part->ncolumns = s->ncolumns;
		part->types = mem_new(s->ncolumns, sizeof(*part->types));
		memcpy(part->types, s->types,
		    s->ncolumns * sizeof(*part->types));
		memset(&s->t->file, 0, sizeof(s->t->file));
		if (stage_open(&s->t->file, part->file.folder, e) != 0)
			return -1;
	}
	table_writers_drop(&p->writers, s->load);
	s->load = start_file(p, &s->t->file, s->t->table);
	return 0;
}

static int
on_change(void *ctx, struct sink_table *t, struct error *e)
{
	struct state *s = t->data;
	bool wider = false;
	size_t i;
	int rc = 0;

	for (i = 0; i < s->ncolumns; i++)
		wider = wider ||
		    !type_equal(s->types[i], t->table->columns[i].type);
	if (wider)
		rc = put_aside(s, e);
	else
		add_columns(ctx, s->load, t->table, s->ncolumns);
	mem_free(s->types);
	s->types = copy_types(t->table);
	s->ncolumns = t->table->ncolumns;
	return rc;
}

/* Put a text or JSON cell. */
static ALWAYS_INLINE int
put_text(struct parquet_sink *p, struct sink_table *t, struct column_builder *v,
    size_t row, size_t col, const struct cell *c, struct error *e)
{
	bool json = v->type.type == TYPE_JSON;
	bool plain = c->kind == CELL_STRING && !c->escaped && !json;
	const char *s;
	size_t len;

	/* A parent's key, most often. */
	if (c->again && column_builder_put_again(v, row))
		return 0;
	if (LIKELY(plain && !c->high)) {
		s = c->s;
		len = c->len;
	} else if (plain && column_builder_put_known(v, row, c->s, c->len)) {
		return 0;
	} else if (json) {
		t->replaced += cell_json(c, &p->scratch, &s, &len);
	} else {
		t->replaced += cell_text(c, &p->scratch, &s, &len);
	}
	if (UNLIKELY(len > COLUMN_BUILDER_TEXT_MAX)) {
		error_set(e, ERROR_INPUT,
		    "a value of column '%s' of table '%s' has over 1 GiB",
		    t->table->columns[col].name, t->table->name);
		return -1;
	}
	column_builder_put_text(v, row, s, len);
	/* A huge value's text is not held twice while it is written. */
	if (UNLIKELY(p->scratch.cap > SCRATCH_KEEP))
		buf_free(&p->scratch);
	return 0;
}

/* Put a cell that is not null. */
static ALWAYS_INLINE int
put_cell(struct parquet_sink *p, struct sink_table *t, struct column_builder *v,
    size_t row, size_t col, const struct cell *c, struct error *e)
{
	uint8_t unscaled[16];
	int64_t num = 0;
	int32_t days;
	double d = 0;
	bool truth, ok;

	switch (v->type.type) {
	case TYPE_BIGINT:
		ok = cell_i64(c, &num);
		break;
	case TYPE_DOUBLE:
		ok = cell_double(c, &d);
		memcpy(&num, &d, sizeof(num));
		break;
	case TYPE_BOOL:
		ok = cell_bool(c, &truth);
		num = ok && truth;
		break;
	case TYPE_DATE:
		ok = cell_date(c, &days);
		num = ok ? days : 0;
		break;
	case TYPE_TIMESTAMP:
		ok = cell_stamp(c, t->table->zone, &num);
		break;
	case TYPE_DECIMAL:
		/* Most have few enough digits for plain arithmetic. */
		if (LIKELY(cell_decimal_soon(c, v->type.precision,
			v->type.scale, &num))) {
			column_builder_put_digits(v, row, num);
			return 0;
		}
		ok = cell_decimal(c, v->type.precision, v->type.scale,
		    unscaled);
		if (!ok)
			return cell_misfit(c, t->table, col, e);
		column_builder_put_decimal(v, row, unscaled);
		return 0;
	case TYPE_NONE:
	case TYPE_TEXT:
	case TYPE_JSON:
	default:
		return put_text(p, t, v, row, col, c, e);
	}
	if (UNLIKELY(!ok))
		return cell_misfit(c, t->table, col, e);
	column_builder_put_num(v, row, num);
	return 0;
}

static int
on_row(void *ctx, struct sink_table *t, const struct cell *cells,
    struct error *e)
{
	struct parquet_sink *p = ctx;
	const struct state *s = t->data;
	struct table_writer *load = s->load;
	struct column_builder *builders = load->builders;
	size_t i, row = load->row, n = s->ncolumns;

	for (i = 0; i < n; i++) {
		if (cells[i].kind != CELL_NULL &&
		    put_cell(p, t, &builders[i], row, i, &cells[i], e) != 0)
			return -1;
	}
	if (table_writers_row(&p->writers, load, e) != 0)
		return -1;
	if (UNLIKELY(load->groups >= GROUPS_MAX))
		return put_aside(t->data, e);
	return 0;
}

/* Have the rows that are to come fit into the row groups there may be. */
static void
expect_rows(struct table_writer *load, uint64_t rows)
{
	if (rows / GROUPS_MAX >= load->limit)
		load->limit = (size_t)(rows / GROUPS_MAX) + 1;
}

/* Append the rows of a file put aside to the load. */
static int
take_over(struct parquet_sink *p, struct table_writer *load, int fd,
    const struct part *part, struct error *e)
{
	struct reader r;
	struct rewrite_source source = { .r = &r, .types = part->types };
	int rc = reader_open(&r, fd, "a staged file", e);

	if (rc == 0 && r.ncolumns > part->ncolumns) {
		error_set(e, ERROR_INPUT,
		    "a staged file has columns that are not known");
		rc = -1;
	}
	expect_rows(load, (uint64_t)r.rows);
	if (rc == 0)
		rc = rewrite_append(
		    &p->writers, load, &source, json_quote, e);
	reader_close(&r);
	return rc;
}

/* One file out of those put aside and the last one. */
static int
join_parts(struct state *s, struct error *e)
{
	struct part *part;
	size_t i;
	int fd;

	if (put_aside(s, e) != 0)
		return -1;
	expect_rows(s->load, s->t->rows);
	for (i = 0; i < s->nparts; i++) {
		part = &s->parts[i];
		fd = stage_fd(&part->file, e);
		if (fd < 0 ||
		    take_over(s->p, s->load, fd, part, e) != 0)
			return -1;
		stage_drop(&part->file);
	}
	return 0;
}

/* End the file of a load, which is then forgotten. */
static int
end_file(struct parquet_sink *p, struct table_writer *load,
    const struct table *t, struct stage *file, struct error *e)
{
	struct tags tags = tags_make(t);
	size_t i;
	int rc, fd;

	for (i = 0; i < t->ncolumns; i++)
		writer_set_id(&load->writer, i, t->columns[i].id);
	rc = table_writers_finish(&p->writers, load, tags.pairs, tags.n, e);
	if (rc == 0 && p->verify) {
		fd = stage_fd(file, e);
		rc = fd < 0 ? -1 :
			      verify_file(fd, t->name, load->writer.rows, e);
		if (stage_rest(file, e) != 0)
			rc = -1;
	}
	tags_free(&tags);
	table_writers_drop(&p->writers, load);
	return rc;
}

static int
on_finish(void *ctx, struct sink_table *t, struct error *e)
{
	struct parquet_sink *p = ctx;
	struct state *s = t->data;
	int rc = 0;

	if (s->ncolumns == 0) {
		error_set(e, ERROR_INPUT,
		    "table '%s' has no columns; a Parquet file needs one",
		    t->table->name);
		return -1;
	}
	if (!p->flushed)
		rc = table_writers_flush_all(&p->writers, e);
	p->flushed = true;
	if (rc == 0 && s->nparts > 0)
		rc = join_parts(s, e);
	if (rc == 0)
		rc = end_file(p, s->load, t->table, &t->file, e);
	else
		table_writers_drop(&p->writers, s->load);
	s->load = NULL;
	return rc;
}

static int
on_rewrite(void *ctx, const struct sink_part *parts, size_t n,
    const struct table *now, struct stage *to, struct error *e)
{
	struct parquet_sink *p = ctx;
	struct table_writer *load = start_file(p, to, now);
	struct parquet_part part;
	uint64_t rows = 0;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < n; i++) {
		rc = parquet_part_open(&part, &parts[i], now, e);
		part.reader.room = &p->room;
		rows += (uint64_t)part.reader.rows;
		expect_rows(load, rows);
		if (rc == 0)
			rc = rewrite_append(&p->writers, load, &part.source,
			    json_quote, e);
		parquet_part_close(&part);
	}
	if (rc == 0)
		return end_file(p, load, now, to, e);
	table_writers_drop(&p->writers, load);
	return rc;
}

static int
on_count(void *ctx, const struct sink_part *given, struct row_counts *counts,
    struct error *e)
{
	struct rewrite_counts some = { 0 };
	struct parquet_part part;
	struct parquet_sink *p = ctx;
	int rc = parquet_part_open(&part, given, given->from, e);

	part.reader.room = &p->room;
	if (rc == 0)
		rc = rewrite_count(&part.source, parquet_part_may_go, &some, e);
	*counts = (struct row_counts){ (uint64_t)part.reader.rows, some.going,
		some.marked };
	parquet_part_close(&part);
	return rc;
}

static void
on_close(void *ctx, struct sink_table *t)
{
	struct parquet_sink *p = ctx;
	struct state *s = t->data;
	size_t i;

	if (s == NULL)
		return;
	if (s->load != NULL)
		table_writers_drop(&p->writers, s->load);
	for (i = 0; i < s->nparts; i++) {
		stage_drop(&s->parts[i].file);
		mem_free(s->parts[i].types);
	}
	mem_free(s->parts);
	mem_free(s->types);
	mem_free(s);
	t->data = NULL;
}

int
parquet_sink_open(struct parquet_sink *p,
    const struct table_writers_options *options, const struct opt_list *blooms,
    bool verify, struct error *e)
{
	static const struct sink_format functions = {
		.extension = "parquet",
		.open = on_open,
		.change = on_change,
		.row = on_row,
		.finish = on_finish,
		.rewrite = on_rewrite,
		.count = on_count,
		.close = on_close,
	};

	memset(p, 0, sizeof(*p));
	p->functions = functions;
	p->blooms = blooms;
	p->verify = verify;
	p->scratch = buf_make(SIZE_MAX);
	p->room.max = options->memory / 2;
	return table_writers_open(&p->writers, options, e);
}

void
parquet_sink_close(struct parquet_sink *p)
{
	table_writers_close(&p->writers);
	buf_free(&p->scratch);
}
